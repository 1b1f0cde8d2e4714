"""To whom the document goes: Kính gửi above the text, Nơi nhận below it; the file copy (Lưu) is no recipient."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from docarchive.records.description import FieldValue
from docarchive.understanding.fields import field
from docarchive.understanding.spans import Span, together

_TO = re.compile(r"\W{0,2}(?:k.|.)nh g.i\b\s*[:;.]?\s*")
_SENT_TO = re.compile(r"\W{0,2}n.i nh.n\b\s*[:;.]?")
_DASH = re.compile(r"[-–—_~+•*¬ˆ]\s*\S|[-–—_~+•*¬ˆ]$")
_NOT_ONE = re.compile(r"\W*(?:luu\b|nhu tren|nhu dieu|nhu kinh gui)")


def recipients(first: Sequence[Span], pages: Sequence[tuple[Sequence[Span], int]]) -> list[FieldValue]:
    """One `recipient` each by ordinal, as printed: those of Kính gửi on the first page, then those of Nơi nhận."""
    entries = [*_addressed(first), *_copied(pages)]
    named = [(text, spans) for spans in entries if (text := _name(spans)) and not _NOT_ONE.match(together(spans).folded)]
    seen: dict[str, list[Span]] = {}
    for text, spans in named:
        seen.setdefault(text, spans)
    return [
        field("recipient", text, spans, together(spans).confidence, ordinal=ordinal)
        for ordinal, (text, spans) in enumerate(seen.items())
    ]


def _addressed(spans: Sequence[Span]) -> Iterator[list[Span]]:
    """Kính gửi: one name beside it, or a dashed list beside and below it, none of it further left than where it begins."""
    label = next((span for span in spans if _TO.match(span.folded)), None)
    if label is None:
        return
    match = _TO.match(label.folded)
    rest = label.cut(match.end(), len(label.text)) if match else None
    near = [span for span in spans if span.box.bottom > label.box.top + label.height / 3 and span is not label]
    beside = rest or next((span for span in near if span.box.left > label.box.right), None)
    left = beside.box.left if beside else label.box.left
    listed = _until_gap([span for span in near if span.box.top > label.box.top - label.height], label)
    inside = [*([rest] if rest else []), *_while_indented(listed, left - 1.5 * label.height)]
    yield from _entries(inside)


def _while_indented(column: Sequence[Span], left: float) -> list[Span]:
    return list(takewhile(lambda span: span.box.left >= left, column))


def _copied(pages: Sequence[tuple[Sequence[Span], int]]) -> Iterator[list[Span]]:
    """Nơi nhận of the last page that has one: its left column, dash by dash."""
    for spans, width in reversed(pages):
        for index, span in enumerate(spans):
            if _SENT_TO.match(span.folded) and span.box.left < 0.4 * width:
                column = [each for each in spans[index + 1 :] if each.box.left < span.box.left + 0.12 * width]
                yield from _entries(_until_gap(column, span))
                return


def _until_gap(column: Sequence[Span], above: Span) -> list[Span]:
    kept: list[Span] = []
    for span in column:
        if span.box.top - above.box.bottom > 1.3 * above.height:
            break
        kept.append(span)
        above = span
    return kept


def _entries(column: Sequence[Span]) -> list[list[Span]]:
    entries: list[list[Span]] = []
    for span in column:
        if entries and not _DASH.match(span.text):
            entries[-1].append(span)
        else:
            entries.append([span])
    return entries


def _name(spans: Sequence[Span]) -> str:
    return re.sub(r"^[^\w(]+", "", " ".join(span.text for span in spans)).rstrip(" ;.,:|_")
