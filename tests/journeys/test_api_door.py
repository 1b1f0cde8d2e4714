"""Who comes in: strangers nowhere, tokens as far as their scopes, sessions with a form token, and not for ever."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from docarchive.records.access import Role
from docarchive.records.identifiers import from_letters
from docarchive.services import people
from tests.archives import PASSWORD, drawn_page
from tests.journeys.web import Site, site

API = "/api/v1"
#: All that a stranger may get.
OPEN = {
    "static",
    "openapi.spec",
    "problems.show",
    "health.alive",
    "health.ready",
    "account.sign_in",
}


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("door")) as made:
        yield made


def addresses(rule: Rule, item: str) -> str:
    """An address of the rule that leads to something real where it can."""
    known = {"number": "1", "name": "lan", "code": "not-found", "filename": "sign.svg"}
    return re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda match: known.get(match.group(1), item), rule.rule)


def test_a_stranger_gets_nothing_anywhere(at: Site) -> None:
    item = at.upload(drawn_page("Trang kín"), "kin.png")["item"]
    wrong = []
    for rule in at.app.url_map.iter_rules():
        if rule.endpoint in OPEN:
            continue
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = at.stranger().open(addresses(rule, item), method=method)
            to_sign_in = answer.status_code in (302, 303) and "/sign-in" in answer.headers["Location"]
            if answer.status_code not in (400, 401, 403, 404) and not to_sign_in:
                wrong.append(f"{method} {rule.rule} ({rule.endpoint}): {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_strangers_body_is_not_received(at: Site) -> None:
    spool = at.working.archive.settings.spool
    before = set(spool.iterdir())
    answer = at.stranger().post(f"{API}/uploads", data={"file": (BytesIO(bytes(9000)), "a.txt")})
    assert answer.status_code == 401 and set(spool.iterdir()) == before
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("token", ["dat_wrong", "", "x" * 5000])
def test_a_wrong_token_is_a_stranger_even_beside_a_session(at: Site, token: str) -> None:
    client = at.browser("hoa")
    if token:
        assert client.get(f"{API}/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert client.get(f"{API}/me").status_code == 200


def test_a_token_does_what_its_scopes_say_and_no_more(at: Site) -> None:
    narrow = at.program("admin", "search")
    assert narrow.get(f"{API}/search?q=").status_code == 200
    for address in ("/status", "/events", "/users", "/tokens"):
        assert narrow.get(f"{API}{address}").status_code == 403, address
    assert narrow.post(f"{API}/tokens", json={"label": "rộng", "scopes": ["people"]}).status_code == 403
    keeper = at.program("admin", "people")
    wider = keeper.post(f"{API}/tokens", json={"label": "rộng", "scopes": ["people", "search"]})
    assert wider.status_code == 403


def test_a_token_is_made_shown_once_listed_and_ended(at: Site) -> None:
    lan = at.browser("lan")
    made = lan.post(f"{API}/tokens", json={"label": "máy quét", "scopes": ["search"]}, headers=form_token(at, lan))
    secret = made.get_json()["token"]
    bearer = {"Authorization": f"Bearer {secret}"}
    assert at.stranger().get(f"{API}/me", headers=bearer).get_json()["scopes"] == ["search"]
    [listed] = [each for each in lan.get(f"{API}/tokens").get_json()["tokens"] if each["label"] == "máy quét"]
    assert secret not in str(listed) and listed["used"]
    assert lan.delete(f"{API}/tokens/{listed['id']}", headers=form_token(at, lan)).status_code == 204
    assert at.stranger().get(f"{API}/me", headers=bearer).status_code == 401
    assert lan.get(f"{API}/tokens?user=hoa").status_code == 403


def form_token(at: Site, client: FlaskClient) -> dict[str, str]:
    """The header with the form token of a client's session, as a page gives it."""
    shown = client.get("/api/docs")
    found = re.search(r'name="csrf-token" content="([^"]+)"', shown.text)
    assert found, "a page carries the form token"
    return {"X-CSRF-Token": found.group(1)}


def test_a_session_changes_things_only_with_its_own_form_token(at: Site) -> None:
    hoa, lan = at.browser("hoa"), at.browser("lan")
    wanted = {"kind": "fonds", "code": "CSRF", "title": "Phông", "mode": "public"}
    without = hoa.post(f"{API}/nodes", json=wanted)
    assert (without.status_code, without.get_json()["type"]) == (400, "/problems/form-expired")
    assert hoa.post(f"{API}/nodes", json=wanted, headers=form_token(at, lan)).status_code == 400
    assert hoa.post(f"{API}/nodes", json=wanted, headers=form_token(at, hoa)).status_code == 201


def test_a_session_lives_while_it_is_used_and_no_longer(at: Site) -> None:
    archive = at.working.archive
    _, secret = people.sign_in(archive, "lan", PASSWORD, address="192.0.2.9")
    hashed = people.hashed(secret)
    almost = datetime.now(UTC) + timedelta(seconds=30)
    with archive.catalogue.writing() as unit:
        unit.people.session_seen(hashed, at=datetime.now(UTC) - timedelta(hours=11), expires=almost)
        unit.commit()
    assert people.session_user(archive, secret)
    with archive.catalogue.reading() as unit:
        assert unit.people.session_user(hashed, almost + timedelta(hours=1))
    with archive.catalogue.writing() as unit:
        unit.people.session_seen(hashed, at=datetime.now(UTC), expires=datetime.now(UTC) - timedelta(seconds=1))
        unit.commit()
    assert people.session_user(archive, secret) is None


def test_a_shut_account_is_out_at_once(at: Site) -> None:
    archive, admin = at.working.archive, at.program("admin")
    people.add_user(archive, people.OPERATOR, "tam", PASSWORD, {Role.READER})
    client, program = at.browser("tam"), at.program("tam")
    assert client.get(f"{API}/me").status_code == program.get(f"{API}/me").status_code == 200
    shut = admin.patch(f"{API}/users/tam", json={"active": False})
    assert shut.get_json()["active"] is False and shut.get_json()["roles"] == ["reader"]
    assert client.get(f"{API}/me").status_code == program.get(f"{API}/me").status_code == 401


def test_users_are_made_by_administrators_alone(at: Site) -> None:
    wanted = {"name": "minh", "password": "mot-mat-khau-dai", "roles": ["archivist"]}
    assert at.program("hoa").post(f"{API}/users", json=wanted).status_code == 403
    admin = at.program("admin")
    assert admin.post(f"{API}/users", json=wanted).status_code == 201
    assert admin.post(f"{API}/users", json=wanted).status_code == 409
    assert admin.post(f"{API}/users", json={**wanted, "password": "ngắn"}).status_code == 422
    assert "minh" in [user["name"] for user in admin.get(f"{API}/users").get_json()["users"]]
    assert admin.patch(f"{API}/users/khong-co", json={"active": False}).status_code == 404
    assert at.browser("lan").get(f"{API}/users").status_code == 403


def test_the_strict_policy_is_on_every_answer(at: Site) -> None:
    for address in ("/healthz", f"{API}/me", f"{API}/nowhere", "/static/sign.svg", "/sign-in", "/problems/not-found"):
        headers = at.stranger().get(address, buffered=True).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], address
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["X-Request-ID"]
        if not address.startswith("/static"):
            assert headers["Cache-Control"] == "no-store", address


def test_figures_are_for_this_machine_or_a_token(at: Site) -> None:
    assert at.stranger().get("/metrics").status_code == 401
    passed_on = at.app.test_client().get("/metrics", headers={"X-Forwarded-For": "198.51.100.1"})
    assert passed_on.status_code == 401
    assert at.program("lan").get("/metrics").status_code == 403
    assert at.program("hoa", "status").get("/metrics").status_code == 200


def test_an_address_with_wrong_letters_is_not_found(at: Site) -> None:
    hoa = at.program("hoa")
    for letters in ("0", "u" * 13, "z" * 13, "0000000000009", "....", "0sb4f8hewyw5n0"):
        assert hoa.get(f"{API}/items/{letters}").status_code == 404, letters
    real = at.upload(drawn_page("Chữ hoa"), "hoa.png")["item"]
    assert from_letters(real.upper()) == from_letters(real)
    assert hoa.get(f"{API}/items/{real.upper()}").status_code == 200
