"""How far a text that was read is from the truth: character and word errors, word recall."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from docarchive.records.text import folded

_LOST = 0.4  # share of a line's letters; chance alone finds half of a line somewhere


@dataclass(frozen=True, slots=True)
class Errors:
    """Counts over one or more pages; the rates follow from their sums, in per cent."""

    characters: int = 0
    character_edits: int = 0
    words: int = 0
    word_edits: int = 0
    words_found: int = 0

    def __add__(self, other: Self) -> "Errors":
        return Errors(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def cer(self) -> float:
        """Character edits per 100 characters of the truth."""
        return 100 * self.character_edits / max(self.characters, 1)

    @property
    def wer(self) -> float:
        """Word edits per 100 words of the truth."""
        return 100 * self.word_edits / max(self.words, 1)

    @property
    def recall(self) -> float:
        """Words of the truth that were read, in whatever order, per 100."""
        return 100 * self.words_found / max(self.words, 1)

    @property
    def rates(self) -> dict[str, float]:
        """CER, WER and word recall, to two places."""
        return {"cer": round(self.cer, 2), "wer": round(self.wer, 2), "recall": round(self.recall, 2)}


def collapsed(text: str) -> str:
    """NFC, every run of white space as one blank."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def compared(truth: str, read: str) -> Errors:
    """The errors of one page's text against its truth, both collapsed first."""
    truth, read = collapsed(truth), collapsed(read)
    words, found = truth.split(), read.split()
    return Errors(
        characters=len(truth),
        character_edits=distance(truth, read),
        words=len(words),
        word_edits=distance(words, found),
        words_found=(Counter(words) & Counter(found)).total(),
    )


def lost_lines(truth: str, read: str) -> list[str]:
    """Lines of the truth (of three words or more) of which most letters stand nowhere in the read text one after the other, marks
    and case left out: passed over, or read so badly that nobody would find them."""
    known = folded(collapsed(read))
    lines = [line for line in truth.splitlines() if len(line.split()) > 2]
    return [line for line in lines if nearest(folded(collapsed(line)), known) > _LOST * len(collapsed(line))]


def nearest(part: str, text: str) -> int:
    """Edits between `part` and the passage of `text` that is most like it."""
    edits = _edits(part, text, anywhere=True)
    return int(edits.min())


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Levenshtein distance: insertions, deletions and substitutions, each counted once."""
    return int(_edits(one, other, anywhere=False)[-1])


def _edits(one: Sequence[str], other: Sequence[str], *, anywhere: bool) -> NDArray[np.int_]:
    """Edits between `one` and `other` up to each of its places, counted from its start or from `anywhere` in it."""
    numbers: dict[str, int] = {}
    first, second = (np.array([numbers.setdefault(part, len(numbers)) for part in text], dtype=np.int32) for text in (one, other))
    steps = np.arange(len(second) + 1)
    row = np.zeros_like(steps) if anywhere else steps.copy()
    for number, part in enumerate(first, 1):
        cheapest = np.minimum(row[1:] + 1, row[:-1] + (second != part))
        # An insertion takes its cost from the left; counting from the step makes that a running minimum.
        row = np.minimum.accumulate(np.concatenate(([number], cheapest)) - steps) + steps
    return row
