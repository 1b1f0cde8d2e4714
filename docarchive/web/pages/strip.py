"""The pages of a document beside the one that is shown: cheap for each, since a document may have hundreds of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from docarchive.services.showing import PageView

#: So many pages on either side of the one that is shown have their thumbnails at once; the script shows the others when they
#: are scrolled to, and without it they are links by their numbers.
NEAR = 30
_PLACE = 987_654_321  # stands for a page's number in an address that is worked out once


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A page in the strip: `src` is "" where the thumbnail waits to be scrolled to; `hits` of the query on it;
    `unread` when a part of it wasn't read."""

    number: int
    src: str
    href: str
    hits: int
    state: str
    unread: bool


def strip(item: int, seen: PageView, href: Callable[[int, int], str]) -> Iterator[Thumbnail]:
    """All pages in order; `href` gives the address of a page and the hit to stand on there (0: none)."""
    first: dict[int, int] = {}
    for at, hit in enumerate(seen.hits, 1):
        first.setdefault(hit.page, at)
    here, plain = seen.page.number, href(_PLACE, 0)
    src = url_for("items.thumbnail", item=item, number=_PLACE)
    for page in seen.pages:
        number = page.number
        yield Thumbnail(
            number,
            src.replace(str(_PLACE), str(number)) if abs(number - here) <= NEAR else "",
            href(number, first[number]) if number in first else plain.replace(str(_PLACE), str(number)),
            seen.counts.get(number, 0),
            page.state,
            page.unread,
        )


def pages_for_script(item: int, seen: PageView) -> dict[str, Any]:
    """What the script needs of all pages: addresses and name with a place for the number, sizes of the readings in pixels, and
    which pages the server must show itself (`whole`)."""
    return {
        "src": url_for("items.image", item=item, number=_PLACE).replace(str(_PLACE), "{page}"),
        "thumbnail": url_for("items.thumbnail", item=item, number=_PLACE).replace(str(_PLACE), "{page}"),
        "label": _("Ảnh trang %(page)s trên %(pages)s", page="{page}", pages=len(seen.pages)),
        "sizes": [(page.width, page.height) for page in seen.pages],
        "whole": [page.number for page in seen.pages if page.state != "read"],
    }
