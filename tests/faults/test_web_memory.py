"""An upload of any size passes through the web process without staying in its memory, and leaves nothing when refused."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from docarchive.services import tokens
from tests.archives import asker, opened

SIZE = 300 * 1024 * 1024
ALLOWED = 150 * 1024  # KiB that the process may grow
BOUNDARY = b"ranh-gioi"


@dataclass
class Served:
    """A real server in a process of its own."""

    process: "subprocess.Popen[bytes]"
    port: int
    headers: dict[str, str]
    spool: Path

    def peak(self) -> int:
        """The most memory that it has held so far, in KiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))

    def send(self, body: Iterator[bytes], length: int, **headers: str) -> tuple[int, bytes]:
        """Status and body of the answer to an upload."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        sent = {**self.headers, "Content-Length": str(length), **headers}
        connection.request("POST", "/api/v1/uploads", body=body, headers=sent)
        answer = connection.getresponse()
        told = answer.status, answer.read()
        connection.close()
        return told


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with opened(tmp_path / "archive") as archive:
        token = tokens.add(archive, asker(archive, "hoa"), "hoa", label="lớn", scopes=["upload"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "DOCARCHIVE_DATA": str(tmp_path / "archive"), "DOCARCHIVE_MIN_FREE_BYTES": "0"}
    command = [sys.executable, "-m", "docarchive.cli", "serve", "--no-worker", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, cwd=Path(__file__).parents[2])
    try:
        _wait(port)
        yield Served(process, port, {"Authorization": f"Bearer {token}"}, tmp_path / "archive" / "spool")
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no server on port {port} after {seconds} s")


def chunks(*, start: bytes = b"MZ", head: bytes = b"", tail: bytes = b"") -> Iterator[bytes]:
    """SIZE bytes of no type that the archive takes, wrapped."""
    yield head + start
    whole = bytes(range(256)) * 4096
    left = SIZE - len(start)
    while left > 0:
        yield whole[:left]
        left -= len(whole)
    yield tail


def test_a_large_upload_does_not_stay_in_memory(served: Served, record_property: Callable[[str, object], None]) -> None:
    served.send(iter([b"MZ"]), 2, **{"X-File-Name": "be.bin"})
    before = served.peak()
    status, answer = served.send(chunks(), SIZE, **{"X-File-Name": "lon.bin"})
    assert status == 415, answer
    head = b'--%s\r\nContent-Disposition: form-data; name="file"; filename="lon2.bin"\r\n\r\n' % BOUNDARY
    tail = b"\r\n--%s--\r\n" % BOUNDARY
    form = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY.decode()}"}
    status, answer = served.send(chunks(start=b"MZ2", head=head, tail=tail), SIZE + len(head) + len(tail), **form)
    assert status == 415, answer
    grown = served.peak() - before
    assert grown < ALLOWED, f"grew by {grown} KiB"
    assert list(served.spool.glob("upload-*")) == []
    record_property("grown_mib", grown // 1024)


def test_what_is_broken_off_leaves_nothing(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), 5) as line:
        head = "".join(f"{name}: {value}\r\n" for name, value in served.headers.items())
        line.sendall(
            f"POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\n{head}X-File-Name: a.pdf\r\nContent-Length: 90000\r\n\r\n%PDF".encode()
        )
    status, _ = served.send(iter([b"MZ"]), 2, **{"X-File-Name": "sau.bin"})
    assert status == 415
    assert list(served.spool.glob("upload-*")) == []
