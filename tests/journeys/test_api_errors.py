"""Errors are answered in one form, in the asker's language, with a code to quote; addresses behind a proxy are the asker's."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask import request

from docarchive.archive import Archive
from docarchive.errors import TooManyTries, Unavailable
from docarchive.services import people, tokens
from docarchive.web import create_app, problems
from tests.archives import PASSWORD, asker, opened

API = "/api/v1"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[APIFlask]:
    with opened(tmp_path_factory.mktemp("errors")) as archived:
        yield failing(archived)


def failing(archived: Archive) -> APIFlask:
    """The app with two addresses that fail as they are told."""
    made = create_app(archived)

    def fail(what: str) -> str:
        raise {"bug": ZeroDivisionError("x"), "away": Unavailable("10.0.0.9:5432", part="Kho"), "slow": TooManyTries(seconds=7)}[
            what
        ]

    made.add_url_rule(f"{API}/fail/<what>", "fail", fail)
    made.add_url_rule("/fail/<what>", "fail_page", fail)
    return made


def get(app: APIFlask, address: str, **headers: str) -> Any:
    archived: Archive = app.extensions["archive"]
    token = tokens.add(archived, asker(archived, "lan"), "lan", label="x", scopes=["search"])
    sent = {"Authorization": f"Bearer {token}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return app.test_client().get(address, headers=sent)


def test_a_bug_is_a_500_with_a_code_that_the_log_has(app: APIFlask, caplog: pytest.LogCaptureFixture) -> None:
    answer = get(app, f"{API}/fail/bug")
    body = answer.get_json()
    assert answer.status_code == 500 and "ZeroDivision" not in answer.text
    [record] = [record for record in caplog.records if record.exc_info]
    assert body["reference"] in record.getMessage() and record.levelno == logging.ERROR
    page = get(app, "/fail/bug")
    assert page.status_code == 500 and page.content_type.startswith("text/html") and "ZeroDivision" not in page.text


def test_a_part_that_is_away_says_when_to_come_back_and_not_where_it_stands(app: APIFlask) -> None:
    answer = get(app, f"{API}/fail/away", Accept_Language="en")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.get_json()["detail"].startswith("Kho does not answer") and "10.0.0.9" not in answer.text
    assert get(app, f"{API}/fail/slow").headers["Retry-After"] == "7"


def test_the_askers_language(app: APIFlask) -> None:
    assert get(app, f"{API}/items/none").get_json()["detail"].startswith("Không có trang này")
    assert get(app, f"{API}/items/none", Accept_Language="en-GB").get_json()["detail"].startswith("No such page")
    archived: Archive = app.extensions["archive"]
    people.change_face(archived, asker(archived, "lan"), language="en")
    _, secret = people.sign_in(archived, "lan", PASSWORD, address="x")
    client = app.test_client()
    client.set_cookie("docarchive", secret)
    assert client.get(f"{API}/items/none", headers={"Accept-Language": "vi"}).get_json()["detail"].startswith("No such page")


def test_fields_that_dont_fit_are_named(app: APIFlask) -> None:
    body = get(app, f"{API}/search?page=0&sort=best").get_json()
    assert (body["status"], body["type"]) == (422, "/problems/invalid")
    assert {(error["in"], error["field"]) for error in body["errors"]} == {("query", "page"), ("query", "sort")}


def test_the_wrong_method_tells_the_right_ones(app: APIFlask) -> None:
    client = app.test_client()
    answer = client.put(f"{API}/me", headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer.get_json()["type"]) == (405, "/problems/method-not-allowed")
    assert "GET" in answer.headers["Allow"]


def test_every_kind_of_problem_explains_itself(app: APIFlask) -> None:
    for code, kind in problems.KINDS.items():
        answer = app.test_client().get(f"/problems/{code}")
        assert answer.status_code == 200 and code in answer.text
        assert 400 <= kind.status < 600 and problems.title(kind)
        assert kind.vi != kind.en


def test_an_unknown_problem_is_not_found(app: APIFlask) -> None:
    assert app.test_client().get("/problems/nothing").status_code == 404


def test_over_tls_cookies_are_bound_and_the_browser_told_to_stay(tmp_path: Path) -> None:
    with opened(tmp_path / "a", public_url="https://kho.example.vn") as archived:
        app = create_app(archived)
        _, secret = people.sign_in(archived, "lan", PASSWORD, address="x")
        client = app.test_client()
        client.set_cookie("__Host-docarchive", secret, domain="kho.example.vn", secure=True)
        answer = client.get("/api/docs", base_url="https://kho.example.vn")
        assert answer.status_code == 200
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
        form = answer.headers["Set-Cookie"]
        assert form.startswith("__Host-docarchive-form=")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(form.split("; "))


@pytest.mark.parametrize(("trusted", "address"), [(0, "127.0.0.1"), (1, "198.51.100.9")])
def test_only_trusted_proxies_say_who_asks(tmp_path: Path, trusted: int, address: str) -> None:
    with opened(tmp_path / "a", trusted_proxies=trusted) as archived:
        app = create_app(archived)
        seen = []
        app.before_request(lambda: seen.append(request.remote_addr))
        headers = {"X-Forwarded-For": "203.0.113.1, 198.51.100.9", "X-Request-ID": "ma-cua-proxy"}
        answer = app.test_client().get("/healthz", headers=headers)
        assert seen == [address]
        assert (answer.headers["X-Request-ID"] == "ma-cua-proxy") is bool(trusted)


def test_readiness_names_what_is_away(tmp_path: Path) -> None:
    with opened(tmp_path / "a") as archived:
        app = create_app(archived)
        assert app.test_client().get("/readyz").get_json() == {"ready": True, "away": [], "reasons": {}}
    with opened(tmp_path / "b", min_free_bytes=1 << 60) as archived:
        app = create_app(archived)
        answer = app.test_client().get("/readyz")
        told = {"ready": False, "away": ["disk"], "reasons": {"disk": "store-full"}}
        assert (answer.status_code, answer.get_json()) == (503, told)
        assert app.test_client().get("/healthz").status_code == 200
