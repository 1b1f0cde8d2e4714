"""The audit trail: narrowed by deed, person, document and days, told in words, taken away as a workbook, for auditors alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.identifiers import from_letters
from docarchive.services import arranging, auditing, granting
from docarchive.services.auditing import Narrowed
from tests.archives import asker, drawn_page
from tests.journeys.visitor import text_of, visitor
from tests.journeys.web import Site, site


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("audit")) as made:
        yield made


@pytest.fixture(scope="module")
def item(at: Site) -> str:
    made = str(at.upload(drawn_page(), "594.png")["item"])
    at.done(made)
    hoa = visitor(at, "hoa")
    hoa.get(f"/items/{made}")
    hoa.get("/search?q=tai+lieu")
    return made


def rows(html: str) -> list[str]:
    return [text_of(row) for row in html.split("<tbody>")[-1].split("</tbody>")[0].split("</tr>") if "<td" in row]


def test_it_is_narrowed_by_deed_person_document_and_days_together(at: Site, item: str) -> None:
    admin = visitor(at, "admin")
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    day = f"{today:%d/%m/%Y}"
    page = admin.get(f"/audit?deed=view&user=hoa&document=594/TB-VP&from={day}&to={day}").text
    assert len(rows(page)) == 1
    assert "hoa Xem 594/TB-VP mô tả" in rows(page)[0]
    assert f'href="/items/{item}"' in page
    assert 'aria-label="Bỏ điều kiện ai: hoa"' in page
    assert "594.png, " in rows(admin.get(f"/audit?document={item}&deed=accept").text)[0]
    tomorrow = f"{today + timedelta(days=1):%d/%m/%Y}"
    assert "Không có việc nào như vậy." in admin.get(f"/audit?from={tomorrow}").text
    yesterday = f"{today - timedelta(days=1):%d/%m/%Y}"
    assert "Không có việc nào như vậy." in admin.get(f"/audit?to={yesterday}").text
    assert "“tai lieu”: 1 văn bản" in text_of(admin.get("/audit?deed=search").text)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("from=31/02/2026", "Ngày chưa đúng; gõ như 31/12/2026."),
        ("to=hôm qua", "Ngày chưa đúng; gõ như 31/12/2026."),
        ("from=2026", "Ngày chưa đúng; gõ như 31/12/2026."),
        ("from=02/01/2026&to=01/01/2026", "Ngày cuối phải sau ngày đầu."),
        ("document=999/TB-VP", "Không có văn bản nào như vậy mà bạn được xem."),
        ("user=khong-co", "Không có người dùng nào tên đó."),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field_and_the_trail_stays_in_sight(
    at: Site, item: str, query: str, told: str
) -> None:
    page = visitor(at, "admin").get(f"/audit?{query}").text
    assert told in page
    assert 'aria-invalid="true"' in page
    assert "bảng dưới chưa lọc theo điều kiện đó" in page
    assert "<tbody>" in page and 'href="/audit/list.xlsx' in page
    assert visitor(at, "admin").get(f"/audit/list.xlsx?{query}").status_code in (404, 422)


def test_it_is_taken_away_and_that_is_an_event(at: Site, item: str) -> None:
    admin = visitor(at, "admin")
    answer = admin.get("/audit/list.xlsx?deed=search&user=hoa")
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    told = [[cell.value for cell in row] for row in sheet.rows]
    assert told[-1][1:] == ["hoa", "Tìm", None, None, "“tai lieu”: 1 văn bản"]
    assert "admin Xuất Nhật ký, 1 dòng" in rows(admin.get("/audit?deed=export").text)[0]


def test_only_auditors_read_it(at: Site, item: str) -> None:
    for name, status in (("lan", 403), ("hoa", 403), ("mai", 200), ("admin", 200)):
        someone = visitor(at, name)
        assert [someone.get(address).status_code for address in ("/audit", "/audit/list.xlsx")] == [status, status], name
    mai = asker(at.working.archive, "mai")
    noted = auditing.events(at.working.archive, mai, Narrowed(deed="accept"))
    assert [each.facts for each in noted] == [None], "what is in the intake isn't for the secrecy officer"
    sheet = load_workbook(BytesIO(visitor(at, "mai").get("/audit/list.xlsx?deed=accept").data)).active
    assert sheet is not None
    assert item not in [cell.value for row in sheet.rows for cell in row]


def test_a_closed_node_is_not_named_to_who_may_not_see_it(at: Site) -> None:
    """Its code, title and who was named for it tell of what is in it: neither the page, nor the workbook, nor the API does."""
    archive, hoa, admin = at.working.archive, asker(at.working.archive, "hoa"), asker(at.working.archive, "admin")
    fonds = arranging.add_node(archive, hoa, NodeKind.FONDS, parent=None, code="P09", title="Phông kín", mode=Mode.CONDITIONAL)
    node = arranging.add_node(archive, hoa, NodeKind.DOSSIER, parent=fonds.id, code="77.KIN", title="Vụ án", opened="2026")
    asked = granting.asked(archive, admin, node.id, mode=Mode.CONDITIONAL, persons=["lan"])
    granting.change(archive, admin, node.id, mode=Mode.CONDITIONAL, persons=["lan"], fence=asked.fence)
    told = visitor(at, "admin").get("/audit").text
    assert "77.KIN" in told
    mai = visitor(at, "mai")
    sheet = load_workbook(BytesIO(mai.get("/audit/list.xlsx").data)).active
    assert sheet is not None
    for shown in (
        mai.get("/audit").text,
        str([cell.value for row in sheet.rows for cell in row]),
        at.program("mai").get("/api/v1/events").text,
    ):
        assert not [word for word in ("77.KIN", "Vụ án", "P09", "Phông kín") if word in shown]


@pytest.mark.parametrize("query", ["to=31/12/9999", "from=01/01/0001", "from=01/01/0001&to=31/12/9999"])
def test_the_ends_of_the_calendar_are_days_like_others(at: Site, item: str, query: str) -> None:
    admin = visitor(at, "admin")
    assert admin.get(f"/audit?{query}").status_code == 200
    assert admin.get(f"/audit/list.xlsx?{query}").status_code == 200
    assert at.program("admin").get("/api/v1/events?first=0001-01-01&last=9999-12-31").get_json()["events"]


def test_programs_narrow_it_too(at: Site, item: str) -> None:
    program = at.program("admin")
    found = program.get(f"/api/v1/events?item={item}&deed=accept").get_json()["events"]
    assert [each["item"] for each in found] == [item]
    assert program.get("/api/v1/events?first=2999-01-01").get_json()["events"] == []
    assert program.get("/api/v1/events?first=gestern").status_code == 422


def test_nobody_looks_unseen_by_saying_that_the_page_fills_in_by_itself(at: Site, item: str) -> None:
    def looks() -> int:
        narrowed = Narrowed(deed="view", user="admin", item=from_letters(item))
        return len(auditing.events(at.working.archive, asker(at.working.archive, "admin"), narrowed))

    admin = visitor(at, "admin")
    assert looks() == 0
    for _ in range(3):
        assert admin.get(f"/items/{item}", headers={"HX-Request": "true"}).status_code == 200
    assert looks() == 1
    admin.get(f"/items/{item}")
    assert looks() == 2
