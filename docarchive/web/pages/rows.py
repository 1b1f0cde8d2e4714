"""Documents as the templates' rows take them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from docarchive.catalogue.lists import Listed
from docarchive.records.arrangement import Node
from docarchive.records.pages import Box
from docarchive.services.finding import Result
from docarchive.understanding.casing import running_case
from docarchive.web.pages.marked import Pieces, pieces, snippet_pieces
from docarchive.web.pages.sought import Sought
from docarchive.web.shown import day

#: The index locates this many pages of a hit at most; with so many, the marks counted are the least that there are.
_LOCATED = 3


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One result; see the macro `result`."""

    number: str
    href: str
    item_href: str
    stamps: list[tuple[str, str]]
    type: str
    date: str
    issuer: str
    subject: Pieces
    snippet: Pieces
    place: list[tuple[str, str]]
    state: str
    cut: dict[str, Any] | None
    page: int
    pages: int
    hits: int
    at_least: bool
    at: int | None


def result_row(result: Result, asked: Sought, *, at: int | None) -> ResultRow:
    """A result; `at` is its place in the list (from 0), None for a near one."""
    listed = result.listed
    opened = asked.args() | ({} if at is None else {"at": at})
    return ResultRow(
        number=listed.ref_norm,
        href=url_for("items.view", item=listed.id, page=result.page, **opened),
        item_href=url_for("items.show", item=listed.id),
        stamps=stamps(listed),
        type=listed.subtype or listed.type,
        date=day(listed.date),
        issuer=running_case(listed.issuer),
        subject=pieces(listed.subject or listed.title, result.subject_marks),
        snippet=snippet_pieces(result.snippet),
        place=place(result.path),
        state=listed.state.value,
        cut=_cut(result),
        page=result.page,
        pages=listed.pages,
        hits=result.hits,
        at_least=len(result.pages) >= _LOCATED,
        at=at,
    )


def stamps(listed: Listed) -> list[tuple[str, str]]:
    """The stamps on a document: (kind, word)."""
    return [(kind, word) for kind, word in (("secrecy", listed.secrecy), ("urgency", listed.urgency)) if word]


def place(path: Iterable[Node]) -> list[tuple[str, str]]:
    """A path of nodes as the breadcrumb takes it."""
    return [(node_name(node), url_for("browse.node", node=node.id)) for node in path]


def node_name(node: Node) -> str:
    """A node's title, after its code where it is a dossier: that is how offices call them."""
    return f"{node.code} {node.title}" if node.kind.value == "dossier" else node.title


def _cut(result: Result) -> dict[str, Any] | None:
    if result.cut is None:
        return None
    cut = result.cut
    edges: dict[str, Any] = {"left": cut.left, "top": cut.top, "right": cut.right, "bottom": cut.bottom}
    return {
        "src": url_for("items.cut", item=result.listed.id, number=result.page, **edges),
        "width": cut.width,
        "height": cut.height,
        "boxes": [moved(each.box, cut) for each in result.boxes],
        "alt": "",
    }


def moved(box: Box, into: Box) -> Box:
    """`box` in pixels of the part `into`, cut off where it goes over its edges."""
    left, top = max(0, box.left - into.left), max(0, box.top - into.top)
    return Box(left, top, max(left, min(box.right, into.right) - into.left), max(top, min(box.bottom, into.bottom) - into.top))
