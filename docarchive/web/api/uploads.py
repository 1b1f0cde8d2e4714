"""Files in: a raw body or a multipart form, streamed to the spool, stored and recorded before the answer is yes."""

from typing import Annotated, Any, BinaryIO, cast
from urllib.parse import unquote

from apiflask import APIBlueprint
from flask import Response, json, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from docarchive.catalogue.archive import INTAKE_NODE
from docarchive.errors import Invalid, KeyReused, NameMissing, Refused
from docarchive.records.identifiers import from_letters
from docarchive.records.jobs import BULK, SINGLE
from docarchive.rules.access import Right, require
from docarchive.services import batching, ingest
from docarchive.web import problems
from docarchive.web.api.shapes import Given, Identifier, Links, Shape, item_links
from docarchive.web.asking import archive, asker
from docarchive.web.receiving import Part, file_parts

blueprint = APIBlueprint("uploads", __name__, tag="Uploads")


class Accepted(Shape):
    """The yes: the bytes are stored and synced, the item is recorded and its reading waits."""

    item: Identifier
    batch: Identifier
    name: str
    pages: int
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    links: Links


class Where(Given):
    """Where an upload goes: into an open batch, else into a batch of its own in `node` (default: the intake)."""

    batch: Annotated[Identifier | None, Field(description="An open batch.")] = None
    node: Annotated[Identifier | None, Field(description="A dossier or series for a batch of its own.")] = None


@blueprint.post("/uploads")
@blueprint.input(Where, location="query", arg_name="where")
@blueprint.output(Accepted, status_code=201, description="Stored and recorded. A repeat with the same key is answered the same.")
@blueprint.doc(
    summary="Upload a file",
    description=(
        "The raw body with `Content-Type: application/octet-stream` and the name percent-encoded (UTF-8) in `X-File-Name`;"
        " or `multipart/form-data` with `file` parts (fields before them: `batch`, `node`)."
        " Several parts are each judged for itself: 201 when all were taken, else 207 with an answer or a problem each."
        " A browser's session also sends `X-CSRF-Token`."
    ),
    responses={207: "Several files, not all of them taken.", 409: "", 413: "", 415: "", 507: ""},
)
def send(where: Where) -> ResponseReturnValue:
    """Take one file, or several. Raises Refused, KeyReused, Forbidden, NotFound."""
    require(asker(), Right.UPLOAD)  # before a body is read
    if request.mimetype == "multipart/form-data":
        return _parts(where)
    name = _header_name()
    batch, priority = _batch(where)
    accepted = ingest.accept(
        archive(),
        asker(),
        cast(BinaryIO, request.stream),
        name,
        batch=batch,
        key=request.headers.get("Idempotency-Key", ""),
        priority=priority,
        length=request.content_length,
    )
    return _yes(accepted)


def _header_name() -> str:
    try:
        name = unquote(request.headers.get("X-File-Name", ""), errors="strict")
    except UnicodeDecodeError:
        raise Invalid(reason="X-File-Name: UTF-8, %-encoded") from None
    return ingest.clean_name(name)


def _batch(where: Where) -> tuple[int, int]:
    """The batch and its priority: what comes by itself overtakes what comes in bulk.

    One that is opened here isn't called after the file: all who upload see it, and the file may carry a secrecy mark.
    """
    if where.batch is not None:
        batching.require_batch(archive(), asker(), where.batch)
        return where.batch, BULK
    return batching.open_batch(archive(), asker(), node=where.node or INTAKE_NODE), SINGLE


def _parts(where: Where) -> ResponseReturnValue:
    parts = file_parts(request.files.getlist("file"))
    if not parts:
        raise NameMissing
    batch, priority = _batch(_told_in_form(where))
    if len(parts) == 1:
        return _yes(_take(*parts[0], batch=batch, key=_key(0), priority=priority))
    answers = [_judged(name, part, batch=batch, key=_key(n)) for n, (name, part) in enumerate(parts)]
    taken = all(answer["status"] == 201 for answer in answers)
    body: dict[str, Any] = {"batch": url_for("api.batches.show", batch=batch), "files": answers}
    return Response(json.dumps(body), 201 if taken else 207, content_type="application/json")


def _told_in_form(where: Where) -> Where:
    """What the address leaves open may stand in the form (`dossier` is what our own page calls the node)."""
    form = request.form
    try:
        batch = from_letters(form["batch"]) if form.get("batch") else None
        node = from_letters(form.get("node") or form["dossier"]) if form.get("node") or form.get("dossier") else None
    except ValueError as error:
        raise Invalid(reason=str(error)) from None
    return Where(batch=where.batch or batch, node=where.node or node)


def _key(number: int) -> str:
    key = request.headers.get("Idempotency-Key", "")
    return f"{key}:{number}" if key and number else key


def _take(name: str, part: Part, *, batch: int, key: str, priority: int = BULK) -> ingest.Accepted:
    try:
        spooled = part.received()
    except Refused as refusal:
        ingest.note_refusal(archive(), batch, name, part.spooled.size, refusal, key=key)
        raise
    return ingest.accept_spooled(archive(), asker(), spooled, name, batch=batch, key=key, priority=priority)


def _judged(name: str, part: Part, *, batch: int, key: str) -> dict[str, Any]:
    try:
        accepted = _take(name, part, batch=batch, key=key)
    except (Refused, KeyReused) as refusal:
        return {"name": name, **problems.details(refusal)}
    return {"status": 201, **_shape(accepted).model_dump(mode="json")}


def _shape(accepted: ingest.Accepted) -> Accepted:
    links = {**item_links(accepted.item), "batch": url_for("api.batches.show", batch=accepted.batch)}
    same = {name: getattr(accepted, name) for name in ("item", "batch", "name", "pages", "sha256")}
    return Accepted(**same, links={"item": links.pop("self"), **links})


def _yes(accepted: ingest.Accepted) -> ResponseReturnValue:
    headers = {"Location": url_for("api.items.show", item=accepted.item)}
    if accepted.again:
        headers["Idempotent-Replayed"] = "true"
    return _shape(accepted), 201, headers  # type: ignore[return-value]
