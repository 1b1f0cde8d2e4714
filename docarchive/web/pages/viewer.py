"""The viewer: a page of the scan with the words that were found marked on it, its neighbours, its text, its facts."""

from dataclasses import dataclass
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docarchive.records import text
from docarchive.records.jobs import reason
from docarchive.records.pages import Box
from docarchive.rules.access import Right, may
from docarchive.search.highlight import best
from docarchive.services import showing
from docarchive.services.showing import PageView, placed_marks
from docarchive.web.asking import archive, asker
from docarchive.web.face import language
from docarchive.web.pages import items
from docarchive.web.pages.cited import citation
from docarchive.web.pages.described import Fact, facts
from docarchive.web.pages.marked import Pieces, snippet_pieces, text_blocks
from docarchive.web.pages.sought import SIZE, Sought, sought
from docarchive.web.pages.strip import pages_for_script, strip

blueprint = items.blueprint
_TABS = ("hits", "about", "text")
_LISTED = 100


@dataclass(frozen=True, slots=True)
class Opened:
    """Where the viewer stands: the results it came from, the words sought `within` the document instead of theirs, the hit
    (from 1, 0 for none), the tab, the field that is shown; with `both` the text has half of the window."""

    item: int
    asked: Sought
    at: int | None
    within: str
    hit: int
    tab: str
    field: str
    both: bool

    @property
    def words(self) -> str:
        """What is marked in the document."""
        return self.within or self.asked.q

    def kept(self) -> list[tuple[str, str]]:
        """What a search within the document sends along, so that the results one came from aren't lost."""
        args = self.asked.args() | ({} if self.at is None else {"at": self.at})
        return [(name, str(one)) for name, value in args.items() for one in (value if isinstance(value, list) else [value])]

    def href(self, page: int, hit: int = 0, **changes: Any) -> str:
        """The address of another page or hit, everything else kept."""
        args = self.asked.args() | {"at": self.at, "hit": hit or None, "tab": self.tab if self.tab != "hits" else None}
        args |= {"both": 1 if self.both else None, "within": self.within or None}
        return url_for("items.view", item=self.item, page=page, **args | changes)

    @property
    def back(self) -> str:
        """The results, at the place that one came from."""
        at = self.at or 0
        return f"{self.asked.href(page=at // SIZE + 1)}#r{at + 1}"


@blueprint.get("/items/<letters:item>/view")
def view(item: int) -> ResponseReturnValue:
    """A page: `page`, the words `q` of the results or those sought `within` the document, the `hit` to stand on, the `tab` beside
    it, a described `field` to show. Raises NotFound."""
    asked = sought()
    number = asked.page
    within = _within()
    seen = showing.page(archive(), asker(), item, number, within or asked.q)
    both = "both" in request.args
    tab = "text" if both else _tab(seen)
    opened = Opened(item, asked, _number("at"), within, _hit(seen, number), tab, request.args.get("field", ""), both)
    if "look" in request.args:
        return redirect(opened.href(*((number, opened.hit) if opened.hit or not seen.hits else _nearest(seen, number))))
    told = facts(showing.item(archive(), asker(), item, note=False).description) if opened.tab == "about" else []
    return render_template(
        "items/view.html",
        seen=seen,
        opened=opened,
        number=number,
        facts=told,
        field=_field(item, number, opened.field),
        listed=_listed(seen, opened.hit),
        strip=strip(item, seen, opened.href),
        pages=pages_for_script(item, seen),
        words=_words(seen),
        blocks=list(text_blocks(seen.reading.page, seen.marks)) if seen.reading and tab == "text" else [],
        sheet=_sheet(seen, opened.hit),
        trouble=reason(seen.page.error, language()) if seen.page.state == "failed" else "",
        cite=citation(seen.listed),
        may_retry=may(asker(), Right.RETRY),
        may_download=may(asker(), Right.DOWNLOAD),
    )


def _within() -> str:
    return " ".join(text.clean(request.args.get("within", "")).split())


def _nearest(seen: PageView, number: int) -> tuple[int, int]:
    """The first hit after a page that has none, or else the first of all: its page and number (from 1)."""
    return next(((hit.page, at) for at, hit in enumerate(seen.hits, 1) if hit.page > number), (seen.hits[0].page, 1))


def _number(name: str) -> int | None:
    typed = request.args.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 7 else None


def _hit(seen: PageView, number: int) -> int:
    """The hit that is asked for, if it is on this page; else the best on it, which the result's cut has shown."""
    asked = _number("hit") or 0
    on_page: dict[int | None, int] = {hit.mark: at for at, hit in enumerate(seen.hits, 1) if hit.page == number}
    return asked if asked in on_page.values() else on_page.get(best(seen.marks), 0)


def _tab(seen: PageView) -> str:
    tab = request.args.get("tab", "")
    return tab if tab in _TABS else ("hits" if seen.hits or request.args.get("q") or _within() else "text")


def _listed(seen: PageView, hit: int) -> list[tuple[int, int, Pieces]]:
    """The hits that the list beside the scan shows: number (from 1), page, marked text. Of very many those round the current."""
    first = max(0, min(hit - 1 - _LISTED // 2, len(seen.hits) - _LISTED))
    some = enumerate(seen.hits[first : first + _LISTED], first + 1)
    return [(at, each.page, snippet_pieces(seen.snippet(each))) for at, each in some]


def _words(seen: PageView) -> dict[str, Any]:
    """The page for the script: its marks with their boxes and the words round them; its lines, each of words with boxes;
    the places that weren't read."""
    marks = [
        {"boxes": [_edges(box) for box in each.boxes], "pieces": snippet_pieces(each.snippet)} for each in placed_marks(seen)
    ]
    lines = seen.reading.page.lines if seen.reading else ()
    unread = [_edges(box) for box in seen.reading.page.unread] if seen.reading else []
    return {
        "marks": marks,
        "lines": [[[word.text, *_edges(word.box)] for word in line.words] for line in lines],
        "unread": unread,
    }


@blueprint.get("/items/<letters:item>/pages/<int:number>/words")
def words(item: int, number: int) -> ResponseReturnValue:
    """The words of a page and the marks of `q` on it, when the script turns to it. For whoever may see it. Raises NotFound."""
    return jsonify(_words(showing.page(archive(), asker(), item, number, sought().q)))


@blueprint.get("/items/<letters:item>/pages/<int:number>/wait")
def wait(item: int, number: int) -> ResponseReturnValue:
    """Asked by a viewer that waits for a page: once it is read or has failed, the viewer opens anew. Raises NotFound."""
    waiting = showing.page_state(archive(), asker(), item, number) == "waiting"
    return "", 204, {} if waiting else {"HX-Refresh": "true"}


def _edges(box: Box) -> list[int]:
    return [box.left, box.top, box.width, box.height]


def _sheet(seen: PageView, hit: int) -> dict[str, Any]:
    """The page without script: its image and the boxes over it; of a page that isn't read, the image alone."""
    now = seen.hits[hit - 1].mark if hit else None
    width, height = (seen.page.width, seen.page.height) if seen.reading else (0, 0)
    return {
        "src": url_for("items.image", item=seen.item.id, number=seen.page.number),
        "width": width,
        "height": height,
        "boxes": [each.box for each in seen.boxes],
        "unread": seen.reading.page.unread if seen.reading else (),
        "now": [each.box for each in seen.boxes if each.mark == now],
        "alt": _("Ảnh trang %(page)s trên %(pages)s", page=seen.page.number, pages=len(seen.pages)),
    }


def _field(item: int, number: int, key: str) -> dict[str, Any] | None:
    """Where a described field was seen on this page, for its frame."""
    if not key:
        return None
    description = showing.item(archive(), asker(), item, note=False).description
    boxes = [each.box for each in description.all(key) if each.page == number and each.box]
    named: Fact | None = next((fact for fact in facts(description) if fact.key == key), None)
    return {"name": named.name, "boxes": [_edges(box) for box in boxes]} if named and boxes else None
