"""A PDF on disk that pages are added to: put together by pikepdf, they would all be held in memory until it is saved."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Self

import pikepdf
from pikepdf import Array, Dictionary, Stream

_CATALOGUE, _PAGES = 1, 2
Known = dict[tuple[int, int], int]


class GrowingPdf:
    """Holds one page's objects at a time; `finish` makes the file whole. A context manager, which lets go of the file."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._places: list[int] = [0, 0, 0]
        self._pages: list[int] = []
        self._fields: list[bytes] = []

    def add(self, part: bytes | Path) -> None:
        """All pages of another PDF, with what hangs on them, packed as it is; links from page to page still lead there."""
        with pikepdf.open(part if isinstance(part, Path) else BytesIO(part)) as pdf:
            numbers = [self._new() for _ in pdf.pages]
            known: Known = {page.obj.objgen: number for page, number in zip(pdf.pages, numbers, strict=True)}
            for page, number in zip(pdf.pages, numbers, strict=True):
                # What would lead to the structure of the whole document leads nowhere here.
                keys = {key: value for key, value in page.obj.items() if key not in ("/Parent", "/StructParents", "/B")}
                parts = [f"{key} ".encode() + self._text(value, known) for key, value in keys.items()]
                self._write(number, b" ".join([b"<<", *parts, b"/Parent %d 0 R >>" % _PAGES]))
            self._pages += numbers
            form = pdf.Root.get("/AcroForm", Dictionary())
            self._fields += [self._text(field, known) for field in form.get("/Fields", [])]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def finish(self) -> None:
        """Writes the tree of pages and the table of objects."""
        kids = b" ".join(b"%d 0 R" % number for number in self._pages)
        self._write(_PAGES, b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (len(self._pages), kids))
        # Fields that no form names aren't shown by every viewer.
        form = b"/AcroForm << /Fields [ %s ] >>" % b" ".join(self._fields) if self._fields else b""
        self._write(_CATALOGUE, b"<< /Type /Catalog /Pages %d 0 R %s >>" % (_PAGES, form))
        start = self._file.tell()
        rows = b"".join(b"%010d 00000 n \n" % place for place in self._places[1:])
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(self._places), rows))
        self._file.write(b"trailer << /Size %d /Root %d 0 R >>\n" % (len(self._places), _CATALOGUE))
        self._file.write(b"startxref\n%d\n%%%%EOF\n" % start)
        self._file.close()

    def _new(self) -> int:
        self._places.append(0)
        return len(self._places) - 1

    def _write(self, number: int, body: bytes, content: bytes | None = None) -> None:
        self._places[number] = self._file.tell()
        self._file.write(b"%d 0 obj\n%s\n" % (number, body))
        if content is not None:
            self._file.write(b"stream\n%s\nendstream\n" % content)
        self._file.write(b"endobj\n")

    def _put(self, value: pikepdf.Object, known: Known) -> int:
        """The number of an object of its own, written when it is met first."""
        if value.objgen not in known:
            number = known[value.objgen] = self._new()
            if isinstance(value, Stream):
                content = value.read_raw_bytes()
                keys: dict[str, Any] = {**dict(value.items()), "/Length": len(content)}
                self._write(number, self._dictionary(keys, known), content)
            else:
                self._write(number, self._bare(value, known))
        return known[value.objgen]

    def _text(self, value: Any, known: Known) -> bytes:
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            return b"%d 0 R" % self._put(value, known)
        return self._bare(value, known)

    def _bare(self, value: Any, known: Known) -> bytes:
        if isinstance(value, Dictionary):
            return self._dictionary(dict(value.items()), known)
        if isinstance(value, Array):
            return b"[ " + b" ".join(self._text(each, known) for each in value) + b" ]"
        if isinstance(value, pikepdf.Object):
            return value.unparse()
        if isinstance(value, bool):
            return b"true" if value else b"false"
        return f"{value:f}".encode() if isinstance(value, Decimal | float) else str(value).encode()

    def _dictionary(self, items: dict[str, Any], known: Known) -> bytes:
        return b" ".join([b"<<", *(f"{key} ".encode() + self._text(value, known) for key, value in items.items()), b">>"])
