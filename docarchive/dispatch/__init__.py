"""Waking workers. A nudge names no job: the worker claims the best ready row of the lease table itself.

So a lost or doubled nudge is harmless; the clock nudges again what waits too long.
"""

from collections.abc import Iterable
from typing import Protocol

from docarchive.errors import SettingWrong, Told
from docarchive.records.jobs import Stage


class Dispatch(Protocol):
    """How workers learn that there is work."""

    def nudge(self, stages: Iterable[Stage]) -> None:
        """Say that a job of these stages may be ready: once a stage, more for more jobs. Never raises for a broker that
        is away (the lease table holds the truth, the clock nudges again); it logs instead."""

    def check(self) -> None:
        """Raises errors.Unavailable when the broker can't be reached."""


class Polling:
    """No broker: workers look at the lease table by themselves."""

    def nudge(self, stages: Iterable[Stage]) -> None:
        """Nothing to do: the next look finds the job."""

    def check(self) -> None:
        """Always well."""


def open_dispatch(url: str) -> Dispatch:
    """Polling for an empty url, Celery on RabbitMQ for `amqp://…`. Raises SettingWrong for others."""
    if not url:
        return Polling()
    if url.startswith(("amqp://", "amqps://")):
        from docarchive.dispatch.celery import CeleryDispatch

        return CeleryDispatch(url)
    raise SettingWrong(setting="broker", reason=Told("chỉ nhận amqp:// hoặc để trống", "takes amqp:// or nothing"))
