"""What Prometheus scrapes: uploads, pages, stages and queue from the catalogue; search latency from this process."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client.registry import Collector

from docarchive.archive import Archive
from docarchive.services.figures import figures

__all__ = ["CONTENT_TYPE", "SEARCH_SECONDS", "text"]

_process = CollectorRegistry()
#: How long a search took, in seconds, as this process measured it.
SEARCH_SECONDS = Histogram(
    "docarchive_search_seconds",
    "Seconds that a search took",
    registry=_process,
    buckets=(0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4),
)


class _Catalogue(Collector):
    """The catalogue's figures: the same from whichever process is asked, and true after a restart."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def collect(self) -> Iterator[Metric]:
        now = figures(self._archive)
        uploads = CounterMetricFamily("docarchive_uploads", "Uploads by outcome", labels=["outcome"])
        for outcome, count in now.uploads.items():
            uploads.add_metric([outcome], count)
        yield uploads
        pages = GaugeMetricFamily("docarchive_pages", "Pages by state of reading", labels=["state"])
        for state, count in now.pages.items():
            pages.add_metric([state], count)
        yield pages
        stages = SummaryMetricFamily("docarchive_stage_seconds", "Seconds that finished jobs took", labels=["stage"])
        for stage, (count, seconds) in now.stages.items():
            stages.add_metric([stage], count_value=count, sum_value=seconds)
        yield stages
        yield from self._queue(now.queue)

    def _queue(self, queue: dict[str, tuple[int, int, float]]) -> Iterator[Metric]:
        depth = GaugeMetricFamily("docarchive_queue_jobs", "Jobs that wait or run", labels=["stage", "state"])
        age = GaugeMetricFamily("docarchive_queue_age_seconds", "How long the oldest job has waited", labels=["stage"])
        for stage, (ready, running, waited) in queue.items():
            depth.add_metric([stage, "ready"], ready)
            depth.add_metric([stage, "running"], running)
            age.add_metric([stage], waited)
        yield depth
        yield age


def text(archive: Archive) -> bytes:
    """All figures in Prometheus' text form. Raises Unavailable."""
    registry = CollectorRegistry()
    registry.register(_Catalogue(archive))
    return generate_latest(registry) + generate_latest(_process)
