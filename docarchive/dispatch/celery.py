"""Nudges over Celery on RabbitMQ: one quorum queue a kind of worker; this side only sends."""

import logging
from collections.abc import Iterable
from typing import Any

from celery import Celery
from kombu.entity import Exchange, Queue
from kombu.exceptions import OperationalError

from docarchive.errors import Unavailable
from docarchive.records.jobs import Stage

log = logging.getLogger(__name__)

#: The one task there is, and its queues: readers take pages; the rest is quick.
TASK = "docarchive.work"
QUEUE_OF = {stage: "read" if stage is Stage.READ else "steps" for stage in Stage}


def make_app(url: str) -> Celery:
    """A Celery app that both sides share: quorum queues, late acknowledgement, one nudge at a time a worker."""
    app = Celery("docarchive", broker=url, backend=None, set_as_current=False)
    exchange = Exchange("docarchive", type="direct")
    app.conf.update(
        task_queues=[
            Queue(name, exchange, routing_key=name, queue_arguments={"x-queue-type": "quorum"})
            for name in sorted({f"docarchive.{queue}" for queue in QUEUE_OF.values()})
        ],
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_detect_quorum_queues=True,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options={"confirm_publish": True},
        task_publish_retry=False,
        broker_connection_timeout=4,
    )
    return app


class CeleryDispatch:
    """Sends nudges."""

    def __init__(self, url: str) -> None:
        self._app = make_app(url)

    def nudge(self, stages: Iterable[Stage]) -> None:
        """One message a stage; a broker that is away is logged and left to the clock."""
        try:
            with self._app.producer_or_acquire() as producer:
                for stage in stages:
                    self._send(producer, f"docarchive.{QUEUE_OF[stage]}")
        except (OperationalError, OSError) as error:
            log.warning("nudge not sent, the clock will nudge again: %s", error)

    def _send(self, producer: Any, queue: str) -> None:
        self._app.send_task(TASK, queue=queue, producer=producer, ignore_result=True)

    def check(self) -> None:
        """Opens a connection. Raises Unavailable."""
        try:
            with self._app.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1, timeout=4)
        except (OperationalError, OSError) as error:
            raise Unavailable(str(error), part="RabbitMQ") from None
