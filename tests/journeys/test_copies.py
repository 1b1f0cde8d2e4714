"""What is made of a document beside its original, and who may take it away."""

import json
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from click import BadParameter
from click.testing import CliRunner
from lxml import etree
from PIL import Image

from docarchive.cli import commands
from docarchive.errors import Forbidden, Invalid, NotFound
from docarchive.reading.pdfa import file_breaches
from docarchive.records.identifiers import from_letters
from docarchive.services import binding
from docarchive.services.batching import open_batch
from docarchive.services.ingest import accept
from docarchive.services.originals import ocfl_id
from docarchive.services.people import OPERATOR
from docarchive.services.preserve import CONFORMITY, PDF
from tests.archives import Working, archive, asker, drawn_page, working
from tests.journeys.web import Site, site

__all__ = ["archive", "working"]

API = "/api/v1"
SCHEMA = Path(__file__).parent.parent / "schemas" / "alto-4-3.xsd"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("copies")) as made:
        yield made


@pytest.fixture(scope="module")
def dossier(at: Site) -> str:
    """A dossier that everyone may see."""
    hoa = at.program("hoa")
    fonds = hoa.post(f"{API}/nodes", json={"kind": "fonds", "code": "UB", "title": "Ủy ban", "mode": "public"}).get_json()
    wanted = {"kind": "dossier", "parent": fonds["id"], "code": "12.VP", "title": "Thông báo"}
    return str(hoa.post(f"{API}/nodes", json=wanted).get_json()["id"])


@pytest.fixture(scope="module")
def item(at: Site, dossier: str) -> str:
    """A document of the usual page, read and kept."""
    letters = str(at.upload(drawn_page(), "th%C3%B4ng%20b%C3%A1o.png", query_string={"node": dossier})["item"])
    at.done(letters)
    return letters


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


def test_words_and_boxes_are_taken_as_alto_and_hocr_and_they_agree(at: Site, item: str) -> None:
    lan = at.program("lan")
    links = lan.get(f"{API}/items/{item}").get_json()["links"]
    alto, hocr = lan.get(links["alto"]), lan.get(links["hocr"])
    assert (alto.status_code, hocr.status_code) == (200, 200)
    assert "attachment" in alto.headers["Content-Disposition"] and ".alto.xml" in alto.headers["Content-Disposition"]
    assert "attachment" in hocr.headers["Content-Disposition"] and ".hocr" in hocr.headers["Content-Disposition"]
    said = [(each.get("CONTENT"), each.get("HPOS"), each.get("VPOS")) for each in etree.fromstring(alto.data).iter("{*}String")]
    seen = [(each.text, *each.get("title").split()[1:3]) for each in etree.fromstring(hocr.data).iter("{*}span") if each.text]
    assert said == seen and ("594/TB-VP" in [word for word, *_ in said])
    assert etree.XMLSchema(etree.parse(SCHEMA)).validate(etree.fromstring(alto.data))


def test_each_taking_is_noted(at: Site, item: str) -> None:
    lan = at.browser("lan")
    for kind in ("alto", "hocr"):
        before = len(noted(at, item, kind))
        assert lan.get(f"/items/{item}/{kind}").status_code == 200
        assert len(noted(at, item, kind)) == before + 1


def noted(at: Site, item: str, kind: str) -> list[object]:
    with at.working.archive.catalogue.reading() as unit:
        rows = [dict(row) for row in unit.events.of_item(from_letters(item), 100)]
    return [row for row in rows if kind in str(row)]


@pytest.fixture(scope="module")
def hidden(at: Site) -> str:
    """A document that lies in no dossier yet: for archivists alone."""
    letters = str(at.upload(drawn_page("Chưa xếp vào hồ sơ nào"), "cho.png")["item"])
    at.done(letters)
    return letters


@pytest.mark.parametrize("path", ["alto", "hocr", "searchable", "searchable/conformity"])
def test_what_is_hidden_and_what_isnt_there_give_one_answer(at: Site, hidden: str, path: str) -> None:
    assert at.program("hoa").get(f"{API}/items/{hidden}/{path}").status_code == 200
    assert at.stranger().get(f"{API}/items/{hidden}/{path}").status_code == 401
    lan = at.program("lan")
    answers = [lan.get(f"{API}/items/{letters}/{path}") for letters in (hidden, "0000000000000")]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("path", ["alto", "hocr"])
def test_a_token_that_may_not_download_takes_nothing(at: Site, item: str, path: str) -> None:
    assert at.program("hoa", "search").get(f"{API}/items/{item}/{path}").status_code == 403
    assert at.program("mai").get(f"{API}/items/{item}/{path}").status_code in (403, 404)


def test_the_documents_page_says_what_the_copy_is(at: Site, item: str, dossier: str) -> None:
    assert "theo chuẩn lưu trữ lâu dài PDF/A-2b." in at.browser("lan").get(f"/items/{item}").text
    plain = str(at.upload(printed_page(), "anh-in.jpg", query_string={"node": dossier})["item"])
    at.done(plain)
    assert "chưa theo được PDF/A-2b (ISO 19005-2, 6.2.4.3)" in at.browser("lan").get(f"/items/{plain}").text
    told = at.program("lan").get(f"{API}/items/{plain}/searchable/conformity").get_json()
    assert (told["standard"], told["conforms"]) == ("PDF/A-2b", False)
    assert [each["clause"] for each in told["broken"]] == ["6.2.4.3"]


def test_files_are_taken_by_command(at: Site, item: str, tmp_path: Path) -> None:
    environment = {"DOCARCHIVE_DATA": str(at.working.archive.settings.data)}
    for kind, start in (("searchable", b"%PDF-"), ("alto", b"<?xml"), ("hocr", b"<?xml"), ("original", b"\x89PNG")):
        words = ["--json", "take", item, "--kind", kind, "--out", str(tmp_path)]
        done = CliRunner().invoke(commands(), words, env=environment, catch_exceptions=False, standalone_mode=False)
        told = json.loads(done.stdout)
        assert Path(told["file"]).read_bytes().startswith(start)
        assert told.get("broken", []) == []
    with pytest.raises(BadParameter):
        CliRunner().invoke(commands(), words, env=environment, catch_exceptions=False, standalone_mode=False)


def test_many_scans_are_bound_into_one_pdf_losslessly(at: Site, dossier: str, tmp_path: Path) -> None:
    archive, pictures = at.working.archive, []
    for number, (kind, options) in enumerate((("JPEG", {}), ("TIFF", {"compression": "group4"}), ("JPEG", {})), 1):
        page, made = Image.open(BytesIO(drawn_page(f"Tờ số {number}", "Kế hoạch số hóa"))), BytesIO()
        (page.convert("1") if kind == "TIFF" else page).save(made, kind, dpi=(150, 150), **options)
        pictures.append((made.getvalue(), f"to-{number}.{kind.lower()}"))
    items = [str(at.upload(data, name, query_string={"node": dossier})["item"]) for data, name in pictures]
    for item in items:
        at.done(item)
    target = tmp_path / "gop.pdf"
    assert binding.bind(archive, asker(archive, "lan"), list(map(from_letters, items)), target) == []
    assert file_breaches(target) == []
    with pikepdf.open(target) as pdf:
        held = [next(iter(page.get_images().values())).read_raw_bytes() for page in pdf.pages]
    assert [held[0], held[2]] == [pictures[0][0], pictures[2][0]], "bytes of the JPEGs"
    with closing(pdfium.PdfDocument(target)) as document:
        texts = [" ".join(document[page].get_textpage().get_text_bounded().split()) for page in range(3)]
    assert all("Kế hoạch số hóa" in text for text in texts)
    assert [len(noted(at, item, "searchable")) for item in items] == [1, 1, 1]


def test_nothing_is_bound_where_one_is_hidden(at: Site, item: str, hidden: str, tmp_path: Path) -> None:
    archive, wanted = at.working.archive, [from_letters(item), from_letters(hidden)]
    before = len(noted(at, item, "searchable"))
    with pytest.raises(NotFound):
        binding.bind(archive, asker(archive, "lan"), wanted, tmp_path / "gop.pdf")
    assert list(tmp_path.iterdir()) == [] and len(noted(at, item, "searchable")) == before
    with pytest.raises(Forbidden):
        binding.bind(archive, asker(archive, "mai"), wanted, tmp_path / "gop.pdf")
    for some in ([], wanted * 300):
        with pytest.raises(Invalid):
            binding.bind(archive, asker(archive, "hoa"), some, tmp_path / "gop.pdf")
    assert binding.bind(archive, asker(archive, "hoa"), wanted, tmp_path / "gop.pdf") == []
