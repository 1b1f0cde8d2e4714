"""The documents that a text refers to, each once, with the page and the words where it is first named."""

from collections.abc import Sequence

from docarchive.records.description import FieldValue
from docarchive.records.numbers import find_numbers
from docarchive.understanding import vocabulary
from docarchive.understanding.fields import field
from docarchive.understanding.numbering import NumberLine, known_groups
from docarchive.understanding.spans import Span, together


def cited(pages: Sequence[Sequence[Span]], own: NumberLine | None) -> list[FieldValue]:
    """`cited` values (the normal form of each number) by ordinal; the document's own number is none of them."""
    found: dict[str, FieldValue] = {}
    mine = {value.value for value in own.values if value.name == "ref_key"} if own else set()
    for spans in pages:
        lines = [span for span in spans if own is None or span.page != own.span.page or not span.box.meets(own.span.box)]
        if not lines:
            continue
        text = together(lines)
        starts = text.starts()
        for each in find_numbers(text.text, state_types=vocabulary.state_symbols()):
            where = text.cut(each.start, each.end, starts)
            key = each.number.key
            if where is not None and key not in found and key not in mine:
                sure = each.confidence * _read(where, vouched=known_groups(each.number)[1])
                found[key] = field("cited", each.number.norm, where, sure, ordinal=len(found))
    return list(found.values())


def _read(where: Span, *, vouched: bool) -> float:
    """The least sure word's confidence; a number is no dictionary word, so a known symbol lifts what the engine thinks of it."""
    least = min(word.confidence for word in where.words)
    return max(least, 0.8) if vouched and least > 0.4 else least
