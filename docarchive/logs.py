"""Log lines for people or for machines, each with the id of the request or job that it belongs to."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

_bound: ContextVar[dict[str, str] | None] = ContextVar("bound", default=None)


@contextmanager
def bound(**ids: str) -> Iterator[None]:
    """Every line logged within carries these ids (`request`, `job`, …)."""
    token = _bound.set({**(_bound.get() or {}), **ids})
    try:
        yield
    finally:
        _bound.reset(token)


def bind(**ids: str) -> None:
    """The same until the next `bind`: for a web thread, where each request begins by binding its own."""
    _bound.set(ids)


class _Text(logging.Formatter):
    """One line a record: time, level, place, ids, message."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s%(ids)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record.ids = "".join(f" {name}={value}" for name, value in (_bound.get() or {}).items())
        return super().format(record)


class _Json(logging.Formatter):
    """One JSON object a line; instants are UTC."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **(_bound.get() or {}),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up(level: str, form: str) -> None:
    """Log to stderr from `level` on, in `form` "text" or "json"; what was set up before is replaced."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # waitress warns of every request that waits for a thread, be it for a millisecond.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
