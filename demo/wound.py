"""A PDF that lost a picture to a bad sector: it opens, all pages are counted, one page can't be shown."""

from io import BytesIO

import pikepdf

_SECTOR = 4096  # bytes


def lose_picture(pdf: bytes, number: int) -> bytes:
    """`pdf` with the first sector of page `number`'s (from 1) picture overwritten with zeros, its JPEG header with it.

    Viewers show that page white without a word. A picture that other pages share is lost to them as well.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        pictures = document.pages[number - 1].resources.XObject.values()
        lost = [picture.objgen[0] for picture in pictures]
    damaged = bytearray(pdf)
    for serial in lost:
        start = pdf.index(b"stream", pdf.index(b"\n%d 0 obj" % serial)) + len(b"stream\r\n")
        end = min(start + _SECTOR, pdf.index(b"endstream", start))
        damaged[start:end] = bytes(end - start)
    return bytes(damaged)
