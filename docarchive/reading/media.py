"""What a file is by its first bytes, and what its name says."""

import re
from pathlib import Path, PurePath

from docarchive.errors import TypeDiffers, UnknownType

PDF = "application/pdf"
TIFF = "image/tiff"
JPEG = "image/jpeg"
PNG = "image/png"
WEBP = "image/webp"
BMP = "image/bmp"
JPEG2000 = "image/jp2"
TEXT = "text/plain"

_ENDINGS = {
    ".pdf": PDF,
    **dict.fromkeys((".tif", ".tiff"), TIFF),
    **dict.fromkeys((".jpg", ".jpeg", ".jpe", ".jfif"), JPEG),
    ".png": PNG,
    ".webp": WEBP,
    **dict.fromkeys((".bmp", ".dib"), BMP),
    **dict.fromkeys((".jp2", ".j2k", ".jpf", ".jpx", ".jpc"), JPEG2000),
    **dict.fromkeys((".txt", ".text"), TEXT),
}
_SIGNATURES = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"MM\x00+", TIFF),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", JPEG2000),
    (b"\xff\x4f\xff\x51", JPEG2000),
)
_STRANGERS = (
    (b"PK\x03\x04", "ZIP / DOCX / XLSX / ODT"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC / XLS / PPT"),
    (b"{\\rtf", "RTF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|svg)", re.IGNORECASE)
_OFFICE = {".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".rtf", ".html", ".htm", ".zip", ".exe"}
_HEAD = 4096


def media_type(path: Path) -> str:
    """The media type by content alone. Raises UnknownType (with what it looks like) for anything the archive doesn't take."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for start, kind in _SIGNATURES:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    # The header of a bitmap follows 14 bytes in and says its own size; "BM" alone may begin a text.
    if head[:2] == b"BM" and head[14:18] in {bytes([size, 0, 0, 0]) for size in (12, 40, 52, 56, 64, 108, 124)}:
        return BMP
    if b"%PDF-" in head[:1024]:
        return PDF
    return _text_or_stranger(head)


def _text_or_stranger(head: bytes) -> str:
    stranger = next((name for start, name in _STRANGERS if head.startswith(start)), None)
    if stranger is None and _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        stranger = "HTML / XML"
    if stranger is None and _is_text(head):
        return TEXT
    raise UnknownType(found=stranger or "?")


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\f\r\x1a\x1b" for byte in head)
    return controls == 0


def check_name(name: str, found: str) -> None:
    """Raises TypeDiffers when the ending of `name` promises another type than `found`; unknown endings promise nothing."""
    ending = PurePath(name.strip().lower()).suffix
    named = _ENDINGS.get(ending)
    if (named is not None and named != found) or ending in _OFFICE:
        raise TypeDiffers(name=name, named=ending, found=found)
