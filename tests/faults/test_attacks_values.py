"""Values that no form of ours sends: past 63 bits, with control characters, nested without end. An answer, never a 500."""

from collections.abc import Iterator

import pytest

from tests.databases import fresh_database
from tests.journeys.visitor import visitor
from tests.journeys.web import Site, site

HUGE = 10**30
NODE = {"kind": "fonds", "code": "P1", "title": "Phông"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def at(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site on either database."""
    folder = tmp_path_factory.mktemp("site")
    with fresh_database(request.param, folder) as database, site(folder, database=database, secret_key="0" * 64) as made:
        yield made


@pytest.fixture(scope="module")
def item(at: Site) -> str:
    """A document's letters."""
    return str(at.upload(b"Van ban", "a.txt")["item"])


@pytest.mark.parametrize("address", ["", "/image", "/thumbnail", "/cut?left=0&top=0&right=9&bottom=9"])
def test_a_page_number_past_every_integer(at: Site, item: str, address: str) -> None:
    assert at.program("hoa").get(f"/api/v1/items/{item}/pages/{HUGE}{address}").status_code in (404, 422)


@pytest.mark.parametrize("body", [{**NODE, "parent": HUGE}, {**NODE, "parent": -HUGE}], ids=["large", "small"])
def test_an_identifier_past_every_integer(at: Site, item: str, body: dict[str, object]) -> None:
    program = at.program("hoa")
    assert program.post("/api/v1/nodes", json=body).status_code == 422
    assert program.put(f"/api/v1/items/{item}/placement", json={"node": body["parent"]}).status_code == 422


def test_json_nested_without_end(at: Site) -> None:
    answer = at.program("hoa").post("/api/v1/nodes", data=b"[" * 100_000, content_type="application/json")
    assert answer.status_code == 400


def sent(at: Site, text: str) -> list[int]:
    """The answers to forms with `text` in them, then to a sign-in by that name."""
    admin = visitor(at, "admin")
    user = {"name": f"moi{len(text)}", "password": "mat-khau-moi", "role": "reader"}
    forms = {
        "/users": user | {"shown_name": text},
        "/account/tokens": {"label": text, "scope": "search", "days": "3"},
        "/browse/add": {"kind": "fonds", "code": "P2", "title": text},
        "/sign-out": {},
    }
    answers = [admin.post(address, **fields).status_code for address, fields in forms.items()]
    admin.get("/sign-in")
    return [*answers, admin.post("/sign-in", name=text, password="x").status_code]


def test_control_characters_in_forms_are_left_out(at: Site) -> None:
    assert sent(at, "a\0b\x1b") == [302, 201, 302, 302, 401]
    assert at.program("admin").get("/api/v1/users").get_json()["users"][-1]["shown_name"] == "ab"


def test_text_that_is_too_long_for_its_place(at: Site) -> None:
    assert sent(at, "a" * 5000) == [422, 422, 422, 302, 401]
    failed = at.program("admin").get("/api/v1/events?deed=sign-in-failed").get_json()["events"]
    assert max(len(each["facts"]["name"]) for each in failed) <= 101  # a stranger's rubbish would stay for good


def test_a_number_of_days_with_thousands_of_digits(at: Site) -> None:
    admin = visitor(at, "admin")
    assert admin.post("/account/tokens", label="x", scope="search", days="9" * 5000).status_code == 422


def test_a_node_keeps_a_code_and_a_title(at: Site) -> None:
    program, admin = at.program("hoa"), visitor(at, "admin")
    made = program.post("/api/v1/nodes", json=NODE).get_json()
    for code, title in (("", "Phông"), ("P1", " "), ("x" * 101, "Phông"), ("P1", "đ" * 1001)):
        renamed = admin.post(f"/browse/{made['id']}/rename", code=code, title=title, revision=str(made["revision"]))
        assert renamed.status_code == 422
