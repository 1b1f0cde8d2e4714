"""Who issued the document, and the body above it: the capitals above the number in the left column."""

from collections.abc import Sequence

from docarchive.records.description import FieldValue
from docarchive.understanding import vocabulary
from docarchive.understanding.fields import field
from docarchive.understanding.letterhead import Letterhead
from docarchive.understanding.matching import repaired
from docarchive.understanding.numbering import NumberLine
from docarchive.understanding.spans import Span, together

_JOINT = {"TTLT", "NQLT", "KHPH", "QCPH", "CTPH"}
_ONLY_FIRST = {("chinh", "phu"), ("quoc", "hoi"), ("chu", "tich")}  # elsewhere they go on: Văn phòng / Chính phủ


def issuer_and_parent(head: Letterhead, line: NumberLine | None) -> list[FieldValue]:
    """`issuer` (the last body, or every one of a joint document by ordinal) and `parent_body` where one stands above it."""
    lines = _name_lines(head, line)
    joint = line is not None and line.type in _JOINT
    bodies = _bodies([part for span in lines for part in _at_dashes(span)] if joint else lines)
    if not bodies:
        return []
    if joint and len(bodies) > 1:
        return [_named("issuer", body, ordinal) for ordinal, body in enumerate(bodies)]
    parent = [_named("parent_body", together(bodies[:-1]))] if len(bodies) > 1 else []
    return [*parent, _named("issuer", bodies[-1])]


def _name_lines(head: Letterhead, line: NumberLine | None) -> list[Span]:
    """The lines in capitals above the number, or beside the national title where there is no number."""
    title = head.right[0] if head.right else None
    if line is not None:
        bottom = line.span.box.top
    elif head.found and title is not None:
        bottom = title.box.top if head.plain else round(title.box.bottom + 3 * title.height)
    else:
        return []
    lines = [span for span in head.left if (span.box.top + span.box.bottom) / 2 < bottom and span.capitals]
    return [span for span in lines if sum(sign.isalpha() for sign in span.text) > 2 and span.confidence > 0.4]


def _bodies(lines: Sequence[Span]) -> list[Span]:
    """Lines joined to bodies: a new one begins where a line begins with a word such as BỘ, SỞ or VĂN PHÒNG."""
    bodies: list[Span] = []
    for span in lines:
        if bodies and not _begins_body(bodies[-1], span):
            bodies[-1] = together([bodies[-1], span])
        else:
            bodies.append(span)
    return bodies


def _begins_body(above: Span, span: Span) -> bool:
    heard, before = vocabulary.syllables(span.text), vocabulary.syllables(above.text)
    if before + heard in _known_bodies() or heard[:2] in _ONLY_FIRST or above.text.rstrip().endswith((",", "-", "–")):
        return False
    unfinished = before in _heads() and before not in _known_bodies()  # CHỦ TỊCH / ỦY BAN …, ĐẢNG ỦY / BỘ …
    if unfinished or heard[:2] == ("phong", "chong"):
        return False
    return any(heard[: len(head)] == head for head in _heads())


def _at_dashes(span: Span) -> list[Span]:
    """The bodies of a joint document that stand on one line: BỘ TƯ PHÁP - BỘ CÔNG AN."""
    cuts = [index for index, word in enumerate(span.words[:-1]) if word.text in {"-", "–", "—"} and index]
    ends = [*cuts, len(span.words)]
    return [Span(span.words[begin:end], span.page) for begin, end in zip([0, *(cut + 1 for cut in cuts)], ends, strict=True)]


def _heads() -> list[tuple[str, ...]]:
    return [vocabulary.syllables(name) for name in vocabulary.names("heads")]


def _known_bodies() -> set[tuple[str, ...]]:
    return {vocabulary.syllables(name) for name in vocabulary.names("issuers")}


def _named(name: str, body: Span, ordinal: int = 0) -> FieldValue:
    """As printed, repaired where the authority table clearly has the same name."""
    value, sure = repaired(body.words, vocabulary.phrases())
    if not any(vocabulary.syllables(value)[: len(head)] == head for head in _heads()):
        sure *= 0.6  # the line that says what kind of body it is was lost
    return field(name, value.strip(" .,;:'\"|_*~-"), body, sure, ordinal=ordinal)
