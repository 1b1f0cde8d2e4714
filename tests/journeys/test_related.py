"""The documents round a document: what it names, what names it, what isn't in the archive; each asker sees their own."""

from collections.abc import Iterator

import pytest

from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.identifiers import from_letters
from docarchive.services import arranging
from tests.archives import asker, drawn_page
from tests.journeys.visitor import text_of, visitor
from tests.journeys.web import Site, site


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("related")) as made:
        yield made


@pytest.fixture(scope="module")
def items(at: Site) -> tuple[str, str]:
    """A public document that names one that readers may not see, and a number that nobody has."""
    archive = at.working.archive
    hoa = asker(archive, "hoa")
    made = []
    for code, mode, lines in (
        ("P01", Mode.PUBLIC, ("Số: 594/TB-VP", "Căn cứ Kế hoạch số 37/KH-UBND", "Căn cứ Quyết định số 806/QĐ-SNV")),
        ("P02", Mode.CONDITIONAL, ("Số: 37/KH-UBND", "Kế hoạch số hóa tài liệu lưu trữ năm 2026")),
    ):
        fonds = arranging.add_node(archive, hoa, NodeKind.FONDS, parent=None, code=code, title="Phông", mode=mode)
        node = arranging.add_node(archive, hoa, NodeKind.DOSSIER, parent=fonds.id, code="01", title="Hồ sơ", opened="2026")
        item = str(at.upload(drawn_page("UBND TỈNH LAM GIANG", *lines), f"{code}.png")["item"])
        at.done(item)
        arranging.place(archive, hoa, from_letters(item), node.id)
        at.done(item)
        made.append(item)
    return made[0], made[1]


def test_what_is_named_is_linked_and_what_is_missing_is_told(at: Site, items: tuple[str, str]) -> None:
    naming, named = items
    hoa = visitor(at, "hoa")
    page = hoa.get(f"/items/{naming}").text
    assert f'<a class="number" href="/items/{named}">37/KH-UBND</a>' in page
    assert "806/QĐ-SNV chưa có trong kho tr. 1" in text_of(page)
    assert f'<a class="number" href="/items/{naming}">594/TB-VP</a>' in hoa.get(f"/items/{named}").text


def test_who_may_not_see_it_reads_that_it_is_not_in_the_archive(at: Site, items: tuple[str, str]) -> None:
    page = visitor(at, "lan").get(f"/items/{items[0]}").text
    assert items[1] not in page
    assert "37/KH-UBND chưa có trong kho" in text_of(page)
