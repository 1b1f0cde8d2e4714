"""The product's two forms for tests: embedded on a folder, distributed on the four real servers, with real worker processes."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from elasticsearch import Elasticsearch

from docarchive.archive import Archive
from docarchive.records.jobs import JobState
from docarchive.records.objects import Item
from tests.archives import opened
from tests.databases import fresh_database

ROOT = Path(__file__).parent.parent
NEEDED = (
    "TEST_POSTGRES_URL",
    "TEST_S3_URL",
    "TEST_S3_ACCESS_KEY",
    "TEST_S3_SECRET_KEY",
    "TEST_ELASTICSEARCH_URL",
    "TEST_AMQP_URL",
)


@dataclass
class Form:
    """An archive of one form, and the environment in which a command works on the same one."""

    kind: str
    archive: Archive
    environment: dict[str, str]
    _running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        """A process of the product beside the test; ended at the test's end."""
        process = subprocess.Popen([sys.executable, *command], env=self.environment, cwd=ROOT, start_new_session=True)
        self._running.append(process)
        return process

    def start_worker(self) -> "subprocess.Popen[bytes]":
        """`docarchive work`, with the clock where the form has no clock of its own running."""
        if self.kind == "distributed":
            self.start("-m", "docarchive.cli", "clock")
            return self.start("-m", "docarchive.cli", "work")
        return self.start("-m", "docarchive.cli", "work", "--with-clock")

    def stop(self) -> None:
        """End what was started, children too."""
        for process in self._running:
            if process.poll() is None:
                process.terminate()
        for process in self._running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self._running.clear()

    def settled(self, items: list[int], *, seconds: float = 120) -> list[Item]:
        """Wait until nothing of these items waits or runs; the items. Fails with what is left after `seconds`."""
        end = time.monotonic() + seconds
        while True:
            with self.archive.catalogue.reading() as unit:
                # Jobs first: an item read before its job ended doesn't know what the job did.
                open_jobs = [
                    (job["kind"], job["state"], job["attempts"], job["error"])
                    for item in items
                    for job in unit.jobs.of_item(item)
                    if job["state"] in (JobState.READY.value, JobState.RUNNING.value)
                ]
                found = [unit.holdings.item(item) for item in items]
            if not open_jobs and all(item.state.value != "reading" for item in found):
                return found
            if time.monotonic() > end:
                pytest.fail(f"not settled after {seconds} s: {open_jobs[:20]}")
            time.sleep(0.1)


@contextmanager
def formed(kind: str, folder: Path) -> Iterator[Form]:
    """An empty archive of this form ("embedded", "distributed"), everything of it gone afterwards."""
    if kind == "embedded":
        with opened(folder / "archive", lease_seconds=2.0, workers=2) as archive:
            yield from _with_processes(kind, archive, {})
        return
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        pytest.skip(f"the distributed form needs {missing[0]} (scripts/servers starts the servers)")
    name = f"test-{secrets.token_hex(5)}"
    server = urlsplit(os.environ["TEST_S3_URL"])
    with fresh_database("postgresql", folder) as database:
        settings = {
            "database": database,
            "storage": f"s3://{server.netloc}/{name}?secure=0",
            "s3_access_key": os.environ["TEST_S3_ACCESS_KEY"],
            "s3_secret_key": os.environ["TEST_S3_SECRET_KEY"],
            "search": f"{os.environ['TEST_ELASTICSEARCH_URL']}/{name}",
            "broker": os.environ["TEST_AMQP_URL"],
            "secret_key": secrets.token_hex(32),
        }
        with opened(folder / "archive", lease_seconds=2.0, workers=2, **settings) as archive:
            try:
                yield from _with_processes(kind, archive, settings)
            finally:
                _drop_index(name)


def _with_processes(kind: str, archive: Archive, settings: dict[str, str]) -> Iterator[Form]:
    quick = {"lease_seconds": 2.0, "workers": 2, "min_free_bytes": 0, "keep_quiet_seconds": 0, "data": archive.settings.data}
    told = {f"DOCARCHIVE_{name.upper()}": str(value) for name, value in (quick | settings).items()}
    form = Form(kind, archive, {**os.environ, **told})
    try:
        yield form
    finally:
        form.stop()


def _drop_index(prefix: str) -> None:
    with Elasticsearch(os.environ["TEST_ELASTICSEARCH_URL"]) as client:
        names = list(client.indices.get(index=f"{prefix}-*"))
        if names:
            client.indices.delete(index=",".join(names))


@pytest.fixture(params=["embedded", "distributed"])
def form(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Form]:
    """Both forms, one after the other."""
    with formed(request.param, tmp_path) as made:
        yield made
