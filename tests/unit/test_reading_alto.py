"""ALTO 4: every word in order and in place, whatever characters it holds."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from docarchive.packages.alto import NAMESPACE, alto
from docarchive.records.pages import Block, Box, Line, Page, Word

ALTO = {"a": NAMESPACE}


def page_of(texts: list[list[str]]) -> Page:
    """A page with a line for each list of words, 40 pixels a word."""
    lines = [
        Line(tuple(Word(text, Box(40 * x, 20 * y, 40 * x + 30, 20 * y + 15), 0.9) for x, text in enumerate(row)))
        for y, row in enumerate(texts)
    ]
    return Page(800, 1000, (Block(tuple(lines)),) if lines else ())


words = st.text(st.characters(exclude_categories=["Zs", "Zl", "Zp", "Cs"]), min_size=1).filter(
    lambda text: text.split() == [text]
)


@given(st.lists(st.lists(words, min_size=1, max_size=5), max_size=5))
def test_every_word_comes_back_in_order(texts: list[list[str]]) -> None:
    page = page_of(texts)
    root = etree.fromstring(alto([page, page]))
    found = root.xpath("//a:Page[2]//a:String/@CONTENT", namespaces=ALTO)
    assert len(found) == len(list(page.words))
    for text, word in zip(found, page.words, strict=True):
        assert text == "".join(letter if letter.isprintable() or letter in text else "\ufffd" for letter in word.text)


def test_boxes_ids_and_order_of_elements_are_those_of_the_schema() -> None:
    root = etree.fromstring(alto([page_of([["Số:", "12"]])], source="công văn.pdf", engine="tesseract", version="5.3"))
    assert [etree.QName(child).localname for child in root] == ["Description", "Layout"]
    assert [etree.QName(child).localname for child in root[0]] == ["MeasurementUnit", "sourceImageInformation", "Processing"]
    (page,) = root[1]
    assert page.attrib == {"ID": "p1", "PHYSICAL_IMG_NR": "1", "PC": "0.900", "WIDTH": "800", "HEIGHT": "1000"}
    line = page[0][0][0]
    assert [etree.QName(child).localname for child in line] == ["String", "SP", "String"]
    place = {"HPOS": "40", "VPOS": "0", "WIDTH": "30", "HEIGHT": "15"}
    assert line[2].attrib == {"CONTENT": "12", "WC": "0.900", **place}
    assert line[1].attrib == {"HPOS": "30", "VPOS": "0", "WIDTH": "10"}


def test_unread_page_keeps_the_others_numbers() -> None:
    root = etree.fromstring(alto([None, page_of([])]))
    assert root.xpath("//a:Page/@PHYSICAL_IMG_NR", namespaces=ALTO) == ["1", "2"]
    assert root.xpath("//a:Page[@QUALITY_DETAIL]/@ID", namespaces=ALTO) == ["p1"]
