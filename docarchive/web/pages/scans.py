"""How a document was scanned, in words: its least resolution, what it keeps of colour, and what is under the law's minimum."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import format_decimal
from flask_babel import gettext as _

from docarchive.records.conditions import LEAST_DPI, Colour, Condition, Shortfall
from docarchive.records.objects import ItemPage

_ORDER = (Colour.BILEVEL, Colour.GREY, Colour.COLOUR)
# From which it is worth telling: degrees, grey levels, millimetres.
_ASKEW, _UNEVEN, _EDGE_MM = 1.0, 40, 3.0


@dataclass(frozen=True, slots=True)
class Scanned:
    """What is told of a document's scan: how it is, and why it is under the minimum ("" where it isn't)."""

    sentence: str
    short: str


def scanned(pages: Iterable[ItemPage]) -> Scanned | None:
    """By its worst pages; None when no page is a scan, or none was measured."""
    found = [page.condition for page in pages if page.condition]
    if not found:
        return None
    dpi, askew = min(each.dpi for each in found), max(abs(each.skew) for each in found)
    colour = min((each.colour for each in found), key=_ORDER.index)
    parts = [_("%(dpi)s dpi", dpi=format_decimal(dpi)), _colours()[colour]]
    if askew >= _ASKEW:
        parts.append(_("lệch tới %(degrees)s°", degrees=format_decimal(round(askew, 1))))
    if any(each.unevenness >= _UNEVEN for each in found):
        parts.append(_("nền không đều"))
    if (edge := max(each.border for each in found)) >= _EDGE_MM:
        parts.append(_("viền đen tới %(mm)s mm", mm=format_decimal(round(edge))))
    if any(each.streaks for each in found):
        parts.append(_("có vệt dọc của máy quét"))
    return Scanned(", ".join(parts), ", ".join(_short(found)))


def _colours() -> dict[Colour, str]:
    return {Colour.COLOUR: _("ảnh màu"), Colour.GREY: _("ảnh xám"), Colour.BILEVEL: _("ảnh đen trắng")}


def _short(found: Iterable[Condition]) -> Iterator[str]:
    why = {each for condition in found for each in condition.shortfalls}
    if Shortfall.COARSE in why:
        yield _("cần từ %(dpi)s dpi", dpi=LEAST_DPI)
    if Shortfall.COLOURLESS in why:
        yield _("cần ảnh màu")
