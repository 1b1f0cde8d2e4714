"""Bytes to be taken away, as pages and API send them: in parts, resumable, named, never run in a browser by guess."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from flask import Response, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from docarchive.services.copies import Written
from docarchive.services.showing import Download

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHUNK = 256 * 1024
#: What a browser shows by its own safe viewer; all else is only ever saved.
_SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"})


def send(download: Download | Written, *, inline: bool = False) -> Response:
    """The file (whole, where it is written now), or the range of it that was asked for, noted as a download where bytes are sent.

    Raises werkzeug's 416 for a range outside of it.
    """
    if isinstance(download, Written):
        return send_written(download)
    response = Response(content_type=download.media_type)
    response.headers["Content-Disposition"] = disposition(download, inline=inline)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Accept-Ranges"] = "bytes"
    response.set_etag(download.sha256)
    response.make_conditional(request)
    if response.status_code == 304:
        return response
    start, stop = _range(download)
    if (start, stop) != (0, download.size):
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{download.size}"
    response.content_length = stop - start
    if request.method != "HEAD":
        download.note(start)
        response.response = _chunks(download.open(start, stop - start), stop - start)
    return response


def _range(download: Download) -> tuple[int, int]:
    """The one range that was asked for; several at once, or one of another version (If-Range), get the whole."""
    asked = request.range
    same = request.if_range.etag in (None, download.sha256) and request.if_range.date is None
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or not same:
        return 0, download.size
    found = asked.range_for_length(download.size)
    if found is None:
        raise RequestedRangeNotSatisfiable(download.size)
    return found


def _chunks(stream: BinaryIO, length: int) -> Iterator[bytes]:
    with stream:
        while length > 0 and (chunk := stream.read(min(_CHUNK, length))):
            length -= len(chunk)
            yield chunk


def disposition(download: Download, *, inline: bool) -> str:
    """`Content-Disposition` with the name in UTF-8 (RFC 6266, 8187) and a plain one for old programs."""
    kind = "inline" if inline and download.media_type in _SHOWN else "attachment"
    return f"{kind}; {_named(download.name)}"


def _named(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    plain = "".join(letter if letter.isalnum() or letter in " .-_()" else "_" for letter in bare).strip() or "file"
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def send_made(data: bytes, name: str, media_type: str) -> Response:
    """What was made just now, to be saved under `name`."""
    response = Response(data, content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; {_named(name)}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def send_written(written: Written) -> Response:
    """What is written while it is sent, to be saved."""
    response = Response(written.pieces, content_type=written.media_type)
    response.headers["Content-Disposition"] = f"attachment; {_named(written.name)}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def send_picture(picture: Path | bytes) -> Response:
    """A JPEG; a browser keeps it, but asks each time whether it still may show it."""
    if isinstance(picture, Path):
        response = send_file(picture, mimetype="image/jpeg", conditional=True, etag=True)
    else:
        response = Response(picture, content_type="image/jpeg")
        response.add_etag()
        response.make_conditional(request)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
