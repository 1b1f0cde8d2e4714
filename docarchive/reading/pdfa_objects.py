"""The rules of PDF/A-2b for single objects: streams, images, forms, graphics states, colours, annotations, actions."""

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from docarchive.reading.pdfa_jpx import jpx_breaches
from docarchive.records.conformity import Breach

_ACTIONS = {"/GoTo", "/GoToR", "/GoToE", "/Thread", "/URI", "/SubmitForm", "/Named"}
_NAMED = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}
_NOTES = {
    "/Text", "/Link", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline",
    "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Popup", "/Widget", "/PrinterMark", "/TrapNet", "/Watermark",
    "/Redact",
}  # fmt: skip
_BLENDS = {
    "/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge", "/ColorBurn",
    "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity",
}  # fmt: skip
INTENTS = {"/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"}
#: Device colour space → components of the output intent that allows it; gray goes with any.
DEVICE = {"/DeviceRGB": 3, "/DeviceCMYK": 4}
_INVISIBLE, _HIDDEN, _PRINT, _NO_VIEW, _TOGGLE = 1, 2, 4, 32, 256


def reachable(root: pikepdf.Object) -> Iterator[Any]:
    """All dictionaries and streams that hang on `root`, each once: what a writer would write."""
    seen: set[tuple[int, int]] = set()
    waiting = [root]
    while waiting:
        each = waiting.pop()
        if not isinstance(each, pikepdf.Object) or (each.is_indirect and each.objgen in seen):
            continue
        if each.is_indirect:
            seen.add(each.objgen)
        if isinstance(each, Array):
            waiting.extend(part for part in each if isinstance(part, pikepdf.Object))
        elif isinstance(each, (Dictionary, Stream)):
            yield each
            waiting.extend(part for _, part in each.items() if isinstance(part, pikepdf.Object))


def object_breaches(each: Any, root: Any, profile: int) -> Iterator[Breach]:
    """What of one dictionary or stream breaks the rules; `profile`: components of the output intent (0: there is none)."""
    kind, sub = str(each.get("/Type", "")), str(each.get("/Subtype", ""))
    if isinstance(each, Stream):
        yield from _of_stream(each, sub)
    yield from _of_keys(each, kind)
    yield from _of_colours(each, profile)
    if kind == "/Page":
        yield from _of_page(each)
    # A dictionary with a rectangle on a page is an annotation, whatever it leaves out.
    if kind == "/Annot" or ("/Rect" in each and sub in _NOTES):
        yield from _of_annotation(each, sub)
    for key in ("/A", "/OpenAction", "/Next"):
        given = each.get(key)
        for action in given if isinstance(given, Array) else [given]:
            if isinstance(action, Dictionary) and "/S" in action:
                yield from _of_action(action)
    if each.objgen != root.objgen and ("/EF" in each or kind == "/Filespec"):
        yield Breach("6.8", "an embedded file")


def _of_stream(each: Stream, sub: str) -> Iterator[Breach]:
    if {"/F", "/FFilter", "/FDecodeParms"} & each.keys():
        yield Breach("6.1.7.1", "a stream in another file")
    for name in filters(each):
        if name not in _FILTERS:
            yield Breach("6.1.7.2", f"filter {name[1:]}")
    if sub == "/Image":
        if {"/Alternates", "/OPI"} & each.keys():
            yield Breach("6.2.8.1", "an image with alternates or OPI")
        if is_set(each, "/Interpolate"):
            yield Breach("6.2.8.1", "an image that asks for interpolation")
        if each.get("/BitsPerComponent", 1) not in (1, 2, 4, 8, 16):
            yield Breach("6.2.8.1", "an image of a depth that isn't allowed")
        if "/JPXDecode" in filters(each):
            yield from jpx_breaches(each.read_raw_bytes())
    if sub == "/Form" and ({"/OPI", "/PS", "/Ref"} & each.keys() or each.get("/Subtype2") == Name.PS):
        yield Breach("6.2.9", "a form with OPI, PostScript or a reference")
    if sub == "/PS":
        yield Breach("6.2.9.3", "PostScript")


_FILTERS = {
    "/ASCIIHexDecode", "/ASCII85Decode", "/FlateDecode", "/RunLengthDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/DCTDecode",
    "/JPXDecode",
}  # fmt: skip


def is_set(each: Any, key: str) -> bool:
    """Whether a flag of a dictionary is true, or is no flag at all."""
    given: Any = each.get(key, False)
    return given is not False


def filters(stream: Stream) -> list[str]:
    """The names of a stream's filters, in order."""
    given: Any = stream.get("/Filter", [])
    return [str(given)] if isinstance(given, Name) else [str(name) for name in given]


def _of_keys(each: Any, kind: str) -> Iterator[Breach]:
    if "/TR" in each and str(each.get("/S", "")) not in ("/Alpha", "/Luminosity"):
        yield Breach("6.2.5", "a transfer function")
    if "/TR2" in each and str(each.TR2) != "/Default":
        yield Breach("6.2.5", "a transfer function")
    if "/HTP" in each or "/HTO" in each or "/HalftoneType" in each:
        yield Breach("6.2.5", "a halftone")
    for key, allowed, clause in (("/RI", INTENTS, "6.2.6"), ("/Intent", INTENTS | {"/View", "/Design", "/All"}, "6.2.6")):
        if key in each and isinstance(each[key], Name) and str(each[key]) not in allowed:
            yield Breach(clause, f"rendering intent {str(each[key])[1:]}")
    if "/BM" in each:
        modes = [each.BM] if isinstance(each.BM, Name) else list(each.BM)
        yield from (Breach("6.2.10", f"blend mode {mode}") for mode in modes if str(mode) not in _BLENDS)
    if "/AA" in each and kind != "/Catalog":
        yield Breach("6.5.2", "additional actions")


def _of_colours(each: Any, profile: int) -> Iterator[Breach]:
    """Device colours in dictionaries; an ICC profile's alternate is none that is used."""
    for key, value in each.items():
        if key in ("/Alternate", "/DefaultRGB", "/DefaultCMYK", "/DefaultGray"):
            continue
        yield from colour_breaches(value, profile)


def colour_breaches(value: Any, profile: int, depth: int = 0) -> Iterator[Breach]:
    """Device colour spaces in a name, or in an array of names and arrays, that the output intent doesn't allow."""
    if isinstance(value, Name) and DEVICE.get(str(value), profile) != profile:
        yield Breach("6.2.4.3", f"{str(value)[1:]} without an output intent for it")
    if isinstance(value, Array) and depth < 4 and len(value) < 64:
        parts = list(value)
        if parts and isinstance(parts[0], Name) and str(parts[0]) in ("/DeviceN", "/Separation"):
            yield Breach("6.2.4.4", "spot colours, whose definitions aren't compared here")
        if len(parts) == 2 and str(parts[0]) == "/ICCBased" and not _is_profile(parts[1]):
            yield Breach("6.2.4.2", "a colour profile of another kind, version or number of components")
        for part in parts:
            yield from colour_breaches(part, profile, depth + 1)


def _is_profile(stream: Any) -> bool:
    head = stream.read_bytes()[:40] if isinstance(stream, Stream) else b""
    components = {b"GRAY": 1, b"RGB ": 3, b"Lab ": 3, b"CMYK": 4}.get(head[16:20])
    kinds = (b"mntr", b"prtr", b"scnr", b"spac")
    return head[36:40] == b"acsp" and head[8] <= 4 and head[12:16] in kinds and components == stream.get("/N")


def _of_page(page: Any) -> Iterator[Breach]:
    if "/PresSteps" in page:
        yield Breach("6.10", "steps of a presentation")
    for name in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"):
        if name in page:
            left, bottom, right, top = (float(edge) for edge in page[name])
            if not all(3 <= abs(side) <= 14_400 for side in (right - left, top - bottom)):
                yield Breach("6.1.13", "a page of under 3 or over 14400 points")


def _of_annotation(note: Any, sub: str) -> Iterator[Breach]:
    if sub not in _NOTES:
        yield Breach("6.3.1", f"annotation {sub[1:]}")
    flags = int(note.get("/F", 0))
    if sub != "/Popup" and (not flags & _PRINT or flags & (_INVISIBLE | _HIDDEN | _NO_VIEW | _TOGGLE)):
        yield Breach("6.3.2", "an annotation that isn't both seen and printed")
    if sub == "/Widget" and "/A" in note:
        yield Breach("6.4.1", "a form field with an action")
    left, bottom, right, top = (float(edge) for edge in note.get("/Rect", [0, 0, 0, 0]))
    look = note.get("/AP")
    if look is None:
        if sub not in ("/Popup", "/Link") and (left, bottom) != (right, top):
            yield Breach("6.3.3", "an annotation without appearance")
    elif set(look.keys()) != {"/N"}:
        yield Breach("6.3.3", "an annotation with several appearances")
    elif not isinstance(look.N, Stream) and not (sub == "/Widget" and _is_button(note)):
        yield Breach("6.3.3", "an annotation whose appearance is no stream")


def _is_button(note: Any) -> bool:
    return bool(note.get("/FT", note.get("/Parent", Dictionary()).get("/FT", "")) == Name.Btn)


def _of_action(action: Any) -> Iterator[Breach]:
    name = str(action.get("/S", ""))
    if name not in _ACTIONS:
        yield Breach("6.5.1", f"action {name[1:]}")
    if name == "/Named" and str(action.get("/N", "")) not in _NAMED:
        yield Breach("6.5.1", f"named action {str(action.get('/N', ''))[1:]}")
