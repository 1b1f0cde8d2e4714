"""`serve` killed with no time to clean up takes its worker along: none goes on alone, with old code and the index's lock."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def children(pid: int) -> list[int]:
    """The processes that `pid` has started."""
    return [int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]


def running(pid: int) -> bool:
    """Whether the process is there and not just a remnant."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(what: str, found: object, seconds: float = 30) -> object:
    """What `found()` gives as soon as it is true. Fails after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = found()  # type: ignore[operator]
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"no {what} in {seconds} s")


def workers(pid: int) -> list[int]:
    """The worker processes under a `serve`."""
    return [child for child in children(pid) if b"work" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")]


def test_the_worker_of_a_killed_serve_ends(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = {**os.environ, "DOCARCHIVE_DATA": str(tmp_path), "DOCARCHIVE_MIN_FREE_BYTES": "0"}
    serve = subprocess.Popen([sys.executable, "-m", "docarchive.cli", "serve", "--port", port], env=environment, cwd=ROOT)
    left: list[int] = []
    try:
        wait_for("worker", lambda: workers(serve.pid))
        left = workers(serve.pid)
        serve.send_signal(signal.SIGKILL)
        serve.wait()
        wait_for("end of the worker", lambda: not any(map(running, left)))
    finally:
        for pid in [serve.pid, *left]:
            if running(pid):
                os.kill(pid, signal.SIGKILL)
