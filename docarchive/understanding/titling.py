"""Type and subject (tên loại và trích yếu): the centred title decides, never the symbol; without one, V/v tells a letter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from docarchive.records.description import FieldValue
from docarchive.records.pages import Box, Page
from docarchive.understanding import vocabulary
from docarchive.understanding.fields import field, suggestion
from docarchive.understanding.letterhead import Letterhead
from docarchive.understanding.matching import alike, trust
from docarchive.understanding.numbering import NumberLine
from docarchive.understanding.spans import Span, together
from docarchive.understanding.vocabulary import DocumentType

_LETTER = "Công văn"
_REGARDING = re.compile(r"\W{0,2}v\s?[/1il|]\s?v\b|\W{0,2}ve viec\b", re.IGNORECASE)
_TO = re.compile(r"\W{0,2}(?:k.|.)nh g.i\b")
_BODY = re.compile(
    r"\W{0,2}(?:can cu|kinh gui|dieu \d|chuong [ivx]+\b|phan (?:thu|[ivx]+\b)|muc \d|xet |theo de nghi|noi nhan"
    r"|[ivx]{1,4}[.,]|\d{1,2}[.,)])"
)
_CONCLUSION = re.compile(r"\W*(?:ve\s+)?(?:thong bao\s+)?(?:y kien\s+)?(?:chi dao,?\s+)?(?:va\s+)?ket luan\b")
_MOST_LINES = 14
_RIM = 10  # words of a stamp that may run into a line
_HARDLY, _SLIPS = 0.45, 0.05  # with more letters in doubt the whole subject is but a suggestion


@dataclass(frozen=True, slots=True)
class Title:
    """The printed title: its place, the type it names, and what else stands on its line (part of the subject)."""

    span: Span
    kind: DocumentType
    rest: Span | None


def type_and_subject(page: Page, head: Letterhead, line: NumberLine | None, *, hidden: Box | None = None) -> list[FieldValue]:
    """`type`, `subtype` and `subject` of a first page; nothing where neither title nor V/v nor Kính gửi is seen.

    `hidden`: where a stamp lies; a V/v beside it or a subject under it has lost words, so it is only suggested.
    """
    title = _title(page, head, line)
    if title is not None:
        return [*_typed(title), *(_next_lines(title, head.rest) if head.plain else _subject_below(title, head.rest, hidden))]
    return _letter(page, head, line, hidden)


def _title(page: Page, head: Letterhead, line: NumberLine | None) -> Title | None:
    above = line.span.box.bottom if line else (head.right[0].box.bottom if head.found else 0)
    for span in head.rest:
        centred = head.plain or 0.36 * page.width < span.middle < 0.66 * page.width
        if above - span.height / 2 < (span.box.top + span.box.bottom) / 2 < 0.6 * page.height and centred and span.capitals:
            title = _as_title(span)
            if title:
                return title
    return None


def _as_title(span: Span) -> Title | None:
    heard = ["".join(vocabulary.syllables(word.text)) for word in span.words]
    offset = 1 if heard and not heard[0] else 0  # a speck before it
    kind = _kind(tuple(heard[offset:]))
    if kind is None:
        return None
    end = offset + len(vocabulary.syllables(kind.name))
    return Title(span, kind, Span(span.words[end:], span.page) if any(heard[end:]) else None)


def _kind(heard: tuple[str, ...]) -> DocumentType | None:
    """The type whose name `heard` begins with; with slips only where no other name is as near (thông báo, thông cáo)."""
    named = [(kind, vocabulary.syllables(kind.name)) for kind in vocabulary.types()]
    exact = next((kind for kind, name in named if heard[: len(name)] == name), None)
    near = [kind for kind, name in named if alike(heard[: len(name)], name)]
    return exact or (near[0] if len(near) == 1 else None)


def _typed(title: Title) -> list[FieldValue]:
    count = len(vocabulary.syllables(title.kind.name))
    where = Span(title.span.words[:count], title.span.page)
    return [field("type", title.kind.name, where, max(0.8, where.confidence) if title.span.capitals else where.confidence)]


def _subject_below(title: Title, spans: Sequence[Span], hidden: Box | None) -> list[FieldValue]:
    """The centred lines under the title, until a gap, the body's indent, a basis or a heading."""
    lines = [title.rest] if title.rest else []
    above, torn = title.span, False
    for span in (each for each in spans if each.box.top > title.span.box.bottom - 0.4 * title.span.height):
        if sum(map(str.isalpha, span.text)) < 2 or (span.middle < 0.5 * title.span.middle):
            continue  # a speck, or a mark at the left edge
        part = _centred(span, title.span)
        heading = span.capitals and any(not line.capitals for line in lines)
        far = heading or span.box.top - above.box.bottom > 1.1 * max(span.height, title.span.height)
        # A line just as close that isn't centred has lost its beginning under a stamp.
        torn = part is None and span.box.top - above.box.bottom < 0.3 * span.height
        if far or part is None or _BODY.match(part.folded) or len(lines) >= _MOST_LINES:
            break
        lines.append(part)
        above = part
    torn = torn or (hidden is not None and any(hidden.meets(line.box) for line in lines))
    return _subject(title.kind.name, lines, worth=0.6 if torn else 1.0)


def _next_lines(title: Title, spans: Sequence[Span]) -> list[FieldValue]:
    """In plain text the line after the title, with those it was wrapped into."""
    below = [span for span in spans if span.box.top > title.span.box.bottom - 0.4 * title.span.height]
    lines = [title.rest] if title.rest else []
    full = 0.75 * max(span.box.right for span in spans)
    for span in below[:_MOST_LINES]:
        if _BODY.match(span.folded) or (lines and lines[-1].box.right < full):
            break
        lines.append(span)
    return _subject(title.kind.name, lines)


def _centred(span: Span, title: Span) -> Span | None:
    """The span without what is hardly read at its ends (the rim of a stamp), if that stands under the title's middle."""
    tolerance = 0.035 * title.box.width + 0.9 * title.height
    count = len(span.words)
    lasts = range(max(1, count - _RIM), count + 1)
    cuts = sorted(((first, last) for last in lasts for first in range(min(last, _RIM + 1))), key=lambda cut: cut[0] - cut[1])
    for first, last in cuts:
        part, dropped = Span(span.words[first:last], span.page), (*span.words[:first], *span.words[last:])
        if dropped and Span(dropped, span.page).confidence > 0.6:
            continue
        if abs(part.middle - title.middle) <= tolerance:
            return part
    return None


def _subject(kind: str, lines: Sequence[Span], worth: float = 1.0) -> list[FieldValue]:
    if not lines:
        return []
    whole = together(lines)
    text = whole.text.strip(" .,;:|_*'\"")
    sure = whole.confidence if _likely_slips(whole) <= _SLIPS else min(whole.confidence, _HARDLY)
    found = [field("subject", text, lines, worth * sure)]
    if kind == "Thông báo" and _CONCLUSION.match(whole.folded):
        found.append(field("subtype", "Thông báo kết luận", lines[0], lines[0].confidence))
    return found


def _likely_slips(span: Span) -> float:
    """The share of its letters that stand in words which are probably misread."""
    letters = sum(len(word.text) for word in span.words)
    return sum(len(word.text) * (1 - trust(word.confidence)) for word in span.words) / letters


def _letter(page: Page, head: Letterhead, line: NumberLine | None, hidden: Box | None) -> list[FieldValue]:
    """A công văn: no title, a V/v under the number or a Kính gửi, and no type in its symbol."""
    regarding = _regarding(head, line)
    to = next((span for span in head.rest if _TO.match(span.folded) and span.box.top < 0.6 * page.height), None)
    where = regarding[0] if regarding else to
    subject = _subject(_LETTER, regarding, worth=0.6 if _beside(regarding, hidden) else 1.0)
    if line is None or where is None:
        return subject
    if line.type and line.type != "CV":
        return [*_by_symbol(line), *subject]
    return [field("type", _LETTER, where, 0.95 if regarding and to else 0.85), *subject]


def _beside(lines: Sequence[Span], hidden: Box | None) -> bool:
    if not lines or hidden is None:
        return False
    box = together(lines).box
    reach = 3 * box.height // len(lines)
    return hidden.meets(Box(max(0, box.left - reach), box.top, box.right + reach, box.bottom))


def _by_symbol(line: NumberLine) -> list[FieldValue]:
    """The symbol's abbreviation as a suggestion, where only one type has it: the title that decides wasn't read."""
    kinds = [kind for kind in vocabulary.types() if line.type in kind.symbols]
    return [suggestion("type", kinds[0].name, line.span, 0.5)] if len(kinds) == 1 else []


def _regarding(head: Letterhead, line: NumberLine | None) -> list[Span]:
    """The lines of V/v … in the left column, down to a gap or to Kính gửi."""
    below = [span for span in head.rest if line is None or span.box.top > line.span.box.top + line.span.height / 2]
    begin = next((index for index, span in enumerate(below) if _REGARDING.match(span.folded)), None)
    if begin is None:
        return []
    lines = [below[begin]]
    for span in below[begin + 1 :]:
        left = span.box.right < lines[0].box.left + 2.2 * max(each.box.width for each in lines)
        if not left or abs(span.middle - lines[0].middle) > max(0.5 * lines[0].box.width, 4 * span.height):
            continue
        apart = span.box.top - lines[-1].box.bottom > 0.65 * span.height or (
            span.capitals and span.confidence > _HARDLY and not lines[0].capitals
        )
        if apart or _TO.match(span.folded) or len(lines) >= _MOST_LINES:
            break
        lines.append(span)
    return lines
