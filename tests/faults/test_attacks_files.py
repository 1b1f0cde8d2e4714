"""Thousands of files at once: a process may hold only so many open, and some calls know only the first 1024."""

import os
import resource
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from docarchive.reading.slot import Slot
from tests.journeys.web import site

PARTS = 100


@pytest.fixture
def allowed() -> Iterator[int]:
    """How many files this process may hold open by itself; a test may change it."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield before[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_file_is_not_damaged_because_a_thousand_others_are_open(allowed: int, tmp_path: Path) -> None:
    if allowed != resource.RLIM_INFINITY and allowed < 2000:
        pytest.skip(f"the system lets no process hold more than {allowed} files open")
    resource.setrlimit(resource.RLIMIT_NOFILE, (2000, allowed))
    page = tmp_path / "a.txt"
    page.write_text("Van ban")
    held = [os.open(page, os.O_RDONLY) for _ in range(1100)]
    try:
        with Slot() as slot:
            assert slot.examine(page, "a.txt").pages == 1
    finally:
        for each in held:
            os.close(each)


def test_a_form_of_many_files_holds_few_open(allowed: int, tmp_path: Path) -> None:
    with site(tmp_path, workers=1) as at:
        program = at.program("hoa")
        files = [(BytesIO(b"Van ban so %d" % number), f"{number}.txt") for number in range(PARTS)]
        held = len(list(Path("/proc/self/fd").iterdir()))
        resource.setrlimit(resource.RLIMIT_NOFILE, (held + PARTS // 2, allowed))
        answer = program.post("/api/v1/uploads", data={"file": files})
        assert answer.status_code == 201 and len(answer.get_json()["files"]) == PARTS
        assert list(at.working.archive.settings.spool.glob("upload-*")) == []
