"""The pictures of a TIFF one by one, each as a file of its own, packed as it lies there wherever PDF takes it so.

img2pdf would hold all pictures of a file at once, too much for a long TIFF, and it packs JPEG anew, into ten times the bytes.
"""

import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps
from PIL.TiffImagePlugin import TiffImageFile

from docarchive.reading.raster import check_pixels, plain

_GROUP4, _JPEG = 4, 7
_COMPRESSION, _PHOTOMETRIC, _FILL_ORDER, _OFFSETS, _ORIENTATION, _COUNTS, _TABLES = 259, 262, 266, 273, 274, 279, 347
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _YCC = 0, 1, 2, 6
_SHORT, _LONG, _RATIONAL = 3, 4, 5
#: What PDF holds as it is; deeper pictures become what is shown of them.
_HELD = {"1", "L", "P", "RGB", "LA", "RGBA"}


def tiff_frames(source: Path, megapixels: int) -> Iterator[bytes]:
    """Each picture as a TIFF, JPEG or PNG, pixel for pixel. Raises PageUnreadable (too-many-pixels)."""
    with Image.open(source) as image, source.open("rb") as file:
        for index in range(int(getattr(image, "n_frames", 1))):
            image.seek(index)
            check_pixels(*image.size, megapixels)
            strip = _only_strip(image, file)
            as_it_lies = _as_it_lies(image, strip) if isinstance(image, TiffImageFile) and strip else None
            yield as_it_lies or _packed(ImageOps.exif_transpose(image))


def _only_strip(image: Image.Image, file: BinaryIO) -> bytes:
    """The bytes of a picture that lies upright in one piece; none where it doesn't."""
    if not isinstance(image, TiffImageFile) or image.tag_v2.get(_ORIENTATION, 1) != 1:
        return b""
    offsets, counts = image.tag_v2.get(_OFFSETS, ()), image.tag_v2.get(_COUNTS, ())
    if len(offsets) != 1 or len(counts) != 1:
        return b""
    file.seek(offsets[0])
    return bytes(file.read(counts[0]))


def _as_it_lies(image: TiffImageFile, strip: bytes) -> bytes | None:
    kind, shown = image.tag_v2.get(_COMPRESSION), image.tag_v2.get(_PHOTOMETRIC)
    if kind == _GROUP4 and shown in (_WHITE_IS_ZERO, _BLACK_IS_ZERO) and image.mode == "1":
        return _group4(image, strip, int(shown))
    if kind == _JPEG and (image.mode, shown) in (("L", _BLACK_IS_ZERO), ("RGB", _YCC), ("RGB", _RGB)):
        return _jpeg(image, strip, plain_rgb=shown == _RGB)
    return None


def _dpi(image: Image.Image) -> tuple[int, int]:
    return tuple(round(float(side)) for side in image.info.get("dpi", (0, 0)))  # type: ignore[return-value]


def _group4(image: TiffImageFile, strip: bytes, shown: int) -> bytes:
    """A TIFF of that one strip."""
    entries = [(256, _LONG, image.width), (257, _LONG, image.height), (258, _SHORT, 1), (_COMPRESSION, _SHORT, _GROUP4)]
    entries += [(_PHOTOMETRIC, _SHORT, shown), (_FILL_ORDER, _SHORT, int(image.tag_v2.get(_FILL_ORDER, 1)))]
    entries += [(_OFFSETS, _LONG, 0), (277, _SHORT, 1), (278, _LONG, image.height), (_COUNTS, _LONG, len(strip))]
    return _tiff(entries, _dpi(image), strip)


def _tiff(entries: list[tuple[int, int, int]], dpi: tuple[int, int], strip: bytes = b"") -> bytes:
    """A TIFF with these entries, in order of their tags, the resolution, and the strip at its end."""
    entries = [*entries, (282, _RATIONAL, 0), (283, _RATIONAL, 0), (296, _SHORT, 2)]
    after = 8 + 2 + 12 * len(entries) + 4
    places = {282: after, 283: after + 8, _OFFSETS: after + 16}
    table = b"".join(struct.pack("<2H2I", tag, kind, 1, places.get(tag, value)) for tag, kind, value in entries)
    head = b"II*\0" + struct.pack("<IH", 8, len(entries)) + table + bytes(4)
    return head + struct.pack("<4I", dpi[0], 1, dpi[1], 1) + strip


def _jpeg(image: TiffImageFile, strip: bytes, *, plain_rgb: bool) -> bytes | None:
    """A JPEG of that one strip, with the tables that lie beside it, the resolution, and how its colours are meant."""
    if strip[:2] != b"\xff\xd8":
        return None
    tables = bytes(image.tag_v2.get(_TABLES, b""))
    shared = tables[2:-2] if tables[:2] == b"\xff\xd8" and tables[-2:] == b"\xff\xd9" else b""
    exif = b"Exif\0\0" + _tiff([], _dpi(image))
    said = b"\xff\xe1" + struct.pack(">H", 2 + len(exif)) + exif
    if plain_rgb:
        said += b"\xff\xee" + struct.pack(">H5s3HB", 14, b"Adobe", 100, 0, 0, 0)
    return b"\xff\xd8" + said + shared + strip[2:]


def _packed(image: Image.Image) -> bytes:
    """Losslessly: black and white and colours of print as a bare TIFF, all else as PNG."""
    made = BytesIO()
    known = {"dpi": image.info["dpi"]} if "dpi" in image.info else {}
    if image.mode in ("1", "CMYK"):
        image.save(made, "TIFF", **known)
    else:
        (image if image.mode in _HELD else plain(image)).save(made, "PNG", **known)
    return made.getvalue()
