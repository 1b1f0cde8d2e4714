"""A PDF that lost one page to a bad sector: the file opens and counts all its pages, that one can't be loaded."""

from io import BytesIO

import pikepdf


def lose_page(pdf: bytes, number: int) -> bytes:
    """`pdf` with the bytes of page `number` (from 1), its dictionary and its picture, overwritten with zeros.

    A picture that other pages show too is lost to them as well.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        page = document.pages[number - 1]
        lost = [page.obj.objgen[0], *(image.objgen[0] for image in page.resources.XObject.values())]
    damaged = bytearray(pdf)
    for serial in lost:
        start = pdf.index(b"\n%d 0 obj" % serial) + 1
        body = start + len(b"%d 0 obj" % serial)
        end = pdf.index(b"endobj", body)
        damaged[body:end] = bytes(end - body)
    return bytes(damaged)
