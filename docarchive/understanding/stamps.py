"""What is stamped on a first page: secrecy and urgency, and the marks of others that are no part of the document.

The receiver's ĐẾN stamp and the visible stamp of a digital signature carry numbers and dates of their own, so they are
taken away before the letterhead is read (Decree 30/2020 appendix IV part V; appendix I box 14).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from docarchive.records.description import FieldValue
from docarchive.records.pages import Box, Page, Word
from docarchive.understanding.fields import field
from docarchive.understanding.spans import Span, of_page
from docarchive.understanding.vocabulary import rows, syllables

_SIGNATURE = re.compile(
    r"\W*(?:ki boi|ki so boi|nguoi ki|co quan|thoi gian ki|ngay ki|email|don vi|digitally signed|signature)\b.{0,3}[:;]?"
)
_SIGNATURE_TIME = re.compile(r"\d\d[:.]\d\d[:.]\d\d|\+0?7[:.]00")
_ARRIVAL_LABELS = {"so", "ngay", "gio", "chuyen", "luu", "ho"}
_MM = 1 / 25.4


@dataclass(frozen=True, slots=True)
class Unmarked:
    """The `spans` of a first page that belong to the document itself, and where an arrival stamp hid some."""

    spans: list[Span]
    hidden: Box | None = None


def without_foreign_marks(page: Page, number: int) -> Unmarked:
    """The page (`number` counts from 1) from top to bottom without the receiver's stamp and the signature's."""
    mine = _without_signature(of_page(page, number), page)
    arrival = next((word for span in mine if (word := _arrival(span, page)) is not None), None)
    if arrival is None:
        return Unmarked(mine)
    area = _arrival_area(arrival.box, page.dpi)
    kept = (_outside(span, area) for span in mine)
    return Unmarked([span for span in kept if span is not None], area)


def _arrival(span: Span, page: Page) -> Word | None:
    """The big ĐẾN of the stamp: capitals, in the upper part of the left half, alone or beside the stamp's other labels."""
    words = [word for word in span.words if any(map(str.isalpha, word.text))]
    if not words or span.box.top > 0.4 * page.height or span.middle > 0.6 * page.width:
        return None
    labels = {syllable for word in words[1:] for syllable in syllables(word.text)} <= _ARRIVAL_LABELS
    return words[0] if labels and words[0].text.isupper() and syllables(words[0].text) == ("den",) else None


def _arrival_area(word: Box, dpi: int) -> Box:
    """The stamp, about 50 × 35 mm, round the word ĐẾN that stands at its left."""
    left, up, right, down = (round(length * _MM * dpi) for length in (15, 15, 40, 18))
    return Box(max(0, word.left - left), max(0, word.top - up), word.right + right, word.bottom + down)


def _outside(span: Span, area: Box) -> Span | None:
    """The words of the span outside the stamp."""
    kept = tuple(word for word in span.words if not _centred_in(word.box, area))
    return Span(kept, span.page) if kept else None


def _centred_in(box: Box, area: Box) -> bool:
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return area.left <= across <= area.right and area.top <= down <= area.bottom


def _without_signature(spans: list[Span], page: Page) -> list[Span]:
    """Without the lines of a signature's visible stamp and those that run on from them in the same small letters."""
    marks = [span for span in spans if _SIGNATURE.match(span.folded) or _SIGNATURE_TIME.search(span.text)]
    named = [span for span in marks if _SIGNATURE.match(span.folded)]
    if len(marks) < 2 or not named:
        return spans
    near = [Box(max(0, s.box.left - 5), s.box.top, s.box.right + 5, s.box.bottom + round(1.2 * s.height)) for s in marks]
    return [
        span
        for span in spans
        if span not in marks
        and not (any(span.box.meets(box) for box in near) and span.height < 1.2 * named[0].height and not span.capitals)
    ]


def secrecy(pages: Sequence[Page]) -> FieldValue | None:
    """The level of secrecy stamped on page 1 (Mật, Tối mật, Tuyệt mật), or None.

    A stamp is in capitals and stands alone, in the first quarter of the page or in the stamp's own place at the left
    below the letterhead (box 10a). In doubt it is returned with its low confidence: a false alarm costs a look.
    """
    return _stamped(pages, "secrecy")


def urgency(pages: Sequence[Page]) -> FieldValue | None:
    """The urgency stamped on page 1 (Khẩn, Thượng khẩn, Hỏa tốc), or None."""
    return _stamped(pages, "urgency")


def _stamped(pages: Sequence[Page], kind: str) -> FieldValue | None:
    if not pages:
        return None
    known = {syllables(row["printed"]): row for row in rows("stamps") if row["kind"] == kind}
    found = [
        field(kind, known[heard]["value"], span, _sure(span, known[heard]["printed"]))
        for span in of_page(pages[0], 1)
        if (heard := _without_label(syllables(span.text), kind)) in known and span.capitals and _in_its_place(span, pages[0])
    ]
    return max(found, key=lambda value: value.confidence, default=None)


def _without_label(heard: tuple[str, ...], kind: str) -> tuple[str, ...]:
    label = {"secrecy": ("do", "mat"), "urgency": ("do", "khan")}[kind]
    return heard[2:] if heard[:2] == label else heard


def _in_its_place(span: Span, page: Page) -> bool:
    upper, left = span.box.bottom < 0.25 * page.height, span.box.right < 0.45 * page.width
    return upper or (left and span.box.bottom < 0.4 * page.height)


def _sure(span: Span, printed: str) -> float:
    """High when it is read letter by letter; a lone MAT may be MẶT or a piece of another word."""
    exact = printed in span.text.upper()
    return max(0.3, span.confidence) * (1.0 if exact else 0.75)
