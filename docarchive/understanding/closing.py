"""The close of a document in its two columns: recipients at the left, authority, position and name at the right."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docarchive.records.description import FieldValue
from docarchive.records.text import exact_form
from docarchive.understanding import vocabulary
from docarchive.understanding.fields import FILLED_FROM, field, suggestion
from docarchive.understanding.matching import alike, repaired, slips, trust
from docarchive.understanding.spans import Span, rows, together

_AUTHORITY = re.compile(
    r"\W*(?P<sign>(?:T\s?[/.]?\s?)?M|K\s?[/.]?\s?T|T\s?[/.]?\s?L|T\s?[/.]?\s?U\s?[/.]?\s?Q|Q)\s?[.,/:]\s*(?=\w)"
)
_SENT_TO = re.compile(r"\W{0,2}n.i nh.n\b")
_SPECKS = ".,;:|'\"“”"
_HARDLY, _BELIEVED = 0.35, 0.6
_ITEM = re.compile(r"[-–—_~+]\s\S")
_NAME = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Close:
    """The lines of one signature, top to bottom: those in capitals, and the name below them if it was read.

    `whole`: they begin level with Nơi nhận, so no line above was lost under a seal.
    """

    lines: tuple[Span, ...]
    name: Span | None
    whole: bool


def signature(pages: Sequence[tuple[Sequence[Span], int]]) -> list[FieldValue]:
    """`authority`, `sign_title` and `signer` of the last signature; `pages`: each page's spans and its width in pixels."""
    for spans, width in reversed(pages):
        found = _close(spans, width)
        if found is not None:
            return [*_authority_and_title(found), *_signer(found.name)]
    return _signer(_lone_name(*pages[-1])) if pages else []


def _close(spans: Sequence[Span], width: int) -> Close | None:
    right = rows(span for span in spans if span.middle > 0.5 * width and span.box.left > 0.38 * width)
    starts = [index for index, span in enumerate(right) if _opens(span)]
    for index in reversed(starts):
        lines = _block(right, index)
        name = _name_below(right, lines)
        if name is not None or any(_AUTHORITY.match(span.text) for span in lines):
            first = _first_line(right, index)
            lines = _block(right, first)
            return Close(tuple(lines), _name_below(right, lines), _is_whole(lines[0], spans, width))
    return None


def _is_whole(top: Span, spans: Sequence[Span], width: int) -> bool:
    """Whether the line stands level with Nơi nhận or, where that wasn't read, above the first of those named under it."""
    sent = _sent_to(spans, width)
    if sent is not None:
        return top.box.top < sent.box.top + 0.8 * max(top.height, sent.height)
    items = [span.box.top for span in spans if _ITEM.match(span.text) and span.box.right < 0.6 * width]
    below = [each for each in items if each > top.box.top - 3 * top.height]
    return bool(below) and top.box.top + 0.5 * top.height < min(below) < top.box.top + 2.5 * top.height


def _sent_to(spans: Sequence[Span], width: int) -> Span | None:
    return next((span for span in spans if _SENT_TO.match(span.folded) and span.box.left < 0.4 * width), None)


def _opens(span: Span) -> bool:
    return span.capitals and (bool(_AUTHORITY.match(span.text)) or _position(_bare(span)) is not None)


def _first_line(right: Sequence[Span], index: int) -> int:
    """The topmost line of the block that `index` stands in."""
    while index and _opens(right[index - 1]) and _follows(right[index - 1], right[index]):
        index -= 1
    return index


def _follows(above: Span, below: Span) -> bool:
    near = below.box.top - above.box.bottom < 1.5 * max(above.height, below.height)
    return near and abs(above.middle - below.middle) < max(above.box.width, below.box.width)


def _block(right: Sequence[Span], index: int) -> list[Span]:
    """The lines in capitals from `index` on; a piece of a seal among them is passed over."""
    lines = [right[index]]
    for span in right[index + 1 :]:
        if span.confidence < _BELIEVED and not _opens(span):
            continue
        if not _follows(lines[-1], span) or not span.capitals or _looks_like_name(span):
            break
        lines.append(span)
    return lines


def _bare(span: Span) -> str:
    """The line without its abbreviation of authority."""
    return _AUTHORITY.sub("", span.text, count=1)


def _position(text: str) -> str | None:
    """The position that `text` names or begins with, slips allowed."""
    heard = vocabulary.syllables(text)
    names = sorted(vocabulary.names("positions"), key=lambda name: -len(name))
    return next((name for name in names if alike(heard[: len(key := vocabulary.syllables(name))], key)), None)


def _authority_and_title(close: Close) -> Iterator[FieldValue]:
    signs = [(match["sign"], span) for span in close.lines if (match := _AUTHORITY.match(span.text))]
    last = max((index for index, span in enumerate(close.lines) if _AUTHORITY.match(span.text)), default=-1)
    titles = close.lines[last + 1 :] or (close.lines[last:] if signs and signs[-1][0] in {"Q"} else ())
    title = together(titles) if titles else None
    text, sure = _title_text(title) if title else ("", 0.0)
    deputy_of = _bare(signs[-1][1]) if signs and re.sub(r"\W", "", signs[-1][0]) == "KT" else ""
    text, sure = _deputy(text, sure, deputy_of) if deputy_of else (text, sure)
    deputy = vocabulary.syllables(text)[:1] in {("pho",), ("thu",)}
    if signs:
        letters = (re.sub(r"\W", "", sign) for sign, _ in signs)
        value = " ".join({"M": "TM"}.get(sign, sign) + "." for sign in letters)
        yield field(
            "authority",
            value,
            [span for _, span in signs],
            min(0.8 if span.confidence > _HARDLY else span.confidence for _, span in signs),
        )
    elif title is not None and _position(text) is not None and (close.whole or deputy):
        # A deputy always signs for somebody (KT.): without it the line above was not read.
        yield field("authority", "none", title, sure) if not deputy else suggestion("authority", "KT.", title, 0.5)
    if title is not None:
        yield field("sign_title", text, title, sure)


def _deputy(text: str, sure: float, chief: str) -> tuple[str, float]:
    """The title as read, or the chief's deputy where it is that but for a few letters under a seal (KT. says who signs)."""
    meant = "THỨ TRƯỞNG" if vocabulary.syllables(chief) == ("bo", "truong") else f"PHÓ {chief}"
    one, other = "".join(vocabulary.syllables(text)), "".join(vocabulary.syllables(meant))
    known = vocabulary.syllables(chief) in _positions()
    if known and sure < FILLED_FROM and slips(one, other, len(other) // 4) <= len(other) // 4:
        return meant, 0.85
    return text, sure


def _positions() -> set[tuple[str, ...]]:
    return {vocabulary.syllables(name) for name in vocabulary.names("positions")}


def _title_text(title: Span) -> tuple[str, float]:
    known = {
        vocabulary.syllables(name): name
        for name in (*vocabulary.names("positions"), *vocabulary.names("issuers"), *vocabulary.names("heads"))
    }
    text, sure = repaired(title.words, known)
    text = _AUTHORITY.sub("", text, count=1).strip(" .,;:|_*'\"~-")
    heard = vocabulary.syllables(text)
    named = any(heard[: len(position)] == position for position in _positions())
    return text, sure if named else 0.7 * sure


def _name_below(right: Sequence[Span], lines: Sequence[Span]) -> Span | None:
    """The first line below that reads as a person's name, under the middle of the title and within reach of a signature."""
    last = lines[-1]
    for span in right:
        gap = span.box.top - last.box.bottom
        reach = 1.2 * last.height < gap < 14 * last.height and abs(span.middle - last.middle) < max(
            0.6 * last.box.width, 5 * last.height
        )
        if reach and _looks_like_name(span):
            return span
    return None


def _lone_name(spans: Sequence[Span], width: int) -> Span | None:
    """The only name in the right half beside Nơi nhận, where a seal has hidden the lines above it."""
    sent = _sent_to(spans, width)
    if sent is None:
        return None
    right = [span for span in spans if span.box.top > sent.box.top and span.box.left > 0.5 * width]
    named = [span for span in right if _looks_like_name(span)]
    return named[0] if len(named) == 1 else None


def _looks_like_name(span: Span) -> bool:
    """Two to six syllables with capitals (the first may have lost its letter), a known family name where all is capitals."""
    words = [text for word in span.words if (text := word.text.strip(_SPECKS))]
    if (
        not 2 <= len(words) <= 6
        or not all(_NAME.fullmatch(word) for word in words)
        or not all(word[0].isupper() for word in words[1:])
    ):
        return False
    worth = _family(words[0])[1]
    known = worth > 0.5 or (not span.capitals and (words[0][0].isupper() or _family(words[0])[0] != words[0]))
    return known and _position(span.text) is None


def _signer(name: Span | None) -> list[FieldValue]:
    if name is None:
        return []
    words = [text for word in name.words if (text := word.text.strip(_SPECKS))]
    family, worth = _family(words[0])
    value = " ".join([family, *words[1:]])
    # "Văn Nháp": Văn and Thị stand before a given name, so that the family name was lost under a seal.
    worth = min(worth, 0.5) if len(words) == 2 and words[0].lower() in ("văn", "thị") else worth
    sure = worth * min(trust(word.confidence) for word in name.words)
    return [field("signer", value.title() if value.isupper() else value, name, sure)]


def _family(read: str) -> tuple[str, float]:
    """The family name meant, and what it is worth: read so, its marks put back, or its first letter lost under the ink."""
    names = vocabulary.names("family_names")
    exact = next((name for name in names if exact_form(name) == exact_form(read)), None)
    if exact:
        return read, 1.0
    unmarked = [name for name in names if vocabulary.syllables(name) == vocabulary.syllables(read)]
    behead = [name for name in names if len(read) > 1 and exact_form(name)[1:] == exact_form(read)]
    if len(unmarked) == 1:
        return unmarked[0].upper() if read.isupper() else unmarked[0], 0.85
    return (behead[0], 0.5) if len(behead) == 1 else (read, 0.5)
