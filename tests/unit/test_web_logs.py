"""Each line of the log carries the ids of what it belongs to, for people and for machines."""

import json
import logging
from collections.abc import Iterator

import pytest

from docarchive import logs

log = logging.getLogger("docarchive.thu")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO", "text")
    with logs.bound(request="abc"), logs.bound(job="7"):
        log.info("đọc trang %d", 3)
    log.debug("không ghi")
    [line] = capsys.readouterr().err.splitlines()
    assert line.endswith("INFO docarchive.thu request=abc job=7: đọc trang 3")


def test_a_line_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO", "json")
    logs.bind()  # what an earlier test's request bound to this thread
    with logs.bound(request="abc"):
        log.warning("dòng\nhai")
        try:
            raise ValueError("hỏng")
        except ValueError:
            log.exception("lỗi")
    log.info("sau", extra={"facts": {"seconds": 0.5}})
    first, second, third = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (first["message"], first["request"], first["level"]) == ("dòng\nhai", "abc", "WARNING")
    assert "ValueError: hỏng" in second["exception"]
    assert "request" not in third and third["seconds"] == 0.5 and third["at"].endswith("+00:00")


def test_the_next_request_of_a_thread_binds_its_own_id(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO", "text")
    for name in ("mot", "hai"):
        logs.bind(request=name)
        log.info("xong")
    logs.bind()
    assert [line.split("request=")[1] for line in capsys.readouterr().err.splitlines()] == ["mot: xong", "hai: xong"]
