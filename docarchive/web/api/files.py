"""Bytes of an item: the original, the searchable PDF, pictures of its pages; all behind the item's own access rule."""

from typing import Annotated, Any, Literal

from apiflask import FileSchema
from flask import Response
from pydantic import Field

from docarchive.errors import Invalid
from docarchive.packages.hocr import MEDIA_TYPE
from docarchive.records.conformity import STANDARD
from docarchive.records.pages import Box
from docarchive.services import copies, pictures, showing
from docarchive.web import downloads
from docarchive.web.api import items
from docarchive.web.api.shapes import Given, Shape
from docarchive.web.asking import archive, asker

blueprint = items.blueprint
_FILE = FileSchema(type="string", format="binary")
_JPEG: dict[str, Any] = {"content_type": "image/jpeg", "description": "A JPEG, with ETag."}
_PARTS = {206: "The range that was asked for.", 304: "Not changed.", 416: "The range lies outside the file."}


class How(Given):
    """Whether a browser may show it. Text and what has no safe viewer is always an attachment."""

    disposition: Literal["attachment", "inline"] = "attachment"


@blueprint.get("/items/<letters:item>/original")
@blueprint.input(How, location="query", arg_name="how")
@blueprint.output(_FILE, content_type="*/*", description="The bytes as they were received.")
@blueprint.doc(responses=_PARTS)
def original(item: int, how: How) -> Response:
    """The file as it was received, byte for byte; ETag is its SHA-256. Raises Forbidden, NotFound."""
    return downloads.send(showing.original_of(archive(), asker(), item), inline=how.disposition == "inline")


@blueprint.get("/items/<letters:item>/searchable")
@blueprint.input(How, location="query", arg_name="how")
@blueprint.output(_FILE, content_type="application/pdf", description="A PDF whose text can be found and copied.")
@blueprint.doc(responses=_PARTS)
def searchable(item: int, how: How) -> Response:
    """The searchable PDF. Raises Forbidden, NotFound (also while it isn't made yet)."""
    return downloads.send(showing.searchable_of(archive(), asker(), item), inline=how.disposition == "inline")


class Broken(Shape):
    """A rule that the searchable PDF breaks: its clause in ISO 19005-2, and what breaks it."""

    clause: str = Field(examples=["6.2.11.4.1"])
    what: str


class Conformity(Shape):
    """Whether the searchable PDF is what it is meant to be; else it is a plain PDF, and claims nothing."""

    standard: str = Field(examples=[STANDARD])
    conforms: bool
    broken: list[Broken]


@blueprint.get("/items/<letters:item>/searchable/conformity")
@blueprint.output(Conformity)
def conformity(item: int) -> Conformity:
    """Whether the searchable PDF is PDF/A-2b, and which rules it breaks. Raises NotFound (also while it isn't made yet)."""
    broken = copies.broken_rules(archive(), asker(), item)
    told = [Broken(clause=each.clause, what=each.what) for each in broken]
    return Conformity(standard=STANDARD, conforms=not broken, broken=told)


@blueprint.get("/items/<letters:item>/alto")
@blueprint.input(How, location="query", arg_name="how")
@blueprint.output(_FILE, content_type="application/xml", description="ALTO 4: words, boxes and confidences of all pages.")
@blueprint.doc(responses=_PARTS)
def alto(item: int, how: How) -> Response:
    """Words and boxes as ALTO 4. Raises Forbidden, NotFound (also while it isn't made yet)."""
    return downloads.send(copies.alto_of(archive(), asker(), item), inline=how.disposition == "inline")


@blueprint.get("/items/<letters:item>/hocr")
@blueprint.output(_FILE, content_type=MEDIA_TYPE, description="hOCR: words, boxes and confidences of all pages.")
def hocr(item: int) -> Response:
    """Words and boxes as hOCR, as they are known now. Raises Forbidden, NotFound."""
    return downloads.send_written(copies.hocr_of(archive(), asker(), item))


@blueprint.get("/items/<letters:item>/pages/<int:number>/image")
@blueprint.output(_FILE, **_JPEG)
@blueprint.doc(responses={304: "Not changed."})
def image(item: int, number: int) -> Response:
    """The image of a page, to which the boxes refer. Raises NotFound, PageUnreadable."""
    return downloads.send_picture(pictures.page_image(archive(), asker(), item, number))


@blueprint.get("/items/<letters:item>/pages/<int:number>/thumbnail")
@blueprint.output(_FILE, **_JPEG)
@blueprint.doc(responses={304: "Not changed."})
def thumbnail(item: int, number: int) -> Response:
    """A small image of a page. Raises NotFound, PageUnreadable."""
    return downloads.send_picture(pictures.page_image(archive(), asker(), item, number, thumbnail=True))


Edge = Annotated[int, Field(ge=0, le=100_000)]


class Part(Given):
    """A part of a page, in pixels of its image; right and bottom exclusive."""

    left: Edge
    top: Edge
    right: Edge
    bottom: Edge


@blueprint.get("/items/<letters:item>/pages/<int:number>/cut")
@blueprint.input(Part, location="query", arg_name="part")
@blueprint.output(_FILE, **_JPEG)
@blueprint.doc(responses={304: "Not changed."})
def cut(item: int, number: int, part: Part) -> Response:
    """A part of a page's image. Raises NotFound, Invalid."""
    if part.right <= part.left or part.bottom <= part.top:
        raise Invalid(reason="left < right, top < bottom")
    box = Box(part.left, part.top, part.right, part.bottom)
    return downloads.send_picture(pictures.page_cut(archive(), asker(), item, number, box))
