"""An archive filled with documents that were never scanned: texts laid out on pages, as a reading gives them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice

from benchmarks.judged import Document
from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.catalogue.archive import PUBLIC_AUDIENCE
from docarchive.records import identifiers
from docarchive.records.arrangement import Node, NodeKind
from docarchive.records.objects import Fixity, Item, ItemState, StoredFile
from docarchive.records.pages import Block, Box, Line, Page, Word
from docarchive.records.readings import Reading
from docarchive.services.indexing import rebuild_index
from docarchive.services.people import OPERATOR
from docarchive.understanding import describe as understand

_WIDTH, _HEIGHT = 1654, 2339  # A4 at 200 dpi
_LEFT, _TOP, _LINE, _LETTER, _LETTERS = 200, 160, 44, 15, 84


def fill(archive: Archive, documents: Iterable[Document]) -> list[int]:
    """Put the documents in, read, described and indexed, in one dossier; their items in order."""
    items = []
    with archive.catalogue.writing() as unit:
        node = _dossier(unit)
        batch = unit.uploads.open_batch("Đo", by=0, node=node.id, at=datetime.now(UTC))
        unit.commit()
    coming = iter(documents)
    while some := list(islice(coming, 200)):
        with archive.catalogue.writing() as unit:
            items += [_enter(unit, each, node, batch) for each in some]
            unit.commit()
    for _ in rebuild_index(archive, OPERATOR):
        pass
    return items


def _dossier(unit: Unit) -> Node:
    fonds = unit.arrangement.add(NodeKind.FONDS, parent=None, code="P01", title="Phông UBND tỉnh", audience=PUBLIC_AUDIENCE)
    return unit.arrangement.add(NodeKind.DOSSIER, parent=fonds.id, code="12.VP", title="Tập lưu", audience=None)


def _enter(unit: Unit, document: Document, node: Node, batch: int) -> int:
    made, file, at = identifiers.mint(), identifiers.mint(), datetime.now(UTC)
    pages = [laid_out(text) for text in document.text.split("\f")]
    unit.holdings.add_object(made, received=at, by=0)
    fixity = Fixity(f"{made:064x}", f"{made:0128x}", len(document.text))
    name, content = f"{document.name}.pdf", "original/file.pdf"
    unit.holdings.add_file(StoredFile(file, made, name, "application/pdf", fixity, content, len(pages)))
    counts = (len(pages), 0, 0, 1, 1, 1, 1)
    unit.holdings.add_item(
        Item(made, document.title, ItemState.READ, *counts, node.id, node.audience, batch, at, 0), object_id=made
    )
    unit.arrangement.place(made, node.id)
    for (_, page), each in zip(unit.pages.plan(made, file, len(pages)), pages, strict=True):
        unit.pages.add_reading(page, Reading("tesseract", "5.3", each), gen=1, at=at)
    unit.fields.assert_all(made, understand(pages, file_name="").fields, gen=1, at=at)
    unit.fields.project(made, unit.fields.current(made))
    return made


def laid_out(text: str) -> Page:
    """The words of a text in lines on a page, a tab being the gap between two columns."""
    lines: list[Line] = []
    for line in text.split("\n"):
        for part in line.split("\t"):
            lines += [_line(words, len(lines)) for words in _broken(part.split())]
    return Page(_WIDTH, _HEIGHT, (Block(tuple(lines)),))


def _broken(words: list[str]) -> Iterable[list[str]]:
    row: list[str] = []
    for word in words:
        if sum(len(each) + 1 for each in row) + len(word) > _LETTERS:
            yield row
            row = []
        row.append(word)
    if row:
        yield row


def _line(words: list[str], number: int) -> Line:
    at, top, boxed = _LEFT, _TOP + number * _LINE, []
    for word in words:
        right = at + len(word) * _LETTER
        boxed.append(Word(word, Box(at, top, right, top + 30), 0.95))
        at = right + _LETTER
    return Line(tuple(boxed))
