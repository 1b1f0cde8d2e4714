"""The rules of PDF/A-2b for fonts, judged where the font program is TrueType; others count as broken."""

import struct
from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from docarchive.reading.pdfa_content import Codes
from docarchive.reading.truetype import TrueType
from docarchive.records.conformity import Breach

_CODECS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}
_SYMBOLIC = 4
#: What every viewer has; these need no widths.
_STANDARD = {f"Courier{style}" for style in ("", "-Bold", "-Oblique", "-BoldOblique")}
_STANDARD |= {f"Helvetica{style}" for style in ("", "-Bold", "-Oblique", "-BoldOblique")}
_STANDARD |= {f"Times-{style}" for style in ("Roman", "Bold", "Italic", "BoldItalic")} | {"Symbol", "ZapfDingbats"}


def font_breaches(font: Any, codes: Codes) -> Iterator[Breach]:
    """What of a font breaks the rules, given what is shown in it."""
    name = str(font.get("/BaseFont", "/?"))[1:]
    kind = str(font.get("/Subtype", ""))
    if font.get("/Type") != Name.Font or not isinstance(font.get("/BaseFont"), Name):
        yield Breach("6.2.11.2", f"font {name} without its type or name")
    inner = font.DescendantFonts[0] if kind == "/Type0" else font
    descriptor = inner.get("/FontDescriptor", Dictionary())
    if not codes.seen and "/FontFile2" not in descriptor and kind != "/Type0":
        # Text that is never seen needs no font program.
        if kind != "/Type1" or name not in _STANDARD:
            yield from _of_counts(font, name)
        return
    if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
        yield Breach("6.2.11.4.1", f"font {name} isn't embedded")
        return
    try:
        program = TrueType(descriptor.FontFile2.read_bytes()) if "/FontFile2" in descriptor else None
    except (ValueError, struct.error, LookupError):
        program = None
    if program is None:
        yield Breach("6.2.11.5", f"font {name} isn't TrueType, so its widths aren't compared here")
    elif kind == "/Type0":
        yield from _of_composite(font, inner, program, codes)
    else:
        yield from _of_simple(font, program, codes)


def _of_composite(font: Any, inner: Any, program: TrueType, codes: Codes) -> Iterator[Breach]:
    name = str(font.get("/BaseFont", "/?"))[1:]
    if str(font.get("/Encoding", "")) not in ("/Identity-H", "/Identity-V"):
        yield Breach("6.2.11.3.3", f"font {name} has a map of characters that isn't judged here")
        return
    places = inner.get("/CIDToGIDMap")
    if places is None:
        yield Breach("6.2.11.3.2", f"font {name} doesn't say which glyph is which")
        return
    glyphs = places.read_bytes() if isinstance(places, Stream) else None
    widths, usual = _widths(inner.get("/W", [])), float(inner.get("/DW", 1000))
    for text in codes.seen | codes.unseen:
        for (code,) in struct.iter_unpack(">H", text[: len(text) // 2 * 2]):
            glyph = code if glyphs is None else int.from_bytes(glyphs[2 * code : 2 * code + 2], "big")
            yield from _of_glyph(name, program, glyph, widths.get(code, usual), unseen=text not in codes.seen)


def _widths(given: Any) -> dict[int, float]:
    """W of a composite font: `first [w1 w2 …]` and `first last w`."""
    widths: dict[int, float] = {}
    parts = list(given)
    at = 0
    while at + 1 < len(parts):
        first, after = int(parts[at]), parts[at + 1]
        if isinstance(after, Array):
            widths |= {first + n: float(width) for n, width in enumerate(after)}
            at += 2
        else:
            widths |= dict.fromkeys(range(first, int(after) + 1), float(parts[at + 2]))
            at += 3
    return widths


def _of_simple(font: Any, program: TrueType, codes: Codes) -> Iterator[Breach]:
    name = str(font.get("/BaseFont", "/?"))[1:]
    symbolic = bool(int(font.FontDescriptor.get("/Flags", 0)) & _SYMBOLIC)
    encoding = font.get("/Encoding")
    if symbolic:
        if encoding is not None or not program.symbolic_map:
            yield Breach("6.2.11.6", f"symbolic font {name} with an encoding, or without one map of its own")
            return
        glyph_of = program.symbolic_glyph
    else:
        if isinstance(encoding, Dictionary) and "/Differences" not in encoding:
            encoding = encoding.get("/BaseEncoding")
        codec = _CODECS.get(str(encoding)) if isinstance(encoding, Name) else None
        if codec is None:
            yield Breach("6.2.11.6", f"font {name} has an encoding that isn't judged here")
            return

        def glyph_of(code: int) -> int:
            return program.unicode_glyph(ord(bytes([code]).decode(codec, "replace")))

    miscounted = list(_of_counts(font, name))
    if miscounted:
        yield from miscounted
        return
    first, widths = int(font.FirstChar), [float(width) for width in font.Widths]
    for text in codes.seen | codes.unseen:
        for code in text:
            width = widths[code - first] if 0 <= code - first < len(widths) else 0.0
            yield from _of_glyph(name, program, glyph_of(code), width, unseen=text not in codes.seen)


def _of_counts(font: Any, name: str) -> Iterator[Breach]:
    first, last, widths = (font.get(key) for key in ("/FirstChar", "/LastChar", "/Widths"))
    whole = isinstance(first, int) and isinstance(last, int) and isinstance(widths, Array)
    if not whole or len(widths) != last - first + 1:
        yield Breach("6.2.11.2", f"font {name} whose widths aren't counted right")


def _of_glyph(name: str, program: TrueType, glyph: int, width: float, *, unseen: bool) -> Iterator[Breach]:
    if glyph == 0:
        yield Breach("6.2.11.8", f"font {name} lacks a character that is shown")
    elif glyph >= program.glyphs:
        yield Breach("6.2.11.4.1", f"font {name} lacks a glyph that is shown")
    elif not unseen and abs(program.width(glyph) - width) > 1:
        yield Breach("6.2.11.5", f"font {name} states other widths than its program")
