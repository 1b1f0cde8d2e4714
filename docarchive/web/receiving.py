"""Bodies that carry files go straight to the spool, hashed on the way; nothing of them is held in memory.

Werkzeug's own parser splits the multipart form; each file part is written to a `Part` instead of a temporary file.
"""

from collections.abc import Iterable
from typing import IO, Any, cast

from flask import Request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest

from docarchive.errors import Refused
from docarchive.services.spool import Spooled, spooled_file
from docarchive.web.asking import archive


class Part:
    """A file part as werkzeug's parser wants it: something to write to. The bytes are in `spooled`.

    A part that is refused on the way (too large, disk full) swallows its rest, so that the parts after it still arrive.
    """

    def __init__(self, spooled: Spooled) -> None:
        self.spooled = spooled
        self._refusal: Refused | None = None
        self._ended = False

    def write(self, chunk: bytes) -> int:
        """Take some more bytes."""
        if self._refusal is None:
            try:
                return self.spooled.write(chunk)
            except Refused as refusal:
                self._refusal = refusal
                self.spooled.discard()
        return len(chunk)

    def received(self) -> Spooled:
        """The whole file, synced. Raises the Refused that it met on the way, EmptyFile."""
        self._end()
        if self._refusal:
            raise self._refusal
        return self.spooled

    def seek(self, offset: int, whence: int = 0) -> int:
        """The parser rewinds when the part has ended: of a thousand parts only one is held open."""
        self._end()
        return 0

    def _end(self) -> None:
        if self._ended or self._refusal:
            return
        self._ended = True
        try:
            self.spooled.done()
        except Refused as refusal:
            self._refusal = refusal

    def close(self) -> None:
        """Gone with the request, unless it was moved into the store."""
        self.spooled.discard()


class UploadRequest(Request):
    """A request whose file parts are spooled on the data disk, and removed when it ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parts: list[Part] = []

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """The body as JSON; what is nested past Python's patience is as malformed as any other."""
        try:
            return super().get_json(force, silent, cache)
        except RecursionError:
            raise BadRequest("JSON nested too deeply") from None

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        part = Part(spooled_file(archive(), length=content_length or 0))
        self._parts.append(part)
        return cast(IO[bytes], part)

    def close(self) -> None:
        """Also removes parts of a body that was broken off."""
        super().close()
        for part in self._parts:
            part.close()


def file_parts(files: Iterable[FileStorage]) -> list[tuple[str, Part]]:
    """The file parts that arrived, with the names their sender gave them; parts without a name are no files."""
    return [(each.filename, cast(Part, each.stream)) for each in files if each.filename]
