"""One page in, one reading out: text layer, or OCR, or blank. Runs only in the child process."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from docarchive.errors import PageUnreadable
from docarchive.reading import drawn
from docarchive.reading.again import completed
from docarchive.reading.annotations import ready_page
from docarchive.reading.cleaning import Copy, reading_copy
from docarchive.reading.codes import separator_code
from docarchive.reading.condition import condition_of
from docarchive.reading.doubts import read_twice
from docarchive.reading.engines import Engine
from docarchive.reading.forms import in_order
from docarchive.reading.layers import VERSION, believed, layer_of
from docarchive.reading.limits import Limits
from docarchive.reading.marks import with_marks
from docarchive.reading.media import PDF, TEXT
from docarchive.reading.order import arranged
from docarchive.reading.pictures import Pictures, turned, write_pictures
from docarchive.reading.raster import ENLARGED, HIGHEST, Raster, has_lost_picture, rasterise
from docarchive.reading.regions import parted
from docarchive.reading.rubbish import without_rubbish
from docarchive.reading.second import SecondReader
from docarchive.reading.unjoined import unjoined
from docarchive.records.pages import Block, Page
from docarchive.records.readings import Reading

_DOUBTFUL = 0.60  # under this confidence another turn of the page is asked for
#: A separator sheet has fewer words than this, also with a long title and its codes misread as some more.
_MOST_WORDS = 200
_DIGIT = 0.8  # square millimetres of ink: less than the smallest page number has


@dataclass(frozen=True, slots=True)
class Source:
    """A page to be read: file, media type, index from 0, and the folder for what is written in between."""

    path: Path
    media_type: str
    index: int
    work: Path


def _ready(source: Source) -> tuple[Source, Source]:
    """The page as it is shown and as it is read."""
    if source.media_type != PDF:
        return source, source
    ready = ready_page(source.path, source.index, source.work)
    return (replace(source, path=ready.shown, index=ready.index), replace(source, path=ready.read, index=ready.index))


def read_page(
    source: Source, limits: Limits, folder: Path | None, engine: Engine, second: SecondReader | None = None
) -> tuple[Reading, Pictures | None]:
    """The page's reading by `engine`, its doubtful words by `second` too, and its pictures where a `folder` for them is given.

    Raises PageUnreadable.
    """
    shown, ready = _ready(source)
    layered = _has_layer(ready, limits)
    raster = _raster(ready, limits, layered=layered)
    reading = (_layer(ready, raster) if layered else None) or _recognised(raster, engine, second)
    reading = replace(reading, condition=condition_of(raster), code=_code(source, raster, reading))
    if reading.engine == "blank" and ready.media_type == PDF and has_lost_picture(ready.path, ready.index):
        raise PageUnreadable("damaged-page", "an image of the page can't be decoded")
    if folder is None:
        return reading, None
    if shown != ready:
        raster = _raster(shown, limits, layered=layered, dpi=raster.dpi)
    return reading, write_pictures(turned(raster.image, reading.page.turn), folder, source.index, raster.dpi)


def _code(source: Source, raster: Raster, reading: Reading) -> str:
    """What a page says that is a separator sheet after all: printed to a file and never scanned, or with its QR code lost."""
    if reading.code or source.media_type == TEXT or reading.engine == "blank":
        return reading.code
    few = sum(1 for _ in reading.page.words) <= _MOST_WORDS
    return separator_code(raster, closely=True) if few else ""


def picture_page(source: Source, limits: Limits, folder: Path, *, turn: int, dpi: int) -> Pictures:
    """The pictures of a page read before, at its `turn`; `dpi` 0 means the page's own reading resolution."""
    shown, ready = _ready(source)
    raster = _raster(shown, limits, layered=_has_layer(ready, limits), dpi=dpi)
    return write_pictures(turned(raster.image, turn), folder, source.index, raster.dpi)


def _has_layer(source: Source, limits: Limits) -> bool:
    return source.media_type == TEXT or (source.media_type == PDF and believed(source.path, source.index, limits.megapixels))


def _raster(source: Source, limits: Limits, *, layered: bool, dpi: int = 0) -> Raster:
    # Drawn text that isn't recognised needs no more pixels than people see.
    sharp = ENLARGED if layered else HIGHEST
    return rasterise(source.path, source.media_type, source.index, megapixels=limits.megapixels, dpi=dpi, vector_dpi=sharp)


def _layer(source: Source, raster: Raster) -> Reading | None:
    """The reading from the file's own text; None where its words can't be had after all."""
    if source.media_type == TEXT:
        return Reading("text-layer", "text file", drawn.page_words(source.path, source.index))
    layer = layer_of(source.path, source.index, raster.dpi, raster.image.size)
    if not layer.words:
        return None
    engine = "legacy-layer" if layer.decoded else "text-layer"
    return Reading(engine, VERSION, parted(Page(*raster.image.size, in_order(arranged(layer.words)), raster.dpi)))


def _recognised(raster: Raster, engine: Engine, second: SecondReader | None) -> Reading:
    if is_blank(raster.image, raster.dpi):
        return Reading("blank", "", Page(*raster.image.size, (), raster.dpi))
    if code := separator_code(raster):  # its words are for people; reading them, and the code's points for some, takes seconds
        return Reading("separator", "", Page(*raster.image.size, (), raster.dpi), code=code)
    best = _attempt(raster, engine, turn=0)
    if best.page.confidence < _DOUBTFUL or not best.page.blocks or _lies_sideways(best.page):
        turn = engine.upside(best.copy.image)
        if turn:
            best = max(_attempt(raster, engine, turn=turn), best, key=lambda attempt: _worth(attempt.page))
    version = f"{engine.version()}, {second.version}" if second else engine.version()
    return Reading("tesseract", version, _completed(best, engine, second))


@dataclass(frozen=True, slots=True)
class _Attempt:
    """The page's raster, turned; the copy that was read, and what was read of it, boxes in the copy's pixels."""

    image: Image.Image
    copy: Copy
    page: Page


def _attempt(raster: Raster, engine: Engine, *, turn: int) -> _Attempt:
    image = turned(raster.image, turn)
    copy = reading_copy(image, dpi=raster.dpi)
    # Where Tesseract's own layout finds nothing (a page number alone), the page is taken as one block.
    found = next(filter(None, (engine.recognise(copy.image, dpi=raster.dpi, psm=psm) for psm in (3, 6))), ())
    return _Attempt(image, copy, Page(*copy.page, without_rubbish(unjoined(found)), raster.dpi, turn))


def _completed(attempt: _Attempt, engine: Engine, second: SecondReader | None) -> Page:
    """The page with what a second look and a second reader found, in reading order, boxes on the page's own raster."""
    copy, page = attempt.copy, attempt.page

    def recognise(image: Image.Image, psm: int = 11) -> tuple[Block, ...]:
        return engine.recognise(image, dpi=page.dpi, psm=psm)

    blocks, unread = completed(copy.image, page.blocks, page.dpi, recognise)
    if second:
        blocks = read_twice(blocks, copy.image, second)
    black = replace(page, blocks=copy.words_back(in_order(blocks)), unread=tuple(map(copy.back, unread)))
    return parted(with_marks(black, attempt.image, copy.marks, recognise))


def _worth(page: Page) -> float:
    """Letters that were read, weighted by their confidence."""
    return sum(len(word.text) * word.confidence for word in page.words)


def _lies_sideways(page: Page) -> bool:
    """Whether most of the longer words stand higher than they are wide: a page turned by a quarter is read well as it lies."""
    long = [word.box for word in page.words if len(word.text) > 2]
    return bool(long) and sum(box.height > box.width for box in long) > 0.6 * len(long)


def is_blank(image: Image.Image, dpi: int) -> bool:
    """Whether there is less ink than a page number has, the outermost 8 mm and single specks left out."""
    step = max(1, round(dpi / 50))
    border = round(8 / 25.4 * dpi)
    inner = image.convert("L").crop(
        (border, border, max(image.width - border, border + 1), max(image.height - border, border + 1))
    )
    levels = np.asarray(inner.reduce(step), dtype=np.float32)
    inked = levels < min(float(np.median(levels)) - 35, 215)
    return float(inked.sum()) * (step / dpi * 25.4) ** 2 < _DIGIT
