"""Which rules of PDF/A-2b (ISO 19005-2) a PDF breaks, clause by clause.

Rather a false alarm than a false claim: what can't be judged here counts as broken. Runs only in the child process.
"""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
from lxml import etree
from pikepdf import Dictionary, Name

from docarchive.reading.pdfa_content import Contents
from docarchive.reading.pdfa_fonts import font_breaches
from docarchive.reading.pdfa_objects import is_set, object_breaches, reachable
from docarchive.records.conformity import Breach

_AID = "{http://www.aiim.org/pdfa/ns/id/}"
_CATALOGUE = {
    "/Requirements": "6.11",
    "/NeedsRendering": "6.4.2",
    "/AA": "6.5.2",
    "/Perms": "6.1.12",
    "/DSS": "6.1.12",
    "/Collection": "6.8",
    "/AF": "6.8",
}


def breaches(pdf: pikepdf.Pdf) -> list[Breach]:
    """What of the document breaks the rules, each once, in order of the clauses. How the file is written (header, ID,
    cross-references) is its writer's business: see `file_breaches`."""
    contents = Contents()
    found = {*_of_catalogue(pdf), *_of_metadata(pdf)}
    profile = intent_components(pdf)
    if profile is None:
        found.add(Breach("6.2.3", "no one output intent with an embedded profile"))
    for each in reachable(pdf.Root):
        found.update(object_breaches(each, pdf.Root, profile or 0))
        if each.get("/Type") == Name.Page or each.get("/Subtype") == Name.Form or each.get("/PatternType") == 1:
            contents.read(each)
    found.update(contents.breaches(profile or 0))
    for font, codes in contents.shown():
        found.update(font_breaches(font, codes))
    return sorted(found, key=lambda each: ([int(part) for part in each.clause.split(".")], each.what))


def file_breaches(path: Path) -> list[Breach]:
    """As `breaches`, of a file, and what is wrong with how it is written."""
    start = path.read_bytes()[:20]
    found = []
    if not start.startswith(b"%PDF-1.") or start[7:8] not in b"01234567":
        found.append(Breach("6.1.2", "header"))
    mark = start[8:].lstrip(b"\r\n")
    if mark[:1] != b"%" or len(mark) < 5 or min(mark[1:5]) < 0x80:
        found.append(Breach("6.1.2", "no comment of four bytes above 127 after the header"))
    with pikepdf.open(path) as pdf:
        if "/ID" not in pdf.trailer:
            found.append(Breach("6.1.3", "no ID in the trailer"))
        if pdf.is_encrypted:
            found.append(Breach("6.1.3", "encrypted"))
        return [*found, *breaches(pdf)]


def intent_components(pdf: pikepdf.Pdf) -> int | None:
    """How many components (1, 3, 4) the profile of the document's output intent has; None where there is none that holds."""
    intents = [each for each in pdf.Root.get("/OutputIntents", []) if "/DestOutputProfile" in each]
    profiles = {each.DestOutputProfile.objgen for each in intents}
    if len(profiles) != 1 or not any(each.get("/S") == Name.GTS_PDFA1 for each in intents):
        return None
    profile = intents[0].DestOutputProfile
    head = profile.read_bytes()[:40]
    components = {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4}.get(head[16:20])
    if head[8:9] > b"\x04" or head[12:16] not in (b"mntr", b"prtr") or components != profile.get("/N"):
        return None
    return components


def _of_catalogue(pdf: pikepdf.Pdf) -> Iterator[Breach]:
    root = pdf.Root
    for key, clause in _CATALOGUE.items():
        if key in root:
            yield Breach(clause, f"{key[1:]} in the catalogue")
    names = root.get("/Names", Dictionary())
    for key, clause in (("/JavaScript", "6.5.1"), ("/EmbeddedFiles", "6.8"), ("/AlternatePresentations", "6.10")):
        if key in names:
            yield Breach(clause, f"{key[1:]} in the document")
    form = root.get("/AcroForm", Dictionary())
    if is_set(form, "/NeedAppearances"):
        yield Breach("6.4.1", "NeedAppearances in the form")
    if "/XFA" in form:
        yield Breach("6.4.2", "XFA form")
    if "/OCProperties" in root:
        yield from _of_layers(root.OCProperties)


def _of_layers(layers: pikepdf.Object) -> Iterator[Breach]:
    for config in [layers.get("/D", Dictionary()), *layers.get("/Configs", [])]:
        if not str(config.get("/Name", "")):
            yield Breach("6.9", "a configuration of layers without a name")
        if "/AS" in config:
            yield Breach("6.9", "AS in a configuration of layers")
        if "/Order" in config:
            yield Breach("6.9", "an order of layers, which isn't compared here")


def _of_metadata(pdf: pikepdf.Pdf) -> Iterator[Breach]:
    stream = pdf.Root.get("/Metadata")
    if stream is None:
        yield Breach("6.6.2.1", "no metadata")
        return
    try:
        root = etree.fromstring(stream.read_bytes(), etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        yield Breach("6.6.2.1", "metadata that isn't XML")
        return
    said = [root.findtext(f".//{_AID}{name}") for name in ("part", "conformance")]
    if said != ["2", "B"]:
        yield Breach("6.6.4", "no claim of PDF/A-2b in the metadata")
