"""Lists to be taken away as workbooks: what was found, what is in a dossier. For whoever may download; others get "forbidden"."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from flask import Blueprint, Response
from flask_babel import format_decimal
from flask_babel import gettext as _

from docarchive.catalogue.lists import Listed
from docarchive.packages.register import Column, workbook
from docarchive.records.objects import ItemState
from docarchive.services import listing
from docarchive.services.listing import Listing
from docarchive.understanding.casing import running_case
from docarchive.web import downloads
from docarchive.web.asking import archive, asker
from docarchive.web.pages import browse, words
from docarchive.web.pages.rows import node_name
from docarchive.web.pages.sought import sought
from docarchive.web.shown import day, moment

blueprint = Blueprint("registers", __name__)


@blueprint.get("/search/list.xlsx")
def found() -> Response:
    """What the search of the address finds, in its order. Raises Forbidden, QueryWrong, Unavailable."""
    asked = sought()
    listed = listing.of_search(archive(), asker(), asked.q, chosen=asked.fields(), sort=asked.sort)
    lines = [_("Tìm: %(words)s", words=asked.q)] if asked.q else []
    return _send(_("Danh mục văn bản"), lines, listed, with_places=True)


@blueprint.get("/browse/<letters:node>/list.xlsx")
def contents(node: int) -> Response:
    """The list of documents in a dossier, in the order of the address. Raises Forbidden, NotFound."""
    here, listed = listing.of_node(archive(), asker(), node, order=browse.order_asked())
    lines = [_("Hồ sơ: %(name)s", name=node_name(here))]
    return _send(_("Mục lục văn bản trong hồ sơ"), lines, listed, name=f"{_('Mục lục văn bản')} {here.code}")


def _send(title: str, lines: list[str], listed: Listing, *, with_places: bool = False, name: str = "") -> Response:
    at = datetime.now(UTC)
    made = [
        *filter(None, [archive().settings.office_name]),
        *lines,
        _("Lập lúc %(at)s, %(who)s", at=moment(at), who=asker().name),
    ]
    if listed.total > len(listed.rows):
        shown, total = format_decimal(len(listed.rows)), format_decimal(listed.total)
        made.append(_("%(shown)s văn bản đầu trong %(total)s", shown=shown, total=total))
    columns = [*_columns(), *([Column(_("Hồ sơ"), 30, True)] if with_places else [])]
    rows = _rows(listed.rows, listed.places if with_places else None)
    data = workbook(title, made, columns, rows, sheet=_("Danh mục"))
    return downloads.send_made(data, f"{name or title} {moment(at)[:10].replace('/', '-')}.xlsx", downloads.XLSX)


def _columns() -> Iterator[Column]:
    """As Decree 30/2020, appendix V, has them; what the machine counts is pages, not sheets of paper."""
    yield Column(_("STT"), 6)
    yield Column(_("Số, ký hiệu"), 18)
    yield Column(_("Ngày"), 13)
    yield Column(_("Tên loại, trích yếu"), 60, True)
    yield Column(_("Tác giả"), 30, True)
    yield Column(_("Số trang"), 9)
    yield Column(_("Ghi chú"), 22, True)


def _rows(rows: Iterable[Listed], places: dict[int, str] | None) -> Iterator[list[str | int]]:
    for number, row in enumerate(rows, 1):
        subject = row.subject or row.title
        kind = row.subtype or row.type
        note = "" if row.state is ItemState.READ else str(words.STATES[row.state.value])
        told = f"{kind}. {subject}" if kind else subject
        cells: list[str | int] = [number, row.ref_norm, day(row.date), told, running_case(row.issuer), row.pages, note]
        yield cells if places is None else [*cells, places.get(row.home, "")]
