"""Errors that only the web knows: what HTTP itself finds wrong with a request."""

from typing import Any

from werkzeug.exceptions import HTTPException

from docarchive.errors import ArchiveError, Invalid, NotFound, TooLarge


class BadRequest(Invalid):
    """The request can't be understood."""

    status = 400
    code = "bad-request"
    vi = "Yêu cầu không đọc được. Tải lại trang rồi làm lại."
    en = "The request could not be understood. Load the page again and repeat."


class FormExpired(BadRequest):
    """The form's token is missing, too old, or another session's."""

    code = "form-expired"
    vi = "Trang này mở từ một phiên khác. Tải lại trang rồi gửi lại."
    en = "This page belongs to another session. Load it again and send the form once more."


class MethodNotAllowed(Invalid):
    """The address exists, but not for this method."""

    status = 405
    code = "method-not-allowed"
    vi = "Địa chỉ này không làm được như vậy."
    en = "This address can't be used that way."


class RangeNotSatisfiable(Invalid):
    """The range that was asked for lies outside the file."""

    status = 416
    code = "range-not-satisfiable"
    vi = "Phần tệp được hỏi nằm ngoài tệp."
    en = "The part that was asked for lies outside the file."


_BY_STATUS: dict[int, type[ArchiveError]] = {404: NotFound, 405: MethodNotAllowed, 413: TooLarge, 416: RangeNotSatisfiable}


def from_http(error: HTTPException, *, limit: str) -> ArchiveError:
    """Our own error for one that werkzeug or Flask raised; `limit` is the largest upload, in words."""
    facts: dict[str, Any] = {"limit": limit} if error.code == 413 else {}
    kind = _BY_STATUS.get(error.code or 500, BadRequest if (error.code or 500) < 500 else ArchiveError)
    return kind(str(error), **facts)
