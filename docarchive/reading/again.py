"""A second look at what was passed over: the leftover ink of a page, read once more by itself, and put where it belongs.

All of it goes into one picture, one under the other, for one call of the engine costs a tenth of a second before it reads.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

import numpy as np
from PIL import Image

from docarchive.reading.coverage import Leftover, bands, leftovers
from docarchive.reading.order import joined, rows_of
from docarchive.reading.rubbish import is_plausible, may_be_secret
from docarchive.records.pages import Block, Box, Line, Word

#: Reads a picture as one block of lines; boxes in its pixels.
Recognise = Callable[[Image.Image], tuple[Block, ...]]

_PAD_MM = 1.5  # round each piece
_APART_MM = 6.0  # between two pieces
_SURE = 0.70  # words under it are no find: there was a reason to pass over them
_HIGH = 2.0  # heights of the page that the pieces may take together: maps and drawings have thousands, which are no lost lines
_MOST = 0.30  # share of the page in lumps beyond which they are pictures, not text under a seal


def completed(
    image: Image.Image, blocks: tuple[Block, ...], dpi: int, recognise: Recognise
) -> tuple[tuple[Block, ...], list[Box]]:
    """The blocks with the lines that a second look found, and the bands of text-like ink that stay unread, in pixels of `image`
    (mode "L", level)."""
    left = leftovers(image, _boxes(blocks), dpi)
    pieces = _worth_a_look(left, image.size, dpi)
    if not pieces:
        return blocks, []
    found = list(_read_again(image, blocks, pieces, dpi, recognise))
    if not found:
        return blocks, list(bands(left))
    for line in found:
        blocks = put_in(line, blocks)
    return blocks, list(bands(leftovers(image, _boxes(blocks), dpi)))


def _boxes(blocks: Sequence[Block]) -> Iterator[Box]:
    return (word.box for block in blocks for line in block.lines for word in line.words)


def _worth_a_look(left: Sequence[Leftover], size: tuple[int, int], dpi: int) -> list[Leftover]:
    """The pieces to look at: bands before lumps, wide ones before narrow ones, as many as one picture holds."""
    lumps = sum(each.box.width * each.box.height for each in left if not each.textlike)
    pictures = lumps > _MOST * size[0] * size[1]
    ordered = sorted(left, key=lambda each: (not each.textlike, -each.box.width))
    heights = accumulate(each.box.height + round((2 * _PAD_MM + _APART_MM) / 25.4 * dpi) for each in ordered)
    fitting = [each for each, height in zip(ordered, heights, strict=True) if height <= _HIGH * size[1]]
    return sorted((each for each in fitting if each.textlike or not pictures), key=lambda each: (each.box.top, each.box.left))


def _read_again(
    image: Image.Image, blocks: Sequence[Block], pieces: Sequence[Leftover], dpi: int, recognise: Recognise
) -> Iterator[Line]:
    """The lines that are read in the pieces, where they lie on the page."""
    pad, apart = round(_PAD_MM / 25.4 * dpi), round(_APART_MM / 25.4 * dpi)
    paper = int(np.median(np.asarray(image.reduce(8))))
    bare = _without(image, blocks, paper)
    crops = [_padded(piece.box, pad, image.size) for piece in pieces]
    wide = max(crop.width for crop in crops) + 2 * apart
    sheet = Image.new("L", (wide, sum(crop.height + apart for crop in crops) + apart), paper)
    tops, top = [], apart
    for crop in crops:
        sheet.paste(bare.crop((crop.left, crop.top, crop.right, crop.bottom)), (apart, top))
        tops.append(top)
        top += crop.height + apart
    read = [line for block in recognise(sheet) for line in block.lines]
    for piece, crop, top in zip(pieces, crops, tops, strict=True):
        mine = [line for line in read if top - pad <= (line.box.top + line.box.bottom) / 2 < top + crop.height + pad]
        for row in rows_of(mine):
            placed = Line(tuple(_moved(word, crop.left - apart, crop.top - top) for word in joined(row).words))
            if words := _found(placed, piece, blocks):
                yield Line(words)


def _padded(box: Box, pad: int, size: tuple[int, int]) -> Box:
    return Box(max(0, box.left - pad), max(0, box.top - pad), min(size[0], box.right + pad), min(size[1], box.bottom + pad))


def _without(image: Image.Image, blocks: Sequence[Block], paper: int) -> Image.Image:
    """The image with the words that were read painted over, so that none is read twice."""
    bare = image.copy()
    for box in _boxes(blocks):
        bare.paste(paper, (box.left, box.top, box.right, box.bottom))
    return bare


def _found(row: Line, piece: Leftover, blocks: Sequence[Block]) -> tuple[Word, ...]:
    """What may be believed of a row that was read: all of one that reads well where ink is built like text; under a seal or a
    signature the words that are sure, where they stand out; a mark of secrecy in any case."""
    if piece.textlike and _confidence(row) >= _SURE:
        return row.words
    secret = tuple(filter(may_be_secret, row.words))
    if piece.textlike:
        return secret
    words = tuple(word for word in row.words if word in secret or (word.confidence >= _SURE and is_plausible(word)))
    return words if secret or (words and (_stands_out(words) or _completes(Line(words), blocks))) else ()


def _confidence(line: Line) -> float:
    letters = sum(len(word.text) for word in line.words)
    return sum(len(word.text) * word.confidence for word in line.words) / letters


def _stands_out(words: Sequence[Word]) -> bool:
    """Whether words under a seal or signature are text: a name, or a post in capitals; seals read as single syllables."""
    return len(words) > 1 or (len(words[0].text) > 2 and words[0].text.isupper())


def _completes(found: Line, blocks: Sequence[Block]) -> bool:
    return any(_in_row(found.box, line) for block in blocks for line in block.lines)


def _moved(word: Word, across: int, down: int) -> Word:
    box = word.box
    left, top = max(0, box.left + across), max(0, box.top + down)
    return Word(word.text, Box(left, top, left + box.width, top + box.height), word.confidence)


def put_in(line: Line, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with one line more: joined to the line whose row it stands in, else between two lines of the block that it lies
    in, else as a block of its own before the first that lies under it."""
    for at, block in enumerate(blocks):
        for number, other in enumerate(block.lines):
            if _in_row(line.box, other):
                words = tuple(sorted((*other.words, *line.words), key=lambda word: word.box.left))
                lines = (*block.lines[:number], Line(words), *block.lines[number + 1 :])
                return (*blocks[:at], Block(lines), *blocks[at + 1 :])
    for at, block in enumerate(blocks):
        if block.box.top < line.box.top < block.box.bottom and _over(line.box, block.box):
            number = sum(each.box.top < line.box.top for each in block.lines)
            return (*blocks[:at], Block((*block.lines[:number], line, *block.lines[number:])), *blocks[at + 1 :])
    at = next((at for at, block in enumerate(blocks) if block.box.top > line.box.top), len(blocks))
    return (*blocks[:at], Block((line,)), *blocks[at:])


def _in_row(one: Box, line: Line) -> bool:
    """Whether a piece stands in the row of a line, beside its words or between them, and near."""
    shared = min(one.bottom, line.box.bottom) - max(one.top, line.box.top)
    gaps = [max(one.left, word.box.left) - min(one.right, word.box.right) for word in line.words]
    return shared > 0.5 * min(one.height, line.box.height) and -0.5 * one.height <= min(gaps) < 2 * max(
        one.height, line.box.height
    )


def _over(one: Box, other: Box) -> bool:
    return min(one.right, other.right) - max(one.left, other.left) > 0.5 * min(one.width, other.width)
