"""Makes a PDF one that lasts (PDF/A-2b), as far as that leaves what it shows alone; it claims so only where it holds.

A colour profile that says what its colours mean, metadata that say what it is; nothing that runs, nothing packed by LZW.
Runs only in the child process.
"""

import struct
import zlib
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from pikepdf.models.metadata import DateConverter
from PIL import ImageCms

from docarchive import __version__
from docarchive.reading.pdfa import breaches, intent_components
from docarchive.reading.pdfa_objects import filters, is_set, reachable
from docarchive.records.conformity import Breach

_TEXTS = {"/Title": "dc:title", "/Author": "dc:creator", "/Subject": "dc:description", "/Keywords": "pdf:Keywords",
          "/Creator": "xmp:CreatorTool", "/Producer": "pdf:Producer"}  # fmt: skip
_DATES = {"/CreationDate": "xmp:CreateDate", "/ModDate": "xmp:ModifyDate"}
_LISTS = {
    "dc:title": ("Alt", ' xml:lang="x-default"'),
    "dc:description": ("Alt", ' xml:lang="x-default"'),
    "dc:creator": ("Seq", ""),
}
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
# What a stranger's file may make of a look into it; the copy is made all the same.
_UNFIT = (pikepdf.PdfError, TypeError, ValueError, LookupError, AttributeError, struct.error)
_RUNS = {"/JavaScript", "/Launch"}


def make_lasting(pdf: pikepdf.Pdf) -> list[Breach]:
    """Mends what can be mended in `pdf` and lets its metadata claim PDF/A-2b where all rules hold then. The rules that are
    broken still; it claims nothing where there are any."""
    facts = _facts(pdf)
    try:
        _mend(pdf)
        if intent_components(pdf) is None:
            pdf.Root.OutputIntents = Array([_intent(pdf)])
        _describe(pdf, facts, claim=True)
        found = breaches(pdf)
    except _UNFIT as error:
        found = [Breach("6.1", f"a structure that can't be judged: {str(error)[:80]}")]
    if found:
        _describe(pdf, facts, claim=False)
    return found


def _mend(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root
    # The writer puts the right number here, but only where there is one.
    pdf.trailer.Size = 1
    for key in ("/AA", "/Metadata"):
        if key in root:
            del root[key]
    if "/OpenAction" in root and str(_kind(root.OpenAction)) in _RUNS:
        del root["/OpenAction"]
    if "/JavaScript" in root.get("/Names", Dictionary()):
        del root.Names["/JavaScript"]
    for each in list(reachable(root)):
        for key in ("/AA", "/Metadata"):
            if key in each:
                del each[key]
        for key in ("/A", "/Next"):
            if key in each and isinstance(each[key], Dictionary) and str(_kind(each[key])) in _RUNS:
                del each[key]
        if isinstance(each, Stream):
            _mend_stream(each)


def _kind(action: Any) -> str:
    return str(action.get("/S", "")) if isinstance(action, Dictionary) else ""


def _mend_stream(stream: Stream) -> None:
    if stream.get("/Subtype") == Name.Image and is_set(stream, "/Interpolate"):
        del stream["/Interpolate"]
    if "/LZWDecode" in filters(stream):
        # The same content, packed as the rules want it.
        stream.write(stream.read_bytes())


@cache
def _profile() -> bytes:
    """sRGB as an ICC profile of version 4.2 without the moment of its making, so that the same input makes the same bytes."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[8:12] = b"\x04\x20\0\0"
    made[24:36] = bytes([0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])
    made[84:100] = bytes(16)
    return bytes(made)


def _intent(pdf: pikepdf.Pdf) -> Dictionary:
    profile = Stream(pdf, zlib.compress(_profile(), 9))
    profile.Filter = Name.FlateDecode
    profile.N = 3
    name = pikepdf.String("sRGB IEC61966-2.1")
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=name,
        Info=name,
        DestOutputProfile=pdf.make_indirect(profile),
    )


def _facts(pdf: pikepdf.Pdf) -> dict[str, str]:
    """What the document's information says, by its keys: nothing that metadata couldn't say just so."""
    facts: dict[str, str] = {}
    for key, value in pdf.docinfo.items():
        text = str(value).replace("\0", "").strip()
        if key in _TEXTS and text:
            facts[key] = text
        if key in _DATES:
            try:
                DateConverter.xmp_from_docinfo(text)
                facts[key] = text
            except (ValueError, IndexError):
                continue
    return facts | {"/Producer": f"docarchive {__version__}"}


def _describe(pdf: pikepdf.Pdf, facts: dict[str, str], *, claim: bool) -> None:
    """Information and metadata that say the same."""
    del pdf.docinfo
    for key, text in facts.items():
        pdf.docinfo[key] = text
    parts = [_element(_TEXTS[key], text) for key, text in facts.items() if key in _TEXTS]
    parts += [_element(_DATES[key], DateConverter.xmp_from_docinfo(text)) for key, text in facts.items() if key in _DATES]
    parts += [_element("pdfaid:part", "2"), _element("pdfaid:conformance", "B")] if claim else []
    spaces = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in _NAMESPACES.items())
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about=""{spaces}>{"".join(parts)}</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    )
    metadata = Stream(pdf, packet.encode())
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)


def _element(name: str, text: str) -> str:
    said = escape(text)
    if name in _LISTS:
        kind, language = _LISTS[name]
        said = f"<rdf:{kind}><rdf:li{language}>{said}</rdf:li></rdf:{kind}>"
    return f"<{name}>{said}</{name}>"
