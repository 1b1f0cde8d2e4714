"""A batch as the macros of parts/uploads.html take it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _

from docarchive.catalogue.lists import Listed
from docarchive.errors import Duplicate
from docarchive.records.identifiers import to_letters
from docarchive.records.jobs import reason
from docarchive.records.objects import ItemPage, ItemState
from docarchive.records.worklists import POORLY_READ
from docarchive.services.progress import BatchProgress, Refusal
from docarchive.web.face import language
from docarchive.web.shown import day


@dataclass(frozen=True, slots=True)
class BatchRows:
    """A batch: its `sums`, a row a file, a row a refusal; `unfinished` files are still being read."""

    id: int
    node: int
    created: datetime
    sums: dict[str, Any]
    files: list[dict[str, Any]]
    refusals: list[dict[str, Any]]
    unfinished: int


def batch_rows(batch: BatchProgress) -> BatchRows:
    """The batch; files that need a hand first."""
    totals = batch.totals
    files = [_file(row, batch.pages[row.id]) for row in batch.items]
    files.sort(key=lambda one: not one["failures"])
    files += [_handed(item, at) for item, at in batch.handed]
    sums = {
        "name": batch.title,
        "files": totals["files"] + totals["refused"],
        "pages": totals["pages"],
        "pages_read": totals["pages"] - totals["pages_open"] - totals["pages_failed"],
        "accepted": totals["files"] - totals["handed"],
        "handed": totals["handed"],
        "reading": totals["reading"] - totals["describing"],
        "describing": totals["describing"],
        "refused": totals["refused"] - totals["duplicates"],
        "duplicates": totals["duplicates"],
        "failed_pages": totals["pages_failed"],
        "retry": url_for("upload.retry", batch=batch.id),
    }
    refusals = [_refusal(batch.id, each) for each in batch.refusals]
    return BatchRows(batch.id, batch.node, batch.created, sums, files, refusals, totals["reading"])


def _file(row: Listed, pages: list[ItemPage]) -> dict[str, Any]:
    read = row.pages - row.pages_open - row.pages_failed
    again = url_for("items.retry", item=row.id)
    return {
        "id": to_letters(row.id),
        "name": row.file_name,
        "state": "queued" if row.state is ItemState.READING and row.pages_open == row.pages else row.state.value,
        "word": _word(row, read),
        "pages": row.pages,
        "read": read,
        "size": row.size,
        "time": format_datetime(row.created, "HH:mm:ss"),
        "states": [_state(page) for page in pages] or ["queued"] * row.pages,
        "pages_at": url_for("items.view", item=row.id) + "?page=",
        "failures": [(page.number, reason(page.error, language()), again) for page in pages if page.state == "failed"],
        "back": url_for("upload.show", batch=row.batch),
        "note": _("Văn bản có dấu mật; chỉ người phụ trách bí mật xem được.") if row.state is ItemState.QUARANTINED else "",
        "href": url_for("items.show", item=row.id),
        "about": " · ".join(part for part in (row.ref_norm, day(row.date), _of_stack(row)) if part),
        "retry": again,
    }


def _of_stack(row: Listed) -> str:
    """Which pages of the file a document is that was split from a stack: what its title has beside the file's name."""
    return row.title.removeprefix(row.file_name).strip(" ()")


def _handed(item: int, at: datetime) -> dict[str, Any]:
    """What went to the secrecy officer: its sender reads that it did, and not its name, which may say what it is about."""
    return {
        "id": to_letters(item),
        "name": _("Tệp gửi lúc %(time)s", time=format_datetime(at, "HH:mm:ss")),
        "state": "handed",
        "note": _("Kho này không nhận tài liệu bí mật nhà nước. Cần biết thêm thì hỏi người phụ trách bí mật."),
    }


def _word(row: Listed, read: int) -> str:
    if row.state is ItemState.READING and not row.pages_open:
        return _("Đang lập mô tả")
    if row.state is ItemState.READING and row.pages_open < row.pages:
        return _("Đang đọc %(read)s / %(pages)s", read=read, pages=row.pages)
    if row.state is ItemState.PARTIAL:
        return ngettext("Đọc xong, %(num)s trang lỗi", "Đọc xong, %(num)s trang lỗi", row.pages_failed)
    return ""


def _state(page: ItemPage) -> str:
    if page.state == "read":
        return "doubt" if page.unread or (page.confidence is not None and page.confidence < POORLY_READ) else "read"
    return "failed" if page.state == "failed" else "queued"


def _refusal(batch: int, refusal: Refusal) -> dict[str, Any]:
    return {
        "name": refusal.name,
        "size": refusal.size,
        "time": format_datetime(refusal.at, "HH:mm:ss"),
        "state": "duplicate" if isinstance(refusal.error, Duplicate) else "refused",
        "why": refusal.error.message(language()),
        "existing": url_for("items.show", item=refusal.item) if refusal.item else "",
        "named": refusal.named,
        "dismiss": url_for("upload.dismiss", batch=batch, refusal=refusal.id),
    }
