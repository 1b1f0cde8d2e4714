"""What is made of a document beside its original, and who may take it away."""

import json
from io import BytesIO
from pathlib import Path

import pikepdf
from PIL import Image

from docarchive.reading.pdfa import file_breaches
from docarchive.services.batching import open_batch
from docarchive.services.ingest import accept
from docarchive.services.originals import ocfl_id
from docarchive.services.people import OPERATOR
from docarchive.services.preserve import CONFORMITY, PDF
from tests.archives import Working, archive, drawn_page, working

__all__ = ["archive", "working"]


def printed_page() -> bytes:
    """The usual page in colours of print."""
    made = BytesIO()
    Image.open(BytesIO(drawn_page())).convert("CMYK").save(made, "JPEG", dpi=(150, 150))
    return made.getvalue()


def kept(working: Working, content: bytes, name: str, *paths: str) -> list[bytes]:
    """Files of a document's object after it went through all stages."""
    archive = working.archive
    item = accept(archive, OPERATOR, BytesIO(content), name, batch=open_batch(archive, OPERATOR)).item
    working.done(item)
    with archive.catalogue.reading() as unit:
        ocfl = ocfl_id(unit, unit.holdings.file_of_item(item).object)
    files = []
    for path in paths:
        with archive.storage.open(ocfl, path) as stream:
            files.append(stream.read())
    return files


def test_the_copy_that_is_kept_is_pdfa_and_it_is_written_down(working: Working, tmp_path: Path) -> None:
    copy, told = kept(working, drawn_page(), "công văn.png", PDF, CONFORMITY)
    (tmp_path / "copy.pdf").write_bytes(copy)
    assert file_breaches(tmp_path / "copy.pdf") == []
    assert json.loads(told) == {"standard": "PDF/A-2b", "broken": []}


def test_a_copy_that_breaks_a_rule_is_kept_as_a_plain_pdf_with_the_clause(working: Working) -> None:
    copy, told = kept(working, printed_page(), "ảnh in.jpg", PDF, CONFORMITY)
    assert [each["clause"] for each in json.loads(told)["broken"]] == ["6.2.4.3"]
    with pikepdf.open(BytesIO(copy)) as pdf:
        assert b"pdfaid:part" not in pdf.Root.Metadata.read_bytes()
        assert len(pdf.pages) == 1
