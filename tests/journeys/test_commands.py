"""Commands as an operator types them."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner

from docarchive.cli import commands
from docarchive.errors import Invalid, LockBusy, NotFound
from docarchive.search import open_index
from tests.archives import drawn_page


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an archive that the commands work on."""
    monkeypatch.setenv("DOCARCHIVE_DATA", str(tmp_path / "archive"))
    monkeypatch.chdir(tmp_path)
    yield tmp_path / "archive"


def told(*words: str) -> Any:
    """The JSON that a command prints."""
    done = CliRunner().invoke(commands(), ["--json", *words], catch_exceptions=False, standalone_mode=False)
    return json.loads(done.stdout)


def test_an_account_is_locked_and_opened_and_keeps_its_roles(data: Path) -> None:
    told("user", "add", "lan", "--role", "archivist", "--role", "reader")
    for option, active in (("--lock", False), ("--unlock", True)):
        told("user", "roles", "lan", option)
        assert told("user", "list") == [{"name": "lan", "roles": ["archivist", "reader"], "active": active}]


def test_new_roles_leave_a_locked_account_locked(data: Path) -> None:
    told("user", "add", "lan")
    told("user", "roles", "lan", "--lock")
    told("user", "roles", "lan", "--role", "archivist")
    assert told("user", "list") == [{"name": "lan", "roles": ["archivist"], "active": False}]


def test_tokens_are_listed_and_revoked(data: Path) -> None:
    told("user", "add", "lan", "--role", "archivist")
    secret = told("token", "add", "lan", "--label", "máy quét", "--scope", "upload")["token"]
    [listed] = told("token", "list", "lan")
    assert (listed["label"], listed["scopes"], listed["revoked"]) == ("máy quét", "upload", False)
    assert secret not in json.dumps(listed)
    told("token", "revoke", "lan", listed["token"])
    assert told("token", "list", "lan")[0]["revoked"]
    with pytest.raises(NotFound):
        told("token", "revoke", "lan", "not-a-token")


def test_a_taken_port_is_told_in_a_sentence(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "docarchive.cli", "serve", "--port", port]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 3
    assert f"127.0.0.1:{port}" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_beside_a_running_archive_migrate_says_what_to_stop(data: Path) -> None:
    told("migrate")
    running = open_index(f"tantivy://{data}/index", writable=True)
    try:
        with pytest.raises(LockBusy) as error:
            told("migrate")
    finally:
        running.close()
    assert "docarchive serve" in error.value.message("vi")


def test_separator_sheets_are_written_for_a_dossier(data: Path, tmp_path: Path) -> None:
    told("node", "add", "P01", "--title", "Phông")
    told("node", "add", "P01/ML01", "--title", "Mục lục")
    made = told("separators", "--dossier", "P01/ML01", "--count", "2", "-o", str(tmp_path / "to.pdf"))
    assert made["sheets"] == 2
    with pikepdf.open(tmp_path / "to.pdf") as sheets:
        assert len(sheets.pages) == 2
    with pytest.raises(NotFound):
        told("separators", "--dossier", "P01/KHONG-CO")
    with pytest.raises(Invalid):
        told("separators", "--dossier", "P01")


def test_what_is_no_stack_is_neither_split_nor_joined(data: Path, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(drawn_page())
    [added] = told("add", str(tmp_path / "a.png"))["accepted"]
    for command in ("split", "join"):
        with pytest.raises(Invalid):
            told(command, added["item"])
