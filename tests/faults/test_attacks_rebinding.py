"""A page from elsewhere whose name suddenly means this machine (DNS rebinding), or a proxy that says nothing, isn't "here"."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask

from docarchive.archive import open_archive
from docarchive.settings import Settings
from docarchive.web import create_app

HERE = {"REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[APIFlask]:
    """An archive in which nobody has an account yet."""
    archive = open_archive(Settings(data=tmp_path))
    archive.prepare()
    yield create_app(archive)
    archive.close()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8000", 302),
        ("127.0.0.1", 302),
        ("[::1]:8000", 302),
        ("evil.example", 403),
        ("kho.coquan.vn", 403),
        ("[::", 403),
        ("", 403),
    ],
)
def test_the_first_administrator_is_made_here_only_under_this_machines_own_names(app: APIFlask, host: str, status: int) -> None:
    client = app.test_client()
    client.environ_base.update(HERE)
    page = client.get("/set-up", headers={"Host": host}).text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    form = {"csrf_token": token, "name": "ke-la", "password": "mat-khau-cua-ke-la", "again": "mat-khau-cua-ke-la", "code": ""}
    assert client.post("/set-up", data=form, headers={"Host": host}).status_code == status


def test_figures_are_not_told_to_a_page_from_elsewhere(app: APIFlask) -> None:
    client = app.test_client()
    client.environ_base.update(HERE)
    assert client.get("/metrics", headers={"Host": "evil.example"}).status_code == 401
    assert client.get("/metrics", headers={"Host": "localhost:8000"}).status_code == 200
