"""The arrangement: fonds, series and dossiers, what is under them and in them."""

from typing import Annotated, Literal

from apiflask import APIBlueprint
from flask import url_for
from pydantic import Field

from docarchive.records.access import Mode
from docarchive.records.arrangement import Node, NodeKind
from docarchive.services import arranging
from docarchive.web.api.shapes import Asked, Day, Given, Identifier, Links, Place, Row, Shape, Text, day, place, row
from docarchive.web.asking import archive, asker

blueprint = APIBlueprint("nodes", __name__, tag="Arrangement")


class NodeShape(Place):
    """A node; `revision` fences changes: send it back with a PATCH."""

    parent: Identifier | None
    opened: Day | None
    closed: Day | None
    revision: int
    items: int | None = Field(description="Items right in it that the asker may see; null where it wasn't counted.")
    links: Links


class Nodes(Shape):
    """Nodes in Vietnamese order."""

    nodes: list[NodeShape]


class BranchShape(NodeShape):
    """A node with the way to it, the nodes under it, and one page of its items."""

    path: list[Place]
    children: list[NodeShape]
    page: int
    size: int
    contents: list[Row]


class Under(Given):
    """Whose children."""

    parent: Annotated[Identifier | None, Field(description="Without it: the roots.")] = None


class Listing(Given):
    """Which of the items in a node."""

    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    size: Annotated[int, Field(ge=1, le=200)] = 50
    order: Literal["place", "newest", "number", "date", "title"] = "place"


DayTyped = Annotated[Text, Field(max_length=10, description="`2026`, `01/2026` or `31/12/2026`.")]


class NewNode(Asked):
    """A fonds, series or dossier. `mode` gives it an audience of its own; else it takes its parent's."""

    kind: Literal["fonds", "series", "dossier"]
    parent: Identifier | None = None
    code: Annotated[Text, Field(min_length=1, max_length=100, examples=["12.VP"])]
    title: Annotated[Text, Field(min_length=1, max_length=1000)]
    mode: Literal["public", "conditional", "secret"] | None = None
    opened: DayTyped = ""
    closed: DayTyped = ""


class NodeChange(Asked):
    """Another code, title or parent, under which it goes with all that is in it. `revision` is the one that was read: a node
    changed since is a conflict."""

    code: Annotated[Text | None, Field(min_length=1, max_length=100)] = None
    title: Annotated[Text | None, Field(min_length=1, max_length=1000)] = None
    parent: Identifier | None = None
    revision: int


@blueprint.get("/nodes")
@blueprint.input(Under, location="query", arg_name="under")
@blueprint.output(Nodes)
def children(under: Under) -> Nodes:
    """The nodes right under another, or the roots. Raises NotFound."""
    found = arranging.branch(archive(), asker(), under.parent, size=1)
    return Nodes(nodes=[_node(each, found.counts.get(each.id, 0)) for each in found.children])


@blueprint.post("/nodes")
@blueprint.input(NewNode, arg_name="wanted")
@blueprint.output(NodeShape, status_code=201)
@blueprint.doc(responses={409: ""})
def add(wanted: NewNode) -> tuple[NodeShape, int, dict[str, str]]:
    """Make a node. Raises Forbidden, NotFound, Invalid, Conflict (the code is taken)."""
    made = arranging.add_node(
        archive(),
        asker(),
        NodeKind(wanted.kind),
        parent=wanted.parent,
        code=wanted.code,
        title=wanted.title,
        mode=Mode(wanted.mode) if wanted.mode else None,
        opened=wanted.opened,
        closed=wanted.closed,
    )
    return _node(made, 0), 201, {"Location": url_for("api.nodes.show", node=made.id)}


@blueprint.get("/nodes/<letters:node>")
@blueprint.input(Listing, location="query", arg_name="listing")
@blueprint.output(BranchShape)
def show(node: int, listing: Listing) -> BranchShape:
    """A node with what is under it and in it. Raises NotFound."""
    found = arranging.branch(archive(), asker(), node, order=listing.order, page=listing.page, size=listing.size)
    if found.node is None:
        raise AssertionError("a branch that was asked for by its node has it")
    return BranchShape(
        **_node(found.node, found.total).model_dump(),
        path=[place(each) for each in found.path],
        children=[_node(each, found.counts.get(each.id, 0)) for each in found.children],
        page=listing.page,
        size=listing.size,
        contents=[row(each) for each in found.items],
    )


@blueprint.patch("/nodes/<letters:node>")
@blueprint.input(NodeChange, arg_name="wanted")
@blueprint.output(NodeShape)
@blueprint.doc(responses={409: ""})
def change(node: int, wanted: NodeChange) -> NodeShape:
    """Give a node another code, title or parent: all of them or none. Raises Forbidden, NotFound, Invalid, Conflict."""
    done = arranging.change_node(
        archive(), asker(), node, code=wanted.code, title=wanted.title, parent=wanted.parent, revision=wanted.revision
    )
    return _node(done.after, None)


def _node(node: Node, items: int | None) -> NodeShape:
    links = {"self": url_for("api.nodes.show", node=node.id)}
    return NodeShape(
        **place(node).model_dump(),
        parent=node.parent,
        opened=day(node.opened),
        closed=day(node.closed),
        revision=node.revision,
        items=items,
        links=links,
    )
