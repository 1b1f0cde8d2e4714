"""How the archive is doing, and who did what in it."""

from datetime import date, datetime
from typing import Annotated, Any

from apiflask import APIBlueprint
from pydantic import Field

from docarchive.records.events import Deed
from docarchive.services import auditing, progress
from docarchive.web.api.shapes import Given, Identifier, Shape, Text
from docarchive.web.asking import archive, asker

blueprint = APIBlueprint("system", __name__, tag="System")


class Queue(Shape):
    """Jobs of a stage."""

    ready: int
    running: int
    oldest_seconds: float


class Status(Shape):
    """The archive in figures, and what is away with why."""

    items: dict[str, int]
    queue: dict[str, Queue]
    at_work: int = Field(description="Workers that hold a job now.")
    idle: bool = Field(description="Work has waited for minutes and nobody does any.")
    loose_events: int = Field(description="Events that wait for their seal.")
    free_bytes: int | None
    away: dict[str, str]
    at: datetime


class EventShape(Shape):
    """An event. `facts` are null when erased, or when they tell of an item that this auditor may not see."""

    id: Identifier
    at: datetime
    deed: str
    agent: Identifier
    agent_name: str
    item: Identifier | None
    facts: dict[str, Any] | None


class Events(Shape):
    """Events, newest first; ask on with `before`."""

    events: list[EventShape]
    before: Identifier | None


class Trail(Given):
    """Which events."""

    deed: Annotated[Deed | None, Field(description="One kind of deed.")] = None
    user: Annotated[Text, Field(max_length=100, description="A user's name.")] = ""
    item: Annotated[Identifier | None, Field(description="Only what was done to this item.")] = None
    first: Annotated[date | None, Field(description="From this day on, in the office's time zone.")] = None
    last: Annotated[date | None, Field(description="Up to this day, which is included.")] = None
    before: Annotated[Identifier | None, Field(description="Only events before this one.")] = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100


@blueprint.get("/status")
@blueprint.output(Status)
def status() -> Status:
    """Items by state, the queue, room, and what is away. Raises Forbidden."""
    state = progress.state(archive(), asker())
    queue = {
        stage: Queue(ready=ready, running=running, oldest_seconds=round(waited, 3))
        for stage, (ready, running, waited) in state.queue.items()
    }
    same = {name: getattr(state, name) for name in ("items", "at_work", "idle", "loose_events", "free_bytes", "away", "at")}
    return Status(**same, queue=queue)


@blueprint.get("/events")
@blueprint.input(Trail, location="query", arg_name="trail")
@blueprint.output(Events)
def events(trail: Trail) -> Events:
    """The audit trail. Raises Forbidden, NotFound (no such user)."""
    deed = trail.deed.value if trail.deed else ""
    narrowed = auditing.Narrowed(deed, trail.user, trail.item, trail.first, trail.last)
    found = auditing.events(archive(), asker(), narrowed, before=trail.before, limit=trail.limit)
    return Events(events=[_event(each) for each in found], before=found[-1].id if len(found) == trail.limit else None)


def _event(noted: auditing.Noted) -> EventShape:
    same = {name: getattr(noted, name) for name in ("id", "at", "deed", "agent", "agent_name", "facts")}
    return EventShape(**same, item=noted.item or None)
