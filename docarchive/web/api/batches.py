"""Batches of uploads: how far each file and page is, and what was not taken and why."""

from datetime import datetime
from typing import Annotated, Literal

from apiflask import APIBlueprint
from flask import Response, request, url_for
from pydantic import Field

from docarchive.catalogue.archive import INTAKE_NODE
from docarchive.records.jobs import reason
from docarchive.records.objects import ItemPage
from docarchive.services import batching, progress
from docarchive.web.api.shapes import Asked, Given, Identifier, Links, Row, Shape, Text, row
from docarchive.web.asking import archive, asker
from docarchive.web.face import language

blueprint = APIBlueprint("batches", __name__, tag="Uploads")


class PageState(Shape):
    """A page: waiting, read or failed (then `reason` says why)."""

    number: int
    state: Literal["waiting", "read", "failed"]
    error: str = Field(description="Code of the failure, or empty.")
    reason: str
    confidence: float | None
    engine: str


class FileProgress(Row):
    """A file that was taken, page by page."""

    page_states: list[PageState]


class Refusal(Shape):
    """A file that was not taken; `type` and `detail` as in problem details."""

    id: Identifier
    name: str
    size: int
    type: str = Field(examples=["/problems/encrypted-file"])
    detail: str
    item: Identifier | None = Field(description="The item that has the same bytes.")
    at: datetime
    links: Links


class BatchHead(Shape):
    """A batch in a list."""

    id: Identifier
    title: str
    node: Identifier
    created: datetime
    links: Links


class Batch(BatchHead):
    """A batch with its files; ask again with `If-None-Match` while `totals.reading` isn't 0."""

    totals: dict[str, int]
    files: list[FileProgress]
    refusals: list[Refusal]


class Batches(Shape):
    """The newest batches."""

    batches: list[BatchHead]


class NewBatch(Asked):
    """A batch to be opened."""

    title: Annotated[Text, Field(max_length=200)] = ""
    node: Annotated[Identifier | None, Field(description="Default: the intake.")] = None


class Many(Given):
    """How many."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20


def page_state(page: ItemPage) -> PageState:
    """A page's state, its failure told in the asker's language."""
    why = reason(page.error, language()) if page.error else ""
    same = {name: getattr(page, name) for name in ("number", "state", "error", "confidence", "engine")}
    return PageState(**same, reason=why)


@blueprint.post("/batches")
@blueprint.input(NewBatch, arg_name="wanted")
@blueprint.output(BatchHead, status_code=201)
def add(wanted: NewBatch) -> tuple[BatchHead, int, dict[str, str]]:
    """Open a batch, into which files are uploaded. Raises Forbidden, NotFound."""
    made = batching.open_batch(archive(), asker(), wanted.title.strip(), node=wanted.node or INTAKE_NODE)
    found = progress.batch(archive(), asker(), made)
    return _head(found.id, found.title, found.node, found.created), 201, {"Location": url_for("api.batches.show", batch=made)}


@blueprint.get("/batches")
@blueprint.input(Many, location="query", arg_name="many")
@blueprint.output(Batches)
def newest(many: Many) -> Batches:
    """The newest batches. Raises Forbidden."""
    rows = progress.batches(archive(), asker(), limit=many.limit)
    return Batches(batches=[_head(each["id"], each["title"], each["node"], each["created"]) for each in rows])


def _head(batch: int, title: str, node: int, created: datetime) -> BatchHead:
    links = {"self": url_for("api.batches.show", batch=batch)}
    return BatchHead(id=batch, title=title, node=node, created=created, links=links)


@blueprint.get("/batches/<letters:batch>")
@blueprint.output(Batch)
@blueprint.doc(responses={304: "Nothing has changed since."})
def show(batch: int) -> Response:
    """How far a batch is. Raises Forbidden, NotFound."""
    found = progress.batch(archive(), asker(), batch)
    shown = Batch(
        **_head(found.id, found.title, found.node, found.created).model_dump(),
        totals=found.totals,
        files=[
            FileProgress(**row(each).model_dump(), page_states=[page_state(page) for page in found.pages[each.id]])
            for each in found.items
        ],
        refusals=[_refusal(found.id, each) for each in found.refusals],
    )
    response = Response(shown.model_dump_json(), content_type="application/json", headers={"Cache-Control": "private, no-cache"})
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


def _refusal(batch: int, refusal: progress.Refusal) -> Refusal:
    links = {"dismiss": url_for("api.batches.dismiss", batch=batch, refusal=refusal.id)}
    if refusal.item:
        links["item"] = url_for("api.items.show", item=refusal.item)
    same = {name: getattr(refusal, name) for name in ("id", "name", "size", "item", "at")}
    return Refusal(**same, type=f"/problems/{refusal.code}", detail=refusal.error.message(language()), links=links)


@blueprint.delete("/batches/<letters:batch>/refusals/<letters:refusal>")
@blueprint.output({}, status_code=204)
def dismiss(batch: int, refusal: int) -> str:
    """Take a refusal off its batch's list. Raises Forbidden, NotFound."""
    progress.dismiss(archive(), asker(), batch, refusal)
    return ""
