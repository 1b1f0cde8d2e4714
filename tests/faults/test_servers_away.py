"""A server that is away: what was accepted waits and counts no try; what wasn't is refused whole; when it is back all goes on."""

from io import BytesIO

import pytest

from docarchive.archive import Archive, open_archive
from docarchive.errors import Unavailable
from docarchive.records.jobs import Stage
from docarchive.services import batching, ingest, progress
from docarchive.services.people import OPERATOR
from tests.archives import drawn_page
from tests.forms import Form
from workers.loop import STEPS, Worker

NOWHERE = "127.0.0.1:1"

pytestmark = pytest.mark.parametrize("form", ["distributed"], indirect=True)


def without(form: Form, **settings: str) -> Archive:
    """The same archive, with one of its servers where none is."""
    return open_archive(form.archive.settings.model_copy(update=settings))


def put(archive: Archive) -> int:
    batch = batching.open_batch(archive, OPERATOR, "Lô")
    return ingest.accept(archive, OPERATOR, BytesIO(drawn_page()), "một.png", batch=batch).item


def work_off(archive: Archive, *kinds: Stage) -> None:
    worker = Worker(archive)
    while worker.work_once(kinds):
        pass


def test_without_the_broker_uploads_are_taken_and_the_clock_wakes_the_workers(form: Form) -> None:
    away = without(form, broker=f"amqp://guest:guest@{NOWHERE}//")
    item = put(away)
    away.close()
    form.start_worker()
    form.settled([item])


def test_without_the_index_documents_are_read_and_wait_to_be_indexed(form: Form) -> None:
    away = without(form, search=f"http://{NOWHERE}/x")
    item = put(form.archive)
    work_off(form.archive, Stage.READ, *STEPS)
    work_off(form.archive, Stage.READ, *STEPS)
    work_off(away, Stage.READ, *STEPS)
    Worker(away).work_once((Stage.INDEX,))
    with form.archive.catalogue.reading() as unit:
        [job] = [job for job in unit.jobs.of_item(item) if job["kind"] == "index"]
    assert (job["state"], job["error"], job["attempts"]) == ("ready", "index-away", 0)
    assert "search" in progress.parts_away(away)
    away.close()
    form.start_worker()
    form.settled([item])


def test_without_the_store_an_upload_is_refused_and_leaves_nothing_to_be_seen(form: Form) -> None:
    away = without(form, storage=f"s3://{NOWHERE}/nowhere?secure=0")
    with pytest.raises(Unavailable):
        put(away)
    away.close()
    with form.archive.catalogue.reading() as unit:
        assert unit.holdings.is_empty()
    assert put(form.archive)


def test_without_the_database_nothing_is_taken(form: Form) -> None:
    away = without(form, database=f"postgresql+psycopg://nobody@{NOWHERE}/none")
    with pytest.raises(Unavailable):
        put(away)
    away.close()
    assert list(form.archive.storage.object_ids()) == []
