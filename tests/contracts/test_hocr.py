"""hOCR that is given out: sound XML whatever was read, the same words and boxes as the reading, page by page."""

import re

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from docarchive.packages.hocr import hocr
from docarchive.records.pages import Page
from tests.contracts.test_alto import pages

NAMES = {"h": "http://www.w3.org/1999/xhtml"}


def of_class(root: etree._Element, name: str) -> list[etree._Element]:
    return root.xpath(f"//h:*[@class='{name}']", namespaces=NAMES)


@given(st.lists(st.none() | pages, max_size=3), st.text(max_size=20), st.text(max_size=20))
def test_whatever_was_read_is_sound_and_whole(made: list[Page | None], source: str, system: str) -> None:
    root = etree.fromstring(b"".join(hocr(enumerate(made, 1), source=source, system=system)))
    sheets = of_class(root, "ocr_page")
    assert len(sheets) == len(made)
    read = [page for page in made if page is not None]
    words = [word for page in read for word in page.words]
    found = of_class(root, "ocrx_word")
    assert len(found) == len(words)
    for element, word in zip(found, words, strict=True):
        edges, sure = re.fullmatch(r"bbox (\d+ \d+ \d+ \d+); x_wconf (\d+)", element.get("title")).groups()
        assert [int(edge) for edge in edges.split()] == [word.box.left, word.box.top, word.box.right, word.box.bottom]
        assert int(sure) == round(word.confidence * 100)
    assert len(of_class(root, "ocr_line")) == sum(1 for page in read for _ in page.lines)
    names = root.xpath("//@id")
    assert len(names) == len(set(names))


def test_a_page_that_was_not_read_is_there_and_says_so() -> None:
    root = etree.fromstring(b"".join(hocr([(1, Page(800, 600)), (2, None)], source='a"b\\c.pdf')))
    read, unread = of_class(root, "ocr_page")
    assert read.get("title") == 'image "a\\"b\\\\c.pdf"; bbox 0 0 800 600; ppageno 0; scan_res 200 200'
    assert unread.get("title") == "ppageno 1; x_unread 1"
