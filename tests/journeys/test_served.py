"""The product as deployed, asked over HTTP: `docarchive serve`; gunicorn, Celery workers and a clock on four servers."""

import hashlib
import json
import socket
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from docarchive.records.arrangement import NodeKind
from docarchive.records.identifiers import to_letters
from docarchive.services import arranging, tokens
from docarchive.services.people import OPERATOR
from tests.archives import drawn_page
from tests.forms import Form


@dataclass
class Client:
    """A program that asks with a token; with an empty one it is a stranger."""

    address: str
    token: str = ""

    def ask(self, path: str, method: str = "GET", data: bytes | None = None, **headers: str) -> tuple[int, Any, bytes]:
        """Status, headers and body; an HTTP error is an answer."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            given["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.address + path, data=data, method=method, headers=given)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def json(self, path: str, method: str = "GET", data: bytes | None = None, **headers: str) -> tuple[int, Any]:
        """Status and JSON body."""
        status, _, body = self.ask(path, method, data, **headers)
        return status, json.loads(body)


@pytest.fixture
def client(form: Form) -> Client:
    """An archivist's program, asking the served archive."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    if form.kind == "embedded":
        form.start("-m", "docarchive.cli", "serve", "--port", str(port))
    else:
        gunicorn = str(Path(sys.executable).with_name("gunicorn"))
        form.start(gunicorn, f"--bind=127.0.0.1:{port}", "--workers=2", "--threads=4", "docarchive.web:create_app()")
        form.start_worker()
    scopes = ["upload", "search", "download", "status"]
    token = tokens.add(form.archive, OPERATOR, "hoa", label="thử", scopes=scopes, days=1)
    made = Client(f"http://127.0.0.1:{port}", token)
    ends = time.monotonic() + 60
    while True:
        try:
            if made.ask("/readyz")[0] == 200:
                return made
        except OSError:
            pass
        assert time.monotonic() < ends, "the server does not answer"
        time.sleep(0.1)


def test_five_files_in_and_the_right_page_found(form: Form, client: Client) -> None:
    fonds = arranging.add_node(form.archive, OPERATOR, NodeKind.FONDS, parent=None, code="LG", title="Lam Giang")
    node = arranging.add_node(form.archive, OPERATOR, NodeKind.DOSSIER, parent=fonds.id, code="01", title="Thông báo")
    wanted = json.dumps({"title": "Lô thử", "node": to_letters(node.id)}).encode()
    status, batch = client.json("/api/v1/batches", "POST", wanted, Content_Type="application/json")
    assert status == 201
    pages = [drawn_page(f"Số: {n}/TB-VP", "THÔNG BÁO", f"Kết luận thứ {n} về số hóa tài liệu") for n in range(101, 106)]
    for n, page in enumerate(pages):
        head = {"Content_Type": "application/octet-stream", "X_File_Name": urllib.parse.quote(f"thông báo {n}.png")}
        status, _ = client.json(f"/api/v1/uploads?batch={batch['id']}", "POST", page, **head)
        assert status == 201
    ends = time.monotonic() + 120
    while True:
        _, seen = client.json(f"/api/v1/batches/{batch['id']}")
        _, found = client.json("/api/v1/search?" + urllib.parse.urlencode({"q": "ket luan so hoa"}))
        if found["total"] == 5:
            break
        assert time.monotonic() < ends, (seen["totals"], found["total"])
        time.sleep(0.3)
    assert seen["totals"]["read"] == 5
    _, found = client.json("/api/v1/search?" + urllib.parse.urlencode({"q": "103 tb vp"}))
    first = found["results"][0]
    item = first["item"]["id"]
    _, page_seen = client.json(f"/api/v1/items/{item}/pages/1?" + urllib.parse.urlencode({"q": "so hoa"}))
    assert page_seen["marks"] and page_seen["words"]
    status, headers, body = client.ask(f"/api/v1/items/{item}/original")
    assert hashlib.sha256(body).hexdigest() == hashlib.sha256(pages[2]).hexdigest()
    assert headers["ETag"].strip('"') == hashlib.sha256(body).hexdigest()
    status, _, part = client.ask(f"/api/v1/items/{item}/original", Range="bytes=10-19")
    assert (status, part) == (206, body[10:20])
    _stranger_finds_nothing(Client(client.address), item)


def _stranger_finds_nothing(stranger: Client, item: str) -> None:
    for path in (
        "/api/v1/search?q=so",
        "/api/v1/batches",
        f"/api/v1/items/{item}",
        f"/api/v1/items/{item}/pages/1",
        f"/api/v1/items/{item}/pages/1/image",
        f"/api/v1/items/{item}/original",
        "/api/v1/status",
        "/api/v1/events",
    ):
        assert stranger.ask(path)[0] == 401, path
    assert stranger.ask("/api/v1/uploads", "POST", b"x", Content_Type="application/octet-stream", X_File_Name="x.txt")[0] == 401


@pytest.mark.parametrize("form", ["embedded"], indirect=True)
def test_stopped_and_started_again_everything_is_there(form: Form, client: Client) -> None:
    head = {"Content_Type": "application/octet-stream", "X_File_Name": "mot.png"}
    status, taken = client.json("/api/v1/uploads", "POST", drawn_page(), **head)
    assert status == 201
    form.stop()
    port = int(client.address.rsplit(":", 1)[1])
    form.start("-m", "docarchive.cli", "serve", "--port", str(port))
    ends = time.monotonic() + 90
    while True:
        try:
            _, seen = client.json(f"/api/v1/items/{taken['item']}")
            if seen["state"] == "read":
                return
        except OSError:
            pass
        assert time.monotonic() < ends
        time.sleep(0.2)
