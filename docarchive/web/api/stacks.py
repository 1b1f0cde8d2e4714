"""What else a document's file was split into by separator sheets; joining it again, splitting it again."""

from typing import Literal

from apiflask import APIBlueprint

from docarchive.services import stacks as stacking
from docarchive.web.api.shapes import Identifier, Links, Row, Shape, item_links, row
from docarchive.web.asking import archive, asker

blueprint = APIBlueprint("stacks", __name__, tag="Items")


class Stack(Shape):
    """A document's pages of its file (`"2–4, 6"`, of `file_pages`), the documents beside it that the asker may see, and the pages
    of the file that no document has (0 and none for who may not see all of the file). `why` it isn't where its separator says;
    "" when it is."""

    pages: str
    file_pages: int
    others: list[Row]
    left_out: list[int]
    why: Literal["", "unreadable", "other-archive", "no-dossier", "only-sheets"]
    may_join: bool
    may_split: bool


class Documents(Shape):
    """The documents that a file is now."""

    items: list[Identifier]
    links: Links


@blueprint.get("/items/<letters:item>/stack")
@blueprint.output(Stack)
def stack(item: int) -> Stack:
    """What else the item's file was split into; of a file that is one document, nothing. Raises NotFound."""
    found = stacking.neighbours(archive(), asker(), item)
    if found is None:
        return Stack(pages="", file_pages=0, others=[], left_out=[], why="", may_join=False, may_split=False)
    same = {name: getattr(found, name) for name in ("pages", "left_out", "why", "may_join", "may_split")}
    return Stack(**same, file_pages=found.of, others=[row(each) for each in found.others])


@blueprint.post("/items/<letters:item>/join")
@blueprint.output(Documents)
def join(item: int) -> Documents:
    """Make one document again of all that the item's file was split into. Raises Forbidden, NotFound, Invalid."""
    made = stacking.join(archive(), asker(), item)
    return Documents(items=[made], links=item_links(made))


@blueprint.post("/items/<letters:item>/split")
@blueprint.output(Documents)
def split(item: int) -> Documents:
    """Split an item by the separator sheets in its file. Raises Forbidden, NotFound, Invalid."""
    return Documents(items=stacking.split(archive(), asker(), item), links=item_links(item))
