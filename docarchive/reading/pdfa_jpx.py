"""The rules of PDF/A-2b for JPEG 2000 pictures (ISO 19005-2, 6.2.8.3)."""

import struct
from collections.abc import Iterator

from docarchive.records.conformity import Breach

_CLAUSE = "6.2.8.3"
_ENUMERATED = {12, 14, 16, 17, 18}  # CMYK, CIELab, sRGB, grey, sYCC


def jpx_breaches(picture: bytes) -> Iterator[Breach]:
    """What of a JPEG 2000 picture breaks the rules; one without its header of boxes can't be judged and counts as broken."""
    try:
        header = next(content for kind, content in _boxes(picture) if kind == b"jp2h")
        parts = list(_boxes(header))
        _, _, channels, depth = struct.unpack(">2IHB", next(content for kind, content in parts if kind == b"ihdr")[:11])
    except (StopIteration, struct.error):
        yield Breach(_CLAUSE, "a JPEG 2000 picture without a header")
        return
    if channels not in (1, 3, 4):
        yield Breach(_CLAUSE, f"a JPEG 2000 picture of {channels} channels")
    if depth == 255:
        yield Breach(_CLAUSE, "a JPEG 2000 picture whose channels differ in depth")
    colours = [content for kind, content in parts if kind == b"colr" and len(content) >= 3]
    if not colours or (len(colours) > 1 and sum(each[2] == 1 for each in colours) != 1):
        yield Breach(_CLAUSE, "a JPEG 2000 picture without one best colour space")
    for each in colours:
        if each[0] not in (1, 2, 3) or (each[0] == 1 and struct.unpack(">I", each[3:7])[0] not in _ENUMERATED):
            yield Breach(_CLAUSE, "a JPEG 2000 picture in a colour space that isn't allowed")


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each box, one after the other. Raises struct.error where it breaks off."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        head = 8
        if size == 1:
            (size,) = struct.unpack(">Q", data[at + 8 : at + 16])
            head = 16
        stop = at + size if size else len(data)
        if stop <= at:
            return
        yield kind, data[at + head : stop]
        at = stop
