"""What is made of an item beside its original: the words with their boxes as ALTO and hOCR, and what its searchable PDF is."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.errors import NotFound
from docarchive.packages import hocr
from docarchive.packages.alto import alto
from docarchive.records.access import Asker
from docarchive.records.conformity import Breach, unpack_conformity
from docarchive.records.events import Deed
from docarchive.records.objects import Item, StoredFile
from docarchive.records.pages import Page
from docarchive.rules.access import Right, require, require_item
from docarchive.services.arranging import access_of
from docarchive.services.originals import ocfl_id
from docarchive.services.preserve import ALTO, CONFORMITY
from docarchive.services.showing import Download

# Pages that are held at once while a long document is written.
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is written while it is sent."""

    name: str
    media_type: str
    pieces: Iterator[bytes]


def alto_of(archive: Archive, asker: Asker, item_id: int) -> Download | Written:
    """Words and boxes of all pages as ALTO 4: the kept file, or, of a document of a stack, whose file tells of all of it, the own
    pages as they are known now. Raises Forbidden, NotFound (also while it isn't made yet)."""
    require(asker, Right.DOWNLOAD)
    with archive.catalogue.reading() as unit:
        item, file = _visible(unit, asker, item_id)
        whole, ocfl = unit.stacks.whole(file), ocfl_id(unit, file.object)
    if not whole:
        _note(archive, asker, item_id, "alto")
        pages = [page for _, page in _pages(archive, item)]
        return Written(f"{_stem(file)}.alto.xml", "application/xml", iter([alto(pages, source=file.name)]))
    made = archive.storage.contents(ocfl).get(ALTO)
    if made is None:
        raise NotFound("the ALTO is not made yet")
    named = (ALTO, f"{_stem(file)}.alto.xml", "application/xml")
    return Download(archive, asker, item_id, "alto", ocfl, *named, made.size, made.sha256)


def hocr_of(archive: Archive, asker: Asker, item_id: int) -> Written:
    """Words and boxes of all pages, as they are known now, as hOCR; noted as a download. Raises Forbidden, NotFound."""
    require(asker, Right.DOWNLOAD)
    with archive.catalogue.reading() as unit:
        item, file = _visible(unit, asker, item_id)
    _note(archive, asker, item_id, "hocr")
    pieces = hocr.hocr(_pages(archive, item), source=file.name)
    return Written(f"{_stem(file)}.hocr", hocr.MEDIA_TYPE, pieces)


def _note(archive: Archive, asker: Asker, item_id: int, what: str) -> None:
    with archive.catalogue.writing() as unit:
        unit.events.add(Deed.DOWNLOAD, agent=asker.id, item=item_id, what=what)
        unit.commit()


def _pages(archive: Archive, item: Item) -> Iterator[tuple[int, Page | None]]:
    for first in range(1, item.pages + 1, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, item.pages + 1))
        with archive.catalogue.reading() as unit:
            readings = unit.pages.readings(item.id, numbers)
        yield from ((number, readings[number].page if number in readings else None) for number in numbers)


def broken_rules(archive: Archive, asker: Asker, item_id: int) -> list[Breach]:
    """Which rules of PDF/A-2b the searchable PDF breaks; with none it is PDF/A-2b. Raises Forbidden, Unavailable, NotFound (also
    while the PDF isn't made yet, was made before this was looked at, or was cut out of a stack's)."""
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        _, file = _visible(unit, asker, item_id)
        whole, ocfl = unit.stacks.whole(file), ocfl_id(unit, file.object)
    if not whole:
        raise NotFound(f"what is cut out of a stack's PDF isn't looked at (item {item_id})")
    with archive.storage.open(ocfl, CONFORMITY) as stream:
        return unpack_conformity(json.loads(stream.read()))


def _visible(unit: Unit, asker: Asker, item_id: int) -> tuple[Item, StoredFile]:
    item = unit.holdings.item(item_id)
    require_item(access_of(unit, asker), item)
    return item, unit.holdings.file_of_item(item_id)


def _stem(file: StoredFile) -> str:
    return file.name.rsplit(".", 1)[0] or file.name
