"""Red marks read by themselves: their ink alone, so that neither the text under a stamp nor the stamp hides the other."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PIL import Image

from docarchive.reading.again import put_in
from docarchive.reading.coverage import bands, leftovers
from docarchive.reading.regions import kind_of
from docarchive.reading.rubbish import is_plausible, may_be_secret, without_rubbish
from docarchive.reading.seals import red_alone
from docarchive.records.pages import Block, Box, Kind, Line, Page

#: Reads a picture in a mode of page segmentation; boxes in its pixels.
Recognise = Callable[[Image.Image, int], tuple[Block, ...]]

_PAD_MM = 2.0  # round each mark
_MOST = 8  # marks of a page: more are stains or a drawing
_SURE = 0.80  # red words that are no known mark are text only where they read well
_LARGEST = 0.15  # share of the page beyond which a mark is a picture


def with_marks(page: Page, image: Image.Image, marks: Sequence[Box], recognise: Recognise) -> Page:
    """The page with what its red marks say: stamps as regions of their own, other red words in the running text.

    `image`: the page's raster (RGB), to which page and marks refer. A mark that looks like text and isn't read is unread.
    """
    fitting = [mark for mark in marks if mark.width * mark.height <= _LARGEST * page.width * page.height]
    largest = sorted(fitting, key=lambda box: -box.width * box.height)[:_MOST]
    for mark in sorted(largest, key=lambda box: (box.top, box.left)):
        page = _with_mark(page, image, mark, recognise)
    return page


def _with_mark(page: Page, image: Image.Image, mark: Box, recognise: Recognise) -> Page:
    area = _padded(mark, round(_PAD_MM / 25.4 * page.dpi), image.size)
    ink = red_alone(image.crop((area.left, area.top, area.right, area.bottom)))
    lines = [Line(tuple(replace(word, box=_shifted(word.box, area)) for word in line.words)) for line in _read(ink, recognise)]
    kind = kind_of(lines)
    if kind is not Kind.TEXT:
        return page.with_blocks([*page.blocks, Block(tuple(sorted(lines, key=lambda line: line.box.top)), kind)])
    for line in filter(_is_text, lines):
        page = page.with_blocks([*put_in(line, page.running.blocks), *page.regions])
    if lines:
        return page
    missed = bands(leftovers(ink, (), page.dpi))
    return replace(page, unread=(*page.unread, *(_shifted(box, area) for box in missed)))


def _read(ink: Image.Image, recognise: Recognise) -> list[Line]:
    """The lines of a mark: read as words that lie anywhere, as in a frame with labels, and as one block, which is surer of a word
    alone; the one that says what the mark is, else the surer."""
    attempts = [[line for block in without_rubbish(recognise(ink, psm)) for line in block.lines] for psm in (11, 6)]
    return max(attempts, key=lambda lines: (kind_of(lines) is not Kind.TEXT, _worth(lines)))


def _worth(lines: Sequence[Line]) -> float:
    return sum(len(word.text) * word.confidence for line in lines for word in line.words)


def _is_text(line: Line) -> bool:
    """Whether red words that are no known mark are part of the text: read well, and more than a syllable of a worn seal; in any
    case a word that may be a mark of secrecy."""
    if any(map(may_be_secret, line.words)):
        return True
    letters = sum(len(word.text) for word in line.words)
    sure = sum(len(word.text) * word.confidence for word in line.words) / letters
    return sure >= _SURE and all(map(is_plausible, line.words)) and (len(line.words) > 1 or letters > 2)


def _padded(box: Box, pad: int, size: tuple[int, int]) -> Box:
    return Box(max(0, box.left - pad), max(0, box.top - pad), min(size[0], box.right + pad), min(size[1], box.bottom + pad))


def _shifted(box: Box, area: Box) -> Box:
    return Box(box.left + area.left, box.top + area.top, box.right + area.left, box.bottom + area.top)
