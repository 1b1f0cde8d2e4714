"""Who gets which page: strangers only the sign-in, each role its own, and what is hidden leaves no trace."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from docarchive.archive import open_archive
from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.services import arranging, batching, founding, ingest
from docarchive.services.people import OPERATOR
from docarchive.settings import Settings
from docarchive.web import create_app
from docarchive.web.pages.local import local
from tests.archives import PASSWORD, asker, drawn_page
from tests.journeys.visitor import Visitor, visitor
from tests.journeys.web import ELSEWHERE, Site, site

READER = ("/", "/search?q=so+hoa", "/browse", "/account", "/help")
ARCHIVIST = ("/upload", "/batches", "/system", "/desk", "/desk/unplaced")
ADMINISTRATOR = ("/users", "/users/lan", "/audit")
FORMS = {
    "reader": ("/account/tokens",),
    "archivist": ("/upload", "/browse/add", "/upload/{item}/retry", "/upload/{item}/refusals/{item}/dismiss", "/system/retry"),
    "archivist on nodes": ("/browse/{item}/rename", "/browse/{item}/carry", "/browse/{item}/move"),
    "archivist on items": (
        "/items/{item}/retry",
        "/items/{item}/place",
        "/items/{item}/verify",
        "/items/{item}/join",
        "/items/{item}/split",
        "/items/{item}/reorder",
    ),
    "administrator": ("/users", "/users/lan/roles", "/users/lan/password", "/users/admin/tokens/{item}/revoke"),
    "administrator on nodes": ("/browse/{item}/readers",),
}


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("door")) as made:
        yield made


@pytest.fixture(scope="module")
def hidden(at: Site) -> str:
    """An item in a dossier for named persons alone."""
    archive = at.working.archive
    add = arranging.add_node
    fonds = add(archive, OPERATOR, NodeKind.FONDS, parent=None, code="KIN", title="Phông kín", mode=Mode.CONDITIONAL)
    dossier = add(archive, OPERATOR, NodeKind.DOSSIER, parent=fonds.id, code="77.K", title="Hồ sơ kín").id
    batch = batching.open_batch(archive, OPERATOR, "Lô kín", node=dossier)
    page = drawn_page("Số: 771/QĐ-KTM", "QUYẾT ĐỊNH", "Về việc số hóa tài liệu kín")
    item = ingest.accept(archive, OPERATOR, BytesIO(page), "van-ban-kin.png", batch=batch).item
    at.working.done(item)
    return to_letters(item)


def test_signing_in_by_the_form_and_out_again(at: Site) -> None:
    someone = visitor(at)
    assert someone.get("/browse").headers["Location"] == "/sign-in?next=/browse"
    someone.get("/sign-in?next=/browse")
    wrong = someone.post("/sign-in", name="lan", password="sai-mat-khau", next="/browse")
    assert wrong.status_code == 401
    assert "Tên hoặc mật khẩu chưa đúng." in wrong.text and 'value="lan"' in wrong.text and "sai-mat-khau" not in wrong.text
    good = someone.post("/sign-in", name="lan", password=PASSWORD, next="/browse")
    assert good.headers["Location"] == "/browse"
    assert someone.get("/browse").status_code == 200
    someone.post("/sign-out")
    assert someone.get("/browse").status_code == 302


def test_hammering_is_slowed_down(at: Site) -> None:
    someone = visitor(at)
    someone.get("/sign-in")
    statuses = [someone.post("/sign-in", name="ai-do", password=f"đoán lần {n}").status_code for n in range(7)]
    assert statuses[0] == 401 and statuses[-1] == 429
    assert "data-countdown" in someone.post("/sign-in", name="ai-do", password="nữa").text


@pytest.mark.parametrize(
    "address", ["//evil.example/x", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "x", "", "/a\nb"]
)
def test_no_form_leads_away_from_the_site(at: Site, address: str) -> None:
    assert local(address) == ""
    someone = visitor(at)
    someone.get("/sign-in")
    answer = someone.post("/sign-in", name="lan", password=PASSWORD, next=address)
    assert answer.headers["Location"] == "/"


def test_a_form_without_its_token_changes_nothing(at: Site) -> None:
    someone = visitor(at, "hoa")
    someone.token = ""
    answer = someone.post("/browse/add", kind="fonds", code="X", title="X")
    assert answer.status_code == 400 and "Tải lại trang" in answer.text


@pytest.mark.parametrize(
    ("name", "allowed", "refused"),
    [
        ("lan", READER, ARCHIVIST + ADMINISTRATOR),
        ("hoa", READER + ARCHIVIST, ADMINISTRATOR),
        ("admin", READER + ARCHIVIST + ADMINISTRATOR, ()),
    ],
)
def test_each_role_has_its_own_pages(at: Site, name: str, allowed: tuple[str, ...], refused: tuple[str, ...]) -> None:
    someone = visitor(at, name)
    assert {address: someone.get(address).status_code for address in allowed} == dict.fromkeys(allowed, 200)
    assert {address: someone.get(address).status_code for address in refused} == dict.fromkeys(refused, 403)


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("lan", ("archivist", "archivist on nodes", "archivist on items", "administrator", "administrator on nodes")),
        ("hoa", ("administrator", "administrator on nodes")),
    ],
)
def test_each_role_has_its_own_forms(at: Site, hidden: str, name: str, refused: tuple[str, ...]) -> None:
    someone = visitor(at, name)
    for address in [each.format(item=hidden) for group in refused for each in FORMS[group]]:
        fields = {"kind": "fonds", "code": "X", "title": "X", "node": hidden, "to": hidden, "item": hidden, "role": "reader"}
        answer = someone.post(address, file=(BytesIO(b"x"), "a.txt"), password="mot-mat-khau-dai", **fields)
        assert answer.status_code == 403, address


def test_navigation_shows_what_one_may_do(at: Site) -> None:
    seen = {name: visitor(at, name).get("/").text for name in ("lan", "hoa", "admin")}
    assert {name: 'href="/upload"' in html for name, html in seen.items()} == {"lan": False, "hoa": True, "admin": True}
    assert {name: 'href="/users"' in html for name, html in seen.items()} == {"lan": False, "hoa": False, "admin": True}


def trace(html: str, item: str) -> list[str]:
    return [word for word in (item, "771/QĐ-KTM", "van-ban-kin", "Phông kín", "Hồ sơ kín", "Lô kín") if word in html]


def test_what_is_not_for_the_asker_leaves_no_trace(at: Site, hidden: str) -> None:
    archivist, reader = visitor(at, "hoa"), visitor(at, "lan")
    # Asked for as nobody writes it, so that what stands in the answer was not merely typed.
    addresses = ("/", "/browse", "/search?q=771-qd-ktm", "/search?q=so+hoa", "/search?q=&sort=newest", "/search?q=kin&state=read")
    assert [address for address in addresses if trace(archivist.get(address).text, hidden)]
    assert [address for address in addresses if trace(reader.get(address).text, hidden)] == []


@pytest.mark.parametrize(
    "address",
    ["", "/view?page=1", "/view?page=1&q=so+hoa&tab=about", "/original", "/searchable", "/alto", "/hocr",
     "/pages/1/image", "/pages/1/thumbnail", "/pages/1/words?q=so+hoa", "/view?page=1&both=1",
     "/pages/1/cut?left=0&top=0&right=50&bottom=50"],
)  # fmt: skip
def test_an_item_of_others_is_not_there_at_any_address(at: Site, hidden: str, address: str) -> None:
    archivist, reader = visitor(at, "hoa"), visitor(at, "lan")
    assert archivist.get(f"/items/{hidden}{address}").status_code == 200
    unknown = reader.get(f"/items/0000000000000{address}")
    denied = reader.get(f"/items/{hidden}{address}")
    assert (unknown.status_code, denied.status_code) == (404, 404)
    assert trace(denied.text.replace(f"/items/{hidden}", ""), hidden) == []


def test_who_may_not_see_an_item_cannot_wait_for_its_page(at: Site, hidden: str) -> None:
    answers = [visitor(at, name).get(f"/items/{hidden}/pages/1/wait") for name in ("hoa", "lan")]
    assert [(answer.status_code, answer.headers.get("HX-Refresh")) for answer in answers] == [(204, "true"), (404, None)]


def test_a_page_answers_wrong_addresses_with_a_page(at: Site, hidden: str) -> None:
    someone = visitor(at, "hoa")
    for address, status in (
        ("/nothing", 404),
        ("/items/not-an-item", 404),
        (f"/items/{hidden}/view?page=9", 404),
        (f"/items/{hidden}/pages/1/cut?left=9&top=0&right=3&bottom=5", 422),
        (f"/items/{hidden}/pages/1/cut?left=-1", 422),
        ("/search?q=so&page=999999", 422),
        ("/upload?node=zzz", 422),
    ):
        answer = someone.get(address)
        assert (answer.status_code, "<h1>" in answer.text) == (status, True), address


def test_the_first_administrator_is_made_once(tmp_path: Path) -> None:
    archive = open_archive(Settings(data=tmp_path, min_free_bytes=0))
    archive.prepare()
    app = create_app(archive)
    near, far = Visitor(app.test_client()), Visitor(app.test_client())
    far.client.environ_base.update(ELSEWHERE)
    assert far.get("/sign-in").headers["Location"] == "/set-up"
    named = {"name": "quantri", "password": "mat-khau-rat-dai", "again": "mat-khau-rat-dai", "shown_name": "Quản trị kho"}
    assert "Mã trong nhật ký" in far.get("/set-up").text
    assert far.post("/set-up", **named).status_code == 403
    assert far.post("/set-up", **named, code="AAAABBBBCCCC").status_code == 403
    assert "Mã trong nhật ký" not in near.get("/set-up").text
    assert near.post("/set-up", **named | {"again": "khác"}).status_code == 422
    assert near.post("/set-up", **named | {"password": "ngắn", "again": "ngắn"}).status_code == 422
    made = far.post("/set-up", **named, code=founding.code(archive).lower())
    assert made.status_code == 302
    assert far.get("/users").status_code == 200
    assert near.get("/set-up").status_code == 404
    assert near.post("/set-up", **named).status_code in (400, 404)
    archive.close()


def test_a_result_names_no_place_above_it_that_the_asker_may_not_see(at: Site) -> None:
    archive, hoa = at.working.archive, asker(at.working.archive, "hoa")
    add = arranging.add_node
    fonds = add(archive, hoa, NodeKind.FONDS, parent=None, code="P09", title="Phông giữ kín", mode=Mode.CONDITIONAL)
    node = add(archive, hoa, NodeKind.DOSSIER, parent=fonds.id, code="09.CK", title="Hồ sơ công khai", mode=Mode.PUBLIC)
    item = str(at.upload("Thông báo về ngày hội đọc sách".encode(), "sach.txt")["item"])
    at.done(item)
    arranging.place(archive, hoa, from_letters(item), node.id)
    at.done(item)
    shown = {name: visitor(at, name).get("/search?q=ngay+hoi+doc+sach").text for name in ("hoa", "lan")}
    assert {name: "Hồ sơ công khai" in html for name, html in shown.items()} == {"hoa": True, "lan": True}
    assert {name: "Phông giữ kín" in html for name, html in shown.items()} == {"hoa": True, "lan": False}
    told = at.program("lan").get("/api/v1/search?q=ngay+hoi+doc+sach").text
    assert "sach.txt" in told or item in told
    assert "Phông giữ kín" not in told
