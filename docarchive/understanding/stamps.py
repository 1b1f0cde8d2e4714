"""What is stamped on a first page: secrecy and urgency (Decree 30/2020, appendix I, box 10), and the receiver's stamp."""

from collections.abc import Iterable, Sequence

from docarchive.records.description import FieldValue
from docarchive.records.pages import Box, Kind, Page, around
from docarchive.understanding.fields import field
from docarchive.understanding.spans import Span, of_page
from docarchive.understanding.vocabulary import rows, syllables

_ARRIVAL_MM = (15, 15, 40, 18)  # of the stamp to the left of its word ĐẾN, above, to the right, below
_SURE = 0.90  # words in the stamp's place under it may be a mixture of both


def hidden_by_arrival(page: Page) -> Box | None:
    """Where the receiver's ĐẾN stamp lies on the page: it may have hidden words of the document."""
    stamps = [block for block in page.regions if block.kind is Kind.ARRIVAL]
    if not stamps:
        return None
    words = [word for block in stamps for line in block.lines for word in line.words]
    own = next((word.box for word in words if syllables(word.text) == ("den",)), around(word.box for word in words))
    left, up, right, down = (round(length / 25.4 * page.dpi) for length in _ARRIVAL_MM)
    return Box(max(0, own.left - left), max(0, own.top - up), own.right + right, own.bottom + down)


def outside(spans: Iterable[Span], area: Box | None) -> list[Span]:
    """The spans without unsure words in the stamp's `area`: what was read there is neither the stamp nor the text."""
    if area is None:
        return list(spans)
    kept = (
        (span, tuple(word for word in span.words if word.confidence >= _SURE or not _centred_in(word.box, area)))
        for span in spans
    )
    return [Span(words, span.page) for span, words in kept if words]


def _centred_in(box: Box, area: Box) -> bool:
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return area.left <= across <= area.right and area.top <= down <= area.bottom


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
