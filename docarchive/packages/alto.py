"""ALTO 4 (Library of Congress): where every word of every page stands, in one file for all pages of a document."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from lxml import etree

from docarchive.packages.xml import sound
from docarchive.records.pages import Block, Box, Kind, Line, Page, Word

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_VERSION = "4.3"  # nothing of a later one is written


def alto(pages: Sequence[Page | None], *, source: str = "", engine: str = "", version: str = "") -> bytes:
    """UTF-8 XML of the pages (at least one) in order, boxes in pixels of each page's own raster. None stands for a page that
    wasn't read: it is there, empty, and says so, since the schema wants a page in every layout.

    Regions that are no running text (stamps, what a signature shows) refer to a LayoutTag; what another reader read in the place
    of a word is its ALTERNATIVE. `source` names the file that was read, `engine` and `version` what read it.
    """
    root = etree.Element(_tag("alto"), nsmap={None: NAMESPACE}, SCHEMAVERSION=_VERSION)
    root.append(_description(source, engine, version))
    kinds = sorted({block.kind for page in pages if page for block in page.regions})
    if kinds:
        tags = etree.SubElement(root, _tag("Tags"))
        for kind in kinds:
            etree.SubElement(tags, _tag("LayoutTag"), ID=kind.value, LABEL=kind.value)
    layout = etree.SubElement(root, _tag("Layout"))
    for number, page in enumerate(pages, 1):
        layout.append(_page(page, number) if page is not None else _unread(number))
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _description(source: str, engine: str, version: str) -> etree._Element:
    description = etree.Element(_tag("Description"))
    etree.SubElement(description, _tag("MeasurementUnit")).text = "pixel"
    if source:
        image = etree.SubElement(description, _tag("sourceImageInformation"))
        etree.SubElement(image, _tag("fileName")).text = sound(source)
    if engine:
        step = etree.SubElement(description, _tag("Processing"), ID="reading")
        software = etree.SubElement(step, _tag("processingSoftware"))
        etree.SubElement(software, _tag("softwareName")).text = sound(engine)
        if version:
            etree.SubElement(software, _tag("softwareVersion")).text = sound(version)
    return description


def _unread(number: int) -> etree._Element:
    return etree.Element(_tag("Page"), ID=f"p{number}", PHYSICAL_IMG_NR=str(number), QUALITY_DETAIL="not read")


def _page(page: Page, number: int) -> etree._Element:
    size = {"WIDTH": str(page.width), "HEIGHT": str(page.height)}
    known = {"ID": f"p{number}", "PHYSICAL_IMG_NR": str(number), "PC": f"{page.confidence:.3f}"}
    element = etree.Element(_tag("Page"), known | size)
    space = etree.SubElement(element, _tag("PrintSpace"), {"HPOS": "0", "VPOS": "0"} | size)
    for count, block in enumerate(page.blocks, 1):
        space.append(_block(block, f"p{number}b{count}"))
    return element


def _place(box: Box) -> dict[str, str]:
    return {"HPOS": str(box.left), "VPOS": str(box.top), "WIDTH": str(box.width), "HEIGHT": str(box.height)}


def _block(block: Block, name: str) -> etree._Element:
    kind = {} if block.kind is Kind.TEXT else {"TAGREFS": block.kind.value}
    element = etree.Element(_tag("TextBlock"), {"ID": name} | kind | _place(block.box))
    for count, line in enumerate(block.lines, 1):
        row = etree.SubElement(element, _tag("TextLine"), {"ID": f"{name}l{count}"} | _place(line.box))
        row.extend(_words(line))
    return element


def _words(line: Line) -> Iterator[etree._Element]:
    yield _word(line.words[0])
    for one, other in pairwise(line.words):
        gap = max(0, other.box.left - one.box.right)
        yield etree.Element(_tag("SP"), {"HPOS": str(one.box.right), "VPOS": str(one.box.top), "WIDTH": str(gap)})
        yield _word(other)


def _word(word: Word) -> etree._Element:
    known = {"CONTENT": sound(word.text), "WC": f"{word.confidence:.3f}"}
    element = etree.Element(_tag("String"), known | _place(word.box))
    if word.other:
        etree.SubElement(element, _tag("ALTERNATIVE"), PURPOSE="reading").text = sound(word.other)
    return element
