"""Kills a writer at each of its steps in turn: `killed_writer.py URL SPOOL DEED`, with the keys in the environment.

A step is what the interpreter audits: an opened or renamed file, a sent request. Before step n the writer of object n
sends itself SIGKILL. Prints the number of objects; the last one was written to its end.
"""

import hashlib
import itertools
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from docarchive.records.objects import Fixity
from docarchive.storage import Content, Storage, ocfl, open_storage

STEPS = ("open", "os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "os.chmod", "fcntl.flock", "http.client.send")
AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
ARCHIVE = "7f3d5a52-9d3c-4a44-8d2a-0d2f6f1c9b11"


def contents(spool: Path, number: int, version: int) -> list[Content]:
    """What version `version` of object `number` brings: a file of its own and one that is replaced each time."""
    made = []
    for path in (f"only-in-{version}", "replaced"):
        data = f"{path} of {number} in {version}".encode()
        source = spool / f"{number}-{version}-{path}"
        source.write_bytes(data)
        fixity = Fixity(hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest(), len(data))
        made.append(Content(path, source, fixity))
    return made


def prepared(storage: Storage, spool: Path, number: int, deed: str) -> Callable[[], None]:
    """The deed on object `number`, all that comes before it done."""
    object_id = ocfl.object_id(ARCHIVE, number)

    def write(version: int) -> Callable[[], None]:
        files = contents(spool, number, version)
        return lambda: storage.write_version(object_id, files, version=version, message="", agent="", at=AT, move=True)

    if deed == "first":
        return write(1)
    write(1)()
    return write(2) if deed == "second" else lambda: storage.purge(object_id)


def kill_before(step: int) -> None:
    """From now on counts the steps of this process, and ends it before the given one."""
    seen = itertools.count(1)

    def audit(event: str, _: object) -> None:
        if event in STEPS and next(seen) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(audit)


def survives(deed: Callable[[], None], step: int) -> bool:
    """Whether the deed, done in a child process, came to its end before that step."""
    child = os.fork()
    if child == 0:
        kill_before(step)
        deed()
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL), status
    return status == 0


def main() -> None:
    """Until a deed comes to its end."""
    url, spool, deed = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    keys = {"access_key": os.environ.get("ACCESS_KEY", ""), "secret_key": os.environ.get("SECRET_KEY", "")}
    for number in itertools.count(1):
        if survives(prepared(open_storage(url, spool=spool, **keys), spool, number, deed), number):
            sys.stdout.write(f"{number}\n")
            return


if __name__ == "__main__":
    main()
