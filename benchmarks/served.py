"""A whole archive served on loopback for a benchmark: `docarchive serve` in a folder of its own, asked over HTTP."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docarchive.archive import open_archive
from docarchive.records.access import Role
from docarchive.services import people, tokens
from docarchive.settings import Settings


@dataclass
class Served:
    """The address and a token; `peaks` the most memory (MB) that each kind of process held so far."""

    address: str
    token: str
    process: "subprocess.Popen[bytes]"
    peaks: dict[str, float] = field(default_factory=dict)

    def ask(self, method: str, path: str, *, data: bytes | None = None, **headers: str) -> tuple[int, dict[str, Any]]:
        """Status and JSON answer; refusals (4xx) are answers too. Raises URLError when the server is gone."""
        given = {"Authorization": f"Bearer {self.token}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        request = urllib.request.Request(f"{self.address}/api/v1{path}", data=data, method=method, headers=given)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.loads(refused.read() or b"{}")

    def upload(self, path: Path, batch: str) -> tuple[int, dict[str, Any]]:
        """One file, as a program sends it."""
        name = urllib.parse.quote(path.name)
        kind = {"Content_Type": "application/octet-stream", "X_File_Name": name}
        return self.ask("POST", f"/uploads?batch={batch}", data=path.read_bytes(), **kind)


@contextmanager
def served(folder: Path, **settings: Any) -> Iterator[Served]:
    """The embedded product on a free port of loopback, with one archivist's token, ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    chosen = {"data": folder, "port": port, "log_level": "ERROR", "min_free_bytes": 0, **settings}
    token = _token(Settings(**chosen))
    environment = {**os.environ, **{f"DOCARCHIVE_{name.upper()}": str(value) for name, value in chosen.items()}}
    process = subprocess.Popen([sys.executable, "-m", "docarchive.cli", "serve"], env=environment, stderr=subprocess.DEVNULL)
    made = Served(f"http://127.0.0.1:{port}", token, process)
    over = threading.Event()
    looking = threading.Thread(target=_watch, args=(made, over))
    looking.start()
    try:
        _await(made)
        yield made
    finally:
        over.set()
        looking.join()
        process.terminate()
        process.wait(60)


def _token(settings: Settings) -> str:
    archive = open_archive(settings)
    try:
        archive.prepare()
        people.add_user(archive, people.OPERATOR, "do", "mat-khau-de-do", [Role.ARCHIVIST])
        scopes = ["upload", "search", "download", "status"]
        return tokens.add(archive, people.OPERATOR, "do", label="benchmark", scopes=scopes, days=1)
    finally:
        archive.close()


def _await(made: Served, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(f"{made.address}/healthz").close()
            return
        except urllib.error.URLError:
            if time.monotonic() > ends or made.process.poll() is not None:
                raise
            time.sleep(0.1)


def _watch(made: Served, over: threading.Event) -> None:
    while not over.wait(0.2):
        for kind, megabytes in _memory(made.process.pid):
            made.peaks[kind] = max(made.peaks.get(kind, 0.0), megabytes)


def _memory(top: int) -> Iterator[tuple[str, float]]:
    """Kind and peak memory (MB, VmHWM) of a process and all below it."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
    for pid in parents:
        if pid == top or _below(pid, top, parents):
            try:
                command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
                peak = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
            except (OSError, StopIteration):
                continue
            yield _kind(command), int(peak.split()[1]) / 1024


def _below(pid: int, top: int, parents: dict[int, int]) -> bool:
    while pid in parents:
        pid = parents[pid]
        if pid == top:
            return True
    return False


def _kind(command: str) -> str:
    kinds = (("tesseract ", "tesseract"), ("reading.child", "reading child"), (" work", "worker"), (" serve", "web"))
    return next((kind for sign, kind in kinds if sign in command), "other")


def now() -> str:
    """The time of a run, for its rows."""
    return datetime.now(UTC).isoformat(timespec="seconds")
