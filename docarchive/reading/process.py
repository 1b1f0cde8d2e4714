"""The child as the parent sees it: started, asked, watched for time and memory, killed with all that it started."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from docarchive.errors import PageUnreadable
from docarchive.reading import wire
from docarchive.reading.limits import Limits

_LOOK_EVERY = 0.05  # seconds between two looks at the memory
_START = 30.0  # seconds within which a fresh interpreter must take a request
_MEMORY_SIGNS = ("MemoryError", "bad_alloc", "out of memory", "Cannot allocate")


class Child:
    """One running child with its working folder, of the module `program`. Not thread-safe."""

    def __init__(self, folder: Path, limits: Limits, program: str) -> None:
        self._limits = limits
        self._errors = folder.with_suffix(".stderr")
        folder.mkdir(mode=0o700)
        threads = {"OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}
        with self._errors.open("ab") as errors:
            # A session of its own: a Ctrl-C meant for the worker doesn't cut a page short, and one signal ends child and engine.
            self._process = subprocess.Popen(
                [sys.executable, "-m", program, str(folder), str(limits.memory_mb)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, **threads},
                start_new_session=True,
            )
        self._fresh = True

    @property
    def pid(self) -> int:
        """Process id, which is also that of its session and group."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    @property
    def worn(self) -> bool:
        """Whether it keeps so much memory between pages that an innocent page would pass the limit."""
        return resident_mb(self.pid) > self._limits.memory_mb / 2

    def ask(self, request: wire.Message, limits: Limits) -> wire.Message:
        """The answer to one request within `limits`. Raises PageUnreadable (too-slow, too-much-memory, engine-crashed) when
        there is none; the child is dead then."""
        try:
            self._send(wire.packed(request))
            return wire.unpacked(self._receive(limits))
        except PageUnreadable:
            self.kill()
            raise
        except (OSError, ValueError) as error:
            self.kill()
            raise PageUnreadable(self._cause(), f"{error} {self._said()}".strip()) from None

    def _send(self, line: bytes) -> None:
        os.truncate(self._errors, 0)
        assert self._process.stdin is not None
        self._process.stdin.write(line)
        self._process.stdin.flush()

    def _receive(self, limits: Limits) -> bytes:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        waiting = select.poll()  # `select.select` knows no pipe past 1024, and a web process has many files open
        waiting.register(pipe, select.POLLIN)
        deadline = time.monotonic() + limits.seconds + (_START if self._fresh else 0)
        self._fresh = False
        answer = bytearray()
        while not answer.endswith(b"\n"):
            if waiting.poll(_LOOK_EVERY * 1000):
                part = os.read(pipe, 1 << 20)
                if not part:
                    raise PageUnreadable(self._cause(), f"exit {self._process.wait(5)} {self._said()}".strip())
                answer += part
            elif time.monotonic() > deadline:
                raise PageUnreadable("too-slow", f"over {limits.seconds:g} s")
            elif (resident := resident_mb(self.pid)) > limits.memory_mb:
                raise PageUnreadable("too-much-memory", f"{resident:.0f} MB")
        return bytes(answer)

    def _cause(self) -> str:
        return "too-much-memory" if any(sign in self._said() for sign in _MEMORY_SIGNS) else "engine-crashed"

    def _said(self) -> str:
        return self._errors.read_bytes()[-400:].decode("utf-8", "replace").strip() if self._errors.exists() else ""

    def stop(self) -> None:
        """Lets it end by closing its pipe; kills it when it doesn't within two seconds."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            self._process.stdin.close()
            self._process.wait(2)
        self.kill()

    def kill(self) -> None:
        """Ends it and whatever it started, at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # a request that it never took is still in the pipe
                    pipe.close()
        self._errors.unlink(missing_ok=True)


def resident_mb(pid: int, *, with_itself: bool = True) -> float:
    """Resident memory of a process and all that its main thread started, in MB; 0 where the system has no /proc."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) if with_itself else 0
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000 + sum(resident_mb(int(child)) for child in children)
