"""Lists that are taken away: of what was found and of a dossier, with what the asker may see alone, each taking noted."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from docarchive.records.access import Mode
from docarchive.records.arrangement import Node, NodeKind
from docarchive.records.events import Deed
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.services import arranging
from tests.archives import asker, drawn_page
from tests.journeys.visitor import visitor
from tests.journeys.web import Site, site


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("registers"), office_name="Lưu trữ tỉnh Lam Giang") as made:
        yield made


@pytest.fixture(scope="module")
def dossiers(at: Site) -> list[Node]:
    """One that all may see, one that readers may not; a document in each."""
    archive = at.working.archive
    hoa = asker(archive, "hoa")
    found = []
    for code, mode, number in (("P01", Mode.PUBLIC, "594/TB-VP"), ("P02", Mode.CONDITIONAL, "595/TB-VP")):
        fonds = arranging.add_node(archive, hoa, NodeKind.FONDS, parent=None, code=code, title="Phông", mode=mode)
        node = arranging.add_node(
            archive, hoa, NodeKind.DOSSIER, parent=fonds.id, code="12.VP", title="=Thông báo", opened="2026"
        )
        item = str(at.upload(drawn_page(f"Số: {number}", "Kết luận về số hóa tài liệu"), f"{number[:3]}.png")["item"])
        at.done(item)
        arranging.place(archive, hoa, from_letters(item), node.id)
        at.done(item)
        found.append(node)
    return found


def sheet(data: bytes) -> list[list[Any]]:
    page = load_workbook(BytesIO(data)).active
    assert page is not None
    return [[cell.value for cell in row] for row in page.rows]


def test_what_was_found_is_listed_of_what_the_asker_may_see(at: Site, dossiers: list[Node]) -> None:
    for name, numbers in (("hoa", ["594/TB-VP", "595/TB-VP"]), ("lan", ["594/TB-VP"])):
        answer = visitor(at, name).get("/search/list.xlsx?q=so+hoa&sort=number")
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="Danh muc van ban')
        rows = sheet(answer.data)
        head = next(n for n, row in enumerate(rows) if row[0] == "STT")
        assert rows[0][0] == "Lưu trữ tỉnh Lam Giang"
        assert rows[1][0] == "Tìm: so hoa"
        assert [row[1] for row in rows[head + 1 :]] == numbers
        assert rows[head + 1][7] == "12.VP =Thông báo"


def test_a_dossier_is_listed_and_another_s_is_not_there(at: Site, dossiers: list[Node]) -> None:
    seen, closed = (f"/browse/{to_letters(node.id)}/list.xlsx" for node in dossiers)
    lan = visitor(at, "lan")
    rows = sheet(lan.get(seen).data)
    assert [row[:3] for row in rows[-2:]] == [["STT", "Số, ký hiệu", "Ngày"], [1, "594/TB-VP", None]]
    assert lan.get(closed).status_code == 404
    assert visitor(at, "hoa").get(closed).status_code == 200


def test_who_may_not_download_takes_no_list(at: Site, dossiers: list[Node]) -> None:
    address = f"/browse/{to_letters(dossiers[0].id)}/list.xlsx"
    assert [visitor(at, "mai").get(each).status_code for each in ("/search/list.xlsx?q=so+hoa", address)] == [403, 403]
    assert [at.stranger().get(each).status_code for each in ("/search/list.xlsx?q=so+hoa", address)] == [302, 302]


def test_each_taking_is_an_event(at: Site, dossiers: list[Node]) -> None:
    archive = at.working.archive
    visitor(at, "lan").get("/search/list.xlsx?q=tai+lieu")
    with archive.catalogue.reading() as unit:
        (last,) = unit.events.recent(deed=Deed.EXPORT.value, agent=asker(archive, "lan").id, limit=1)
    assert json.loads(last["payload"])["facts"] == {"what": "list", "typed": "tai lieu", "total": 1}
