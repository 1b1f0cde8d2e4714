"""Place and date of issue from the right column of the letterhead; what can't be read of the date stays open.

Only the letterhead is looked at, so a basis line, an arrival stamp or a signature's time never gives the date.
"""

import re

from docarchive.records.dates import PartialDate
from docarchive.records.description import FieldValue
from docarchive.records.text import exact_form
from docarchive.understanding import vocabulary
from docarchive.understanding.fields import field, suggestion
from docarchive.understanding.letterhead import Letterhead
from docarchive.understanding.matching import repaired
from docarchive.understanding.spans import Span

_DATE = re.compile(
    r"(?:(?P<place>[^,;:]{2,40}?)\s*[,.;]\s*)?"
    r"\bng[a-z]{1,2}(?P<day>[^a-z]{0,10}?|\W*[\w/†]{0,4}?)\s*"
    r"th[a-z]ng\s*(?P<month>\S{0,3}|[^a-z]{0,6}?)\s*n[a-z]m\s*(?P<year>\d{4})"
)
_CLEAR, _EXACT = 0.9, 0.999
_LIKE_DIGITS = str.maketrans("lI|iOo", "111100")


def place_and_date(head: Letterhead) -> list[FieldValue]:
    """Place and date (EDTF) with their boxes; a day or month that isn't clear is left out and, at best, suggested."""
    for span in head.right:
        match = _DATE.search(span.folded)
        if match:
            return [*_place(span, match), *_date(span, match)]
    return []


def _place(span: Span, match: re.Match[str]) -> list[FieldValue]:
    where = span.cut(*match.span("place")) if match["place"] else None
    if where is None:
        return []
    known = {vocabulary.syllables(name): name for name in vocabulary.names("places")}
    words = list(where.words)
    while words and any(sign.isdigit() or sign == "/" for word in words for sign in word.text):
        words.pop(0)  # the number, where both stand on one line of plain text
    if not words:
        return []
    where = Span(tuple(words), where.page)
    value, sure = repaired(words, known)
    value = value.strip(" ,.;:'\"|_*-")
    if not value or not value[0].isupper() or any(sign.isdigit() for sign in value):
        return []
    return [field("place", value, where, sure)]


def _date(span: Span, match: re.Match[str]) -> list[FieldValue]:
    year, month = _year(span, match), _month(span, match)
    if year is None:
        return []
    where = span.cut(match.start("day"), match.end()) or span
    day = _day(match)
    sure = min(year[1], month[1] if month else 1.0)
    try:
        partial = PartialDate(year[0], month[0] if month else None)
        whole = PartialDate(year[0], month[0], day) if month and day else None
    except ValueError:  # a day that the calendar doesn't have: misread, so the day is open
        return [field("date", PartialDate(year[0], month[0] if month else None).edtf, where, sure)]
    if whole and _is_print(span, match):
        return [field("date", whole.edtf, where, min(sure, _least(span.cut(*match.span("day")))))]
    guess = [suggestion("date", whole.edtf, where, 0.5 * _least(span.cut(*match.span("day"))))] if whole else []
    return [field("date", partial.edtf, where, sure), *guess]


def _year(span: Span, match: re.Match[str]) -> tuple[int, float] | None:
    year = int(match["year"])
    return (year, _least(span.cut(*match.span("year")))) if 1945 <= year <= 2100 else None


def _month(span: Span, match: re.Match[str]) -> tuple[int, float] | None:
    read = match["month"].strip(" .,:")
    digits = read.translate(_LIKE_DIGITS)
    where = span.cut(*match.span("month"))
    if not re.fullmatch(r"\d{1,2}", digits) or not 1 <= int(digits) <= 12 or where is None:
        return None
    return int(digits), max(0.6, _least(where)) * (1.0 if digits == read else 0.9)


def _day(match: re.Match[str]) -> int | None:
    read = match["day"].strip(" .,:")
    return int(read) if re.fullmatch(r"\d{1,2}", read) and 1 <= int(read) <= 31 else None


def _is_print(span: Span, match: re.Match[str]) -> bool:
    """Whether the day is printed: exact text, or clearly read, a word alone, as high as the month, close to its neighbours."""
    day, month = span.cut(*match.span("day")), span.cut(*match.span("month"))
    if day is None or month is None or len(day.words) != 1:
        return False
    word = day.words[0]
    if all(each.confidence >= _EXACT for each in span.words):
        return True
    at = span.words.index(word)
    before, after = span.words[at - 1 : at], span.words[at + 1 : at + 2]
    if not before or not after or exact_form(word.text).strip() != match["day"].strip(" .,:"):
        return False
    close = max(word.box.left - before[0].box.right, after[0].box.left - word.box.right) < 0.8 * span.height
    level = (
        abs(word.box.bottom - month.box.bottom) < 0.3 * span.height and 0.75 < word.box.height / max(1, month.box.height) < 1.33
    )
    return close and level and word.confidence >= _CLEAR


def _least(where: Span | None) -> float:
    return min((word.confidence for word in where.words), default=0.0) if where else 0.0
