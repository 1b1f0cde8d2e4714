"""Lists to be taken away: what a search found, or what is in a dossier, of what the asker may see. Each taking is an event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docarchive.archive import Archive
from docarchive.catalogue.lists import Listed
from docarchive.records.access import Asker
from docarchive.records.arrangement import Node
from docarchive.records.events import Deed
from docarchive.records.queries import Field, Sort
from docarchive.rules.access import Right, require
from docarchive.services.arranging import access_of, visible_node
from docarchive.services.finding import narrowed

#: A list holds at most so many documents.
MOST = 5000
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of a list in order, of `total` that there are; `places` are the names of their nodes by identifier, of those that
    the asker may see."""

    rows: list[Listed]
    total: int
    places: dict[int, str]


def of_search(
    archive: Archive,
    asker: Asker,
    typed: str,
    *,
    chosen: Mapping[Field, Sequence[str]] | None = None,
    sort: Sort = Sort.RELEVANCE,
) -> Listing:
    """What a search finds, in its order. Raises Forbidden, QueryWrong, Unavailable."""
    require(asker, Right.DOWNLOAD)
    query = narrowed(typed, chosen or {})
    with archive.catalogue.reading() as unit:
        access = access_of(unit, asker)
        indexed = unit.lists.as_indexed(access)
    ids: list[int] = []
    total, page = 1, 0
    while len(ids) < min(total, MOST) and page * _AT_ONCE < MOST:
        page += 1
        found = archive.index.find(query, indexed, size=_AT_ONCE, page=page, sort=sort)
        total = found.total
        ids += [hit.item for hit in found.hits]
    with archive.catalogue.writing() as unit:
        rows = unit.lists.by_ids(ids, access)
        places = _names(unit.arrangement.all(access.audiences))
        listed = [rows[item] for item in ids if item in rows]
        unit.events.add(Deed.EXPORT, agent=asker.id, what="list", typed=typed, total=len(listed))
        unit.commit()
    return Listing(listed, total, places)


def of_node(archive: Archive, asker: Asker, node_id: int, *, order: str = "place") -> tuple[Node, Listing]:
    """What is in a node, in this order. Raises Forbidden, NotFound."""
    require(asker, Right.DOWNLOAD)
    with archive.catalogue.writing() as unit:
        access = access_of(unit, asker)
        node = visible_node(unit, access, node_id)
        rows = unit.lists.in_node(node.id, access, order=order, limit=MOST)
        listing = Listing(rows, unit.lists.count_in_node(node.id, access), _names([node]))
        unit.events.add(Deed.EXPORT, agent=asker.id, what="list", node=str(node.id), total=len(rows))
        unit.commit()
    return node, listing


def _names(nodes: Sequence[Node]) -> dict[int, str]:
    return {node.id: f"{node.code} {node.title}" for node in nodes}
