"""Regions: what was put on a page later, parted from its running text but kept and searchable.

The receiver's ĐẾN stamp (Decree 30/2020, appendix IV part V), boxes of secrecy and urgency (appendix I, box 10) and what a
digital signature shows of itself (appendix I, box 14) carry numbers and dates of their own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from docarchive.reading.order import joined, rows_of, runs
from docarchive.reading.rubbish import is_plausible
from docarchive.records.pages import Block, Box, Kind, Line, Page, Word
from docarchive.records.text import folded

#: Stamped phrases, folded: what they mean and since when is the understanding's table of stamps.
STAMPED = frozenset(
    "mat, toi mat, tuyet mat, khan, thuong khan, hoa toc, hoa toc hen gio, "
    "luu hanh noi bo, xem xong tra lai, tai lieu thu hoi".split(", ")
)
_LABELS = ("do mat", "do khan")  # before the word itself
_SIGNATURE = re.compile(
    r"\W*(?:k[iy] boi|k[iy] so boi|nguoi k[iy]|co quan|thoi gian k[iy]|ngay k[iy]|email|don vi|digitally signed|signature)"
    r"\b.{0,3}[:;]?"
)
_SIGNATURE_TIME = re.compile(r"\d\d[:.]\d\d[:.]\d\d|\+0?7[:.]00")
_ARRIVAL = {"so", "ngay", "gio", "chuyen", "luu", "ho", "cv", "cong", "van"}  # may stand in a row with ĐẾN
_ARRIVAL_MM = (15, 15, 40, 18)  # of the stamp to the left of the word ĐẾN's own left, above, to the right, below
_SMALL = 0.8  # of the page's usual height: letters of a signature's capitals
_PRINTED = 0.60  # confidence of a word of letters that makes it print
_INSIDE = 0.6  # share of a run's width within a stamp that makes it the stamp's


def parted(page: Page) -> Page:
    """The page with its regions as blocks of their own after the running text; what is one already stays it."""
    pieces = [run for block in page.running.blocks for line in block.lines for run in runs(line.words)]
    kinds: dict[Word, Kind] = {}
    stamps = [block.box for block in page.regions if block.kind is Kind.ARRIVAL]
    for kind, found in (
        (Kind.ARRIVAL, [piece for piece in pieces if _is_penned(piece) and any(_lies_in(piece.box, box) for box in stamps)]),
        (Kind.SIGNATURE, _signature(pieces)),
        (Kind.ARRIVAL, _arrival(pieces, page)),
        (Kind.STAMP, [piece for piece in pieces if is_stamp(piece) and _in_its_place(piece.box, page)]),
    ):
        kinds |= {word: kind for piece in found for word in piece.words if word not in kinds}
    if not kinds:
        return page
    return page.with_blocks([*_left(page.running.blocks, kinds), *page.regions, *_regions(kinds)])


def kind_of(lines: Sequence[Line]) -> Kind:
    """What the lines of one mark say that it is; running text where they say nothing known."""
    pieces = [run for line in lines for run in runs(line.words)]
    if any(_is_arrival(piece) for piece in pieces):
        return Kind.ARRIVAL
    if len(_marks_of_signature(pieces)) > 1:
        return Kind.SIGNATURE
    return Kind.STAMP if any(map(is_stamp, pieces)) else Kind.TEXT


def is_stamp(piece: Line) -> bool:
    """Whether a run of words is what a stamp of secrecy, urgency or circulation says, in capitals and nothing else."""
    said = " ".join(re.findall(r"\w+", folded(piece.text)))
    said = next((said.removeprefix(label).strip() for label in _LABELS if said.startswith(label + " ")), said)
    return said in STAMPED and _capitals(piece.text)


def _left(blocks: Iterable[Block], taken: dict[Word, Kind]) -> Iterator[Block]:
    for block in blocks:
        lines = (tuple(word for word in line.words if word not in taken) for line in block.lines)
        if kept := tuple(Line(words) for words in lines if words):
            yield Block(kept)


def _regions(kinds: dict[Word, Kind]) -> Iterator[Block]:
    for kind in Kind:
        rows = rows_of(Line((word,)) for word, each in kinds.items() if each is kind)
        if rows:
            yield Block(tuple(joined(row) for row in rows), kind)


def _capitals(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 1 and sum(map(str.isupper, letters)) >= 0.85 * len(letters)


def _in_its_place(box: Box, page: Page) -> bool:
    upper, left = box.bottom < 0.25 * page.height, box.right < 0.45 * page.width
    return upper or (left and box.bottom < 0.4 * page.height)


def _is_arrival(piece: Line) -> bool:
    """Whether a run is the big ĐẾN of the stamp, in capitals, alone or in a row with the stamp's labels."""
    said = [(word, folded(word.text).strip(".:;,…-")) for word in piece.words if any(map(str.isalpha, word.text))]
    own = [word for word, text in said if text == "den" and word.text.isupper()]
    return bool(own) and {text for _, text in said} <= _ARRIVAL | {"den"}


def _arrival(pieces: Sequence[Line], page: Page) -> list[Line]:
    """The runs that lie in the receiver's stamp, which stands in the upper part of the left half."""
    upper = [each for each in pieces if each.box.top < 0.4 * page.height and each.box.left + each.box.right < 1.2 * page.width]
    anchor = next(filter(_is_arrival, upper), None)
    if anchor is None:
        return []
    word = next(word for word in anchor.words if folded(word.text).startswith("den"))
    left, up, right, down = (round(length / 25.4 * page.dpi) for length in _ARRIVAL_MM)
    area = Box(max(0, word.box.left - left), max(0, word.box.top - up), word.box.right + right, word.box.bottom + down)
    return [piece for piece in pieces if _lies_in(piece.box, area)]


def _is_penned(piece: Line) -> bool:
    """Whether a run in a red stamp is its number or day, put in by pen, and no printed word that the stamp lies over."""
    return not any(word.confidence >= _PRINTED and is_plausible(word) and word.text.isalpha() for word in piece.words)


def _lies_in(box: Box, area: Box) -> bool:
    across = min(box.right, area.right) - max(box.left, area.left)
    return area.top <= (box.top + box.bottom) / 2 <= area.bottom and across >= _INSIDE * box.width


def _marks_of_signature(pieces: Iterable[Line]) -> list[Line]:
    """The runs that only a signature's visible stamp has; none unless one of them names the signer or the time."""
    marks = [piece for piece in pieces if _SIGNATURE.match(folded(piece.text)) or _SIGNATURE_TIME.search(piece.text)]
    return marks if any(_SIGNATURE.match(folded(piece.text)) for piece in marks) else []


def _signature(pieces: Sequence[Line]) -> list[Line]:
    """The runs of a signature's visible stamp, and those beside and below that go on from them in the same small letters."""
    marks = _marks_of_signature(pieces)
    if len(marks) < 2:
        return []
    usual = median(_height(piece) for piece in pieces)
    own = median(_height(piece) for piece in marks)

    def goes_on(piece: Line) -> bool:
        small = _height(piece) < 1.2 * own and (not _capitals(piece.text) or own < _SMALL * usual)
        return small and any(piece.box.meets(_round(mark.box)) for mark in marks)

    return [piece for piece in pieces if piece in marks or goes_on(piece)]


def _round(box: Box) -> Box:
    return Box(max(0, box.left - 5), box.top, box.right + round(1.5 * box.height), box.bottom + round(1.2 * box.height))


def _height(piece: Line) -> float:
    return median(word.box.height for word in piece.words)
