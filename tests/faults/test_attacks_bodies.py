"""Who may not upload can't fill the disk either: what is sent anyway is forgotten, and answered."""

import socket
import time
from pathlib import Path

import pytest

from tests.faults.test_web_memory import Served, served

__all__ = ["served"]
SENT = 24 * 1024 * 1024
SPOOLED = 4 * 1024 * 1024  # what one request may keep in memory or on disk without being asked for


def on_disk(at: Served) -> int:
    """Bytes of the spool's files that the server holds open, those without a name too."""
    total = 0
    for each in Path(f"/proc/{at.process.pid}/fd").iterdir():
        try:
            total += each.stat().st_size if str(at.spool) in str(each.readlink()) else 0
        except FileNotFoundError:
            continue
    return total


def send(at: Served, head: str, *, chunked: bool = False) -> tuple[int, int]:
    """Bytes on disk when all but the end of a long body has been sent, and the status of the answer."""
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {SENT}"
    block = b"MZ" * (1 << 19)
    with socket.create_connection(("127.0.0.1", at.port), 30) as line:
        line.sendall(f"{head}\r\nHost: x\r\nX-File-Name: a.bin\r\n{length}\r\n\r\n".encode())
        for number in range(SENT >> 20):
            if number == (SENT >> 20) - 1:
                time.sleep(0.5)
                held = on_disk(at)
            line.sendall(b"100000\r\n%s\r\n" % block if chunked else block)
        line.sendall(b"0\r\n\r\n" if chunked else b"")
        return held, int(line.recv(64).split()[1])


@pytest.mark.parametrize("chunked", [False, True], ids=["told", "chunked"])
def test_a_strangers_body_is_not_kept(served: Served, chunked: bool) -> None:
    held, status = send(served, "POST /api/v1/uploads HTTP/1.1\r\nAuthorization: Bearer dat_x", chunked=chunked)
    assert (held < SPOOLED, status) == (True, 401)
    held, status = send(served, "POST /sign-in HTTP/1.1\r\nCookie: docarchive=x", chunked=chunked)
    assert held < SPOOLED and 400 <= status < 500
    sender = f"Authorization: {served.headers['Authorization']}"
    held, status = send(served, f"POST /api/v1/batches HTTP/1.1\r\n{sender}", chunked=chunked)
    assert held < SPOOLED and 400 <= status < 500
    held, status = send(served, f"POST /api/v1/uploads HTTP/1.1\r\n{sender}", chunked=chunked)
    assert held > SPOOLED and status == 415  # who may upload is received whole
