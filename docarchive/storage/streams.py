"""Streams that hash what passes through, or end early."""

import hashlib
import io
from typing import BinaryIO

from docarchive.records.objects import Fixity

CHUNK = 1 << 20  #: bytes read at a time


class HashingReader:
    """Reads from a stream and knows the digests of all that was read so far."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._sha256 = hashlib.sha256()
        self._sha512 = hashlib.sha512()
        self._size = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the stream, hashed on their way."""
        data = self._stream.read(size)
        self._sha256.update(data)
        self._sha512.update(data)
        self._size += len(data)
        return data

    @property
    def fixity(self) -> Fixity:
        """Digests and length of what was read."""
        return Fixity(self._sha256.hexdigest(), self._sha512.hexdigest(), self._size)


def fixity_of(stream: BinaryIO) -> Fixity:
    """Digests and length of the rest of a stream, read once with little memory."""
    reader = HashingReader(stream)
    while reader.read(CHUNK):
        pass
    return reader.fixity


class Span(io.RawIOBase):
    """The next `length` bytes of a stream; closing it closes the stream."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        super().__init__()
        self._stream = stream
        self._left = length

    def readable(self) -> bool:
        """Always: it is for reading only."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """At most what is left of the span; 0 at its end."""
        data = self._stream.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        """Closes the stream too."""
        self._stream.close()
        super().close()
