"""What comes after the end of a PDF: mail gateways, scanners and web servers append things, which viewers pass over.

A PDF that was cut short also ends in something else than its end mark, and mustn't be taken for such a one.
"""

import re
from mmap import ACCESS_READ, mmap
from pathlib import Path

_END = b"%%EOF"
_HEAD = 1024  # bytes within which viewers look for the header
_POINTER = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_TABLE = re.compile(rb"\s*(?:xref|\d+\s+\d+\s+obj)")
# Of a later revision (or the second half of a linearised file) that was cut short.
_GOES_ON = re.compile(rb"\d\s+\d+\s+obj|endobj|endstream|startxref|trailer")


def has_foreign_tail(path: Path) -> bool:
    """Whether the file holds a PDF that is whole by its last end mark, with something after it that is no PDF."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as whole:
        end = whole.rfind(_END)
        if end < 0 or _GOES_ON.search(whole, end + len(_END)):
            return False
        pointer = _POINTER.search(whole, max(0, end - 64), end + len(_END))
        if not pointer:
            return False
        header = max(0, whole.find(b"%PDF-", 0, _HEAD))
        places = {int(pointer[1]), int(pointer[1]) + header}  # counted from the header by some, from the first byte by others
        return any(0 < place < end and _TABLE.match(whole, place) for place in places)
