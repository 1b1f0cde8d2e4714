"""What an engine makes of seals, signatures and stains: runs that read as nothing, left out of the running text."""

import re
from collections.abc import Iterator

from docarchive.reading.order import joined, runs
from docarchive.reading.syllables import is_syllable
from docarchive.records.pages import Block, Line, Word
from docarchive.records.text import folded

_DOUBTFUL = 0.60  # a run under this confidence is left out
_LIKELY = 0.30  # unless it holds a number, symbol or syllable of at least this
_SYMBOL = re.compile(r"/[A-ZĐ]{2,}|^[A-ZĐ]{2,}-[A-ZĐ]{2,}$")  # "/CT-UBND", whatever the number before it was taken for
_AROUND = ".,;:()-–\"'“”/"


def without_rubbish(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks without their hopeless runs; all of them where nothing else was read, for such a page must look bad."""
    kept = tuple(Block(lines) for block in blocks if (lines := tuple(_sound_lines(block))))
    return kept or blocks


def _sound_lines(block: Block) -> Iterator[Line]:
    for line in block.lines:
        parts = list(runs(line.words))
        sound = [part for part in parts if _is_sound(part)]
        # What begins a line that was read stays if it may be a word: "Số:" before a number written by hand.
        kept = [part for part in parts if part in sound or (sound and part is parts[0] and any(map(is_plausible, part.words)))]
        if kept:
            yield joined(kept)


def _is_sound(run: Line) -> bool:
    letters = sum(len(word.text) for word in run.words)
    sure = sum(len(word.text) * word.confidence for word in run.words) / letters
    likely = [word for word in run.words if is_plausible(word)]
    return any(map(may_be_secret, run.words)) or sure >= _DOUBTFUL or any(word.confidence >= _LIKELY for word in likely)


def may_be_secret(word: Word) -> bool:
    """Whether a word may be a mark of secrecy (Mật): kept however badly its stamp was read, since a page must never be shown
    because a word was dropped."""
    return folded(word.text).strip(_AROUND + "[]|") == "mat"


def is_plausible(word: Word) -> bool:
    """Whether a word may be one: a number, a symbol, or a syllable of at least two letters."""
    text = word.text.strip(_AROUND)
    if len(text) < 2:
        return False
    return text.isdigit() or _SYMBOL.search(text) is not None or (text.isalpha() and is_syllable(text))
