"""A font without ink for text that is there to be searched and copied: every UTF-16 code shows one blank glyph.

Embedded and with a complete ToUnicode map, so that Vietnamese copies right from any viewer.
"""

import struct
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name

#: Width of every character and height of the line, in thousandths of the font size.
ADVANCE, ASCENT, DESCENT = 500, 800, -200
_NAME = "DocarchiveBlank"
_GLYPHS = 2  # .notdef and the blank


def add_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The font as an indirect object of `pdf`; text is written in it as hexadecimal UTF-16."""
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{_NAME}"),
        Flags=4,
        FontBBox=Array([0, DESCENT, ADVANCE, ASCENT]),
        ItalicAngle=0,
        Ascent=ASCENT,
        Descent=DESCENT,
        CapHeight=ASCENT,
        StemV=80,
        FontFile2=_packed(pdf, _true_type()),
    )
    inner = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(f"/{_NAME}"),
        CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        CIDToGIDMap=_packed(pdf, b"\x00\x01" * 0x10000),
        DW=ADVANCE,
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name(f"/{_NAME}"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(inner)]),
        ToUnicode=_packed(pdf, _to_unicode()),
    )
    return pdf.make_indirect(font)


def _packed(pdf: pikepdf.Pdf, content: bytes) -> pikepdf.Stream:
    stream = pikepdf.Stream(pdf, zlib.compress(content, 9))
    stream.Filter = Name.FlateDecode
    if content[:4] == b"\x00\x01\x00\x00":
        stream.Length1 = len(content)
    return stream


def _to_unicode() -> bytes:
    """Every code stands for itself; a range may not run over the last byte, so there are 256 of them."""
    ranges = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(256)]
    parts = [ranges[start : start + 64] for start in range(0, 256, 64)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
        *(line for part in parts for line in (f"{len(part)} beginbfrange", *part, "endbfrange")),
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    ]
    return "\n".join(lines).encode("ascii")


def _true_type() -> bytes:
    """The smallest TrueType file that a PDF may embed: two empty outlines."""
    head = struct.pack(
        ">4i2H2q4h2H3h", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, 1000, 0, 0, 0, DESCENT, ADVANCE, ASCENT, 0, 8, 2, 0, 0
    )
    hhea = struct.pack(">i3hH3h6hhhH", 0x10000, ASCENT, DESCENT, 0, ADVANCE, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, _GLYPHS)
    maxp = struct.pack(">i14H", 0x10000, _GLYPHS, *([0] * 4), 1, *([0] * 8))
    hmtx = struct.pack(">HhHh", ADVANCE, 0, ADVANCE, 0)
    tables = {b"glyf": b"\0\0\0\0", b"head": head, b"hhea": hhea, b"hmtx": hmtx, b"loca": bytes(6), b"maxp": maxp}
    offset = 12 + 16 * len(tables)
    directory, body = struct.pack(">i4H", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64), b""
    for tag, content in tables.items():
        padded = content + bytes(-len(content) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4s3I", tag, checksum, offset + len(body), len(content))
        body += padded
    return directory + body
