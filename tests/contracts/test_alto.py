"""The ALTO that is kept holds to the published schema, and says of each page what was read there."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from demo import draw_page, image_pdf
from demo.wound import lose_picture
from docarchive.packages.alto import NAMESPACE, alto
from docarchive.records.pages import Block, Box, Kind, Line, Page, Word
from docarchive.services.batching import open_batch
from docarchive.services.ingest import accept
from docarchive.services.originals import ocfl_id
from docarchive.services.people import OPERATOR
from docarchive.services.preserve import ALTO
from tests.archives import Working, archive, drawn_page, working

__all__ = ["archive", "working"]

SCHEMAS = Path(__file__).parent.parent / "schemas"
NAMES = {"a": NAMESPACE}


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "alto-4-3.xsd"))


def valid(schema: etree.XMLSchema, written: bytes) -> etree._Element:
    """The root of what was written, which the schema takes."""
    root = etree.fromstring(written)
    schema.assertValid(root)
    return root


def test_schema_is_the_one_that_its_readme_names() -> None:
    found = hashlib.sha256((SCHEMAS / "alto-4-3.xsd").read_bytes()).hexdigest()
    assert found in (SCHEMAS / "README.md").read_text("utf-8")


boxes = st.builds(
    lambda left, top, wide, high: Box(left, top, left + wide, top + high),
    *[st.integers(0, 9000)] * 2,
    *[st.integers(0, 500)] * 2,
)
texts = st.text(min_size=1, max_size=12).filter(lambda text: text.split() == [text])
words = st.builds(Word, texts, boxes, st.floats(0, 1), st.just("") | texts)
lines = st.lists(words, min_size=1, max_size=4).map(lambda some: Line(tuple(some)))
blocks = st.builds(Block, st.lists(lines, min_size=1, max_size=3).map(tuple), st.sampled_from(Kind))
pages = st.builds(
    Page,
    st.integers(1, 9000),
    st.integers(1, 9000),
    st.lists(blocks, max_size=3).map(tuple),
    st.integers(1, 600),
    st.sampled_from([0, 90, 180, 270]),
)


@given(st.lists(st.none() | pages, min_size=1, max_size=3), st.text(max_size=20), st.text(max_size=20))
def test_whatever_was_read_holds_to_the_schema(
    schema: etree.XMLSchema, made: list[Page | None], source: str, engine: str
) -> None:
    valid(schema, alto(made, source=source, engine=engine, version=engine))


def kept(working: Working, content: bytes, name: str) -> bytes:
    """The ALTO of a document that went through all stages."""
    archive = working.archive
    item = accept(archive, OPERATOR, BytesIO(content), name, batch=open_batch(archive, OPERATOR)).item
    working.done(item)
    with archive.catalogue.reading() as unit:
        ocfl = ocfl_id(unit, unit.holdings.file_of_item(item).object)
    with archive.storage.open(ocfl, ALTO) as stream:
        return stream.read()


def test_a_page_through_all_stages_holds_to_the_schema(working: Working, schema: etree.XMLSchema) -> None:
    root = valid(schema, kept(working, drawn_page(), "công văn.png"))
    assert root.xpath("string(//a:fileName)", namespaces=NAMES) == "công văn.png"
    assert root.xpath("string(//a:softwareName)", namespaces=NAMES) == "tesseract"
    assert "594/TB-VP" in root.xpath("//a:String/@CONTENT", namespaces=NAMES)


def test_a_page_that_failed_says_so_and_holds_nothing(working: Working, schema: etree.XMLSchema) -> None:
    scans = image_pdf([draw_page([word])[0] for word in ("một", "hai", "ba")])
    root = valid(schema, kept(working, lose_picture(scans, 2), "ba trang.pdf"))
    assert root.xpath("//a:Page/@PHYSICAL_IMG_NR", namespaces=NAMES) == ["1", "2", "3"]
    assert root.xpath("//a:Page[not(*)]/@QUALITY_DETAIL", namespaces=NAMES) == ["not read"]


def test_regions_and_other_readings_are_told(schema: etree.XMLSchema) -> None:
    place = Box(0, 0, 9, 9)
    text, stamp = (
        Block((Line((word,)),), kind)
        for word, kind in ((Word("Tố", place, 0.6, "Tổ"), Kind.TEXT), (Word("ĐẾN", place), Kind.ARRIVAL))
    )
    root = valid(schema, alto([Page(99, 99, (text, stamp)), Page(99, 99)]))
    assert root.xpath("//a:TextBlock[@TAGREFS=//a:LayoutTag/@ID]//a:String/@CONTENT", namespaces=NAMES) == ["ĐẾN"]
    assert root.xpath("//a:String[a:ALTERNATIVE='Tổ']/@CONTENT", namespaces=NAMES) == ["Tố"]
