"""The shapes that several answers share, and how values are written: identifiers as letters, dates as EDTF and as shown."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from flask import url_for
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from docarchive.catalogue.lists import Listed
from docarchive.records import arrangement, dates, pages
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.records.objects import ItemState

#: JSON schema of an identifier: 63 bits in Crockford's letters.
LETTERS = {"type": "string", "pattern": "^[0-7][0-9a-hjkmnp-tv-z]{12}$", "examples": ["0ks9fw2c41v7e"]}


def _read_letters(value: Any) -> int:
    if isinstance(value, int):
        return value
    return from_letters(str(value))


def _plain(value: str) -> str:
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", value):
        raise ValueError("control characters and lone surrogates aren't text")
    return value


#: An identifier: a number within, 13 Crockford letters in JSON.
Identifier = Annotated[int, BeforeValidator(_read_letters), PlainSerializer(to_letters), WithJsonSchema(LETTERS)]
#: Text without control characters.
Text = Annotated[str, AfterValidator(_plain)]
State = Literal["reading", "read", "partial", "failed", "quarantined", "disposed", "joined"]
Links = dict[str, str]


class Shape(BaseModel):
    """An answer, or a part of one."""

    model_config = ConfigDict(frozen=True)


class Asked(BaseModel):
    """The body of a request: unknown members and values of another type are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Given(BaseModel):
    """The query of a request: what is unknown is left alone."""

    model_config = ConfigDict(frozen=True)


class Day(Shape):
    """A date that may lack its day or month: EDTF for machines, as offices write it for people."""

    edtf: str = Field(examples=["2020-12-31", "2020-12", "2020"])
    shown: str = Field(examples=["31/12/2020", "12/2020", "2020"])


class Box(Shape):
    """A rectangle in pixels of the page's reading, from the top left; right and bottom exclusive."""

    left: int
    top: int
    right: int
    bottom: int


class Place(Shape):
    """A node of the arrangement, named."""

    id: Identifier
    kind: Literal["fonds", "series", "dossier", "intake"]
    code: str
    title: str


class Row(Shape):
    """An item as lists show it. What isn't known is empty."""

    id: Identifier
    title: str = Field(examples=["594-TB-VP.pdf"])
    state: State
    number: str = Field(examples=["594/TB-VP"])
    type: str = Field(examples=["Thông báo"])
    subtype: str
    subject: str
    issuer: str
    signer: str
    secrecy: str
    urgency: str
    date: Day | None
    node: Identifier
    batch: Identifier
    file_name: str
    size: int = Field(description="Bytes of the file.")
    pages: int
    pages_open: int = Field(description="Pages that wait for being read.")
    pages_failed: int
    created: datetime
    links: Links


def day(edtf: str) -> Day | None:
    """A date from its stored form; None for none."""
    return Day(edtf=edtf, shown=dates.from_edtf(edtf).shown) if edtf else None


def box(given: pages.Box) -> Box:
    """A box."""
    return Box(left=given.left, top=given.top, right=given.right, bottom=given.bottom)


def place(node: arrangement.Node) -> Place:
    """A node, named."""
    return Place(id=node.id, kind=node.kind.value, code=node.code, title=node.title)


def row(listed: Listed) -> Row:
    """An item's row with its links."""
    same = ("id", "title", "type", "subtype", "subject", "issuer", "signer", "secrecy", "urgency", "batch", "file_name", "size")
    counts = ("pages", "pages_open", "pages_failed", "created")
    return Row(
        **{name: getattr(listed, name) for name in same + counts},
        state=state(listed.state),
        number=listed.ref_norm,
        date=day(listed.date),
        node=listed.home,
        links=item_links(listed.id),
    )


def state(given: ItemState) -> State:
    """An item's state by its name."""
    return given.value


def item_links(item: int) -> Links:
    """Where an item and its files are."""
    names = {"self": "show", "text": "text", "original": "original", "searchable": "searchable"}
    names |= {"alto": "alto", "hocr": "hocr"}
    return {name: url_for(f"api.items.{endpoint}", item=item) for name, endpoint in names.items()}
