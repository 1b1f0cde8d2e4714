"""What an engine makes of seals, signatures and stains: runs that read as nothing, left out of the running text."""

import re
from collections.abc import Iterator

from docarchive.reading.order import runs
from docarchive.reading.syllables import is_syllable
from docarchive.records.pages import Block, Line, Word

_HOPELESS = 0.30  # a run under this confidence is left out
_DOUBTFUL = 0.60  # so is one under this in which no word is a number or a syllable
_LIKELY = 0.30  # but one likely number, symbol or syllable keeps its run: "Số:" before a number written by hand
_SYMBOL = re.compile(r"/[A-ZĐ]{2,}|^[A-ZĐ]{2,}-[A-ZĐ]{2,}$")  # "/CT-UBND", whatever the number before it was taken for
_AROUND = ".,;:()-–\"'“”/"


def without_rubbish(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks without their hopeless runs; all of them where nothing else was read, for such a page must look bad."""
    kept = tuple(Block(lines) for block in blocks if (lines := tuple(_sound_lines(block))))
    return kept or blocks


def _sound_lines(block: Block) -> Iterator[Line]:
    for line in block.lines:
        words = tuple(word for run in runs(line.words) if _is_sound(run) for word in run.words)
        if words:
            yield Line(words)


def _is_sound(run: Line) -> bool:
    letters = sum(len(word.text) for word in run.words)
    sure = sum(len(word.text) * word.confidence for word in run.words) / letters
    likely = [word for word in run.words if _is_plausible(word)]
    return sure >= _DOUBTFUL or (sure >= _HOPELESS and bool(likely)) or any(word.confidence >= _LIKELY for word in likely)


def _is_plausible(word: Word) -> bool:
    text = word.text.strip(_AROUND)
    if len(text) < 2:
        return False
    return text.isdigit() or _SYMBOL.search(text) is not None or (text.isalpha() and is_syllable(text))
