"""The query language: words, "phrases", -not, OR, prefix*, and fields such as `loại:` or `từ:`.

Nothing that is typed is an error: what makes no sense becomes a chip ("Chưa hiểu: …") and the rest is searched.
Names and values of fields are taken with or without marks; dates are day first.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from docarchive.records.dates import PartialDate, from_typed
from docarchive.records.numbers import number_token, tidy
from docarchive.records.queries import Chip, Field, Filter, Phrase, Query, Terms
from docarchive.records.text import clean, exact_form, folded, folded_form
from docarchive.search.telex import untelexed

MOST_WORDS = 64
_OR = {"OR", "HOẶC", "|", "||"}
_SHORT_NAMES = {"cq": Field.ISSUER, "hs": Field.DOSSIER, "nk": Field.SIGNER}
_NAMES = {folded(each.value): each for each in Field} | _SHORT_NAMES
_QUOTES = str.maketrans("“”„«»″", '""""""')
_NAMED = (Field.TYPE, Field.ISSUER, Field.DOSSIER, Field.SIGNER, Field.STATE)
_PIECE = re.compile(
    rf"""(?P<minus>-(?=["\w]))?
    (?:(?P<name>{"|".join(sorted((name.replace(" ", r"[ ]+") for name in _NAMES), key=len, reverse=True))})[ ]*:\s*)?
    (?:"(?P<quote>[^"]*)(?P<star>(?:"\*)?)"?|(?P<bare>[^\s"]+))?""",
    re.VERBOSE,
)
_LOOKS_LIKE_FIELD = re.compile(r"[^\W\d]+:[^\s:/]+")
_YEARS = re.compile(r"(\d{4})(?:\s*-\s*(\d{4}))?")


@dataclass(slots=True)
class _Branch:
    """A `Terms` in the making."""

    runs: list[list[str]] = field(default_factory=lambda: [[]])
    phrases: list[Phrase] = field(default_factory=list)

    def cut(self) -> None:
        if self.runs[-1]:
            self.runs.append([])

    def done(self) -> Terms:
        return Terms(tuple(tuple(run) for run in self.runs if run), tuple(self.phrases))


def parse(typed: str, names: Mapping[Field, Collection[str]] | None = None) -> Query:
    """The query that `typed` asks for, Telex keys made letters first.

    `names`: known values of a field, so that `loại:quyết định nhân sự` ends in time.
    Without a known name an unquoted value of several words goes on to the next quote, field or operator.
    """
    return _Parser(untelexed(clean(typed)).translate(_QUOTES), names or {}).query()


@lru_cache(maxsize=16)
def _folded_names(known: frozenset[str]) -> frozenset[tuple[str, ...]]:
    """The same few sets of names are asked for with every query."""
    return frozenset(tuple(folded_form(name).split()) for name in known)


class _Parser:
    def __init__(self, text: str, names: Mapping[Field, Collection[str]]) -> None:
        self._text = text
        # `folded` keeps the length, so a place in it is the same place in the text.
        self._folded = folded(text)
        self._names = {of: _folded_names(frozenset(known)) for of, known in names.items()}
        self._branches = [_Branch()]
        self._excluded: list[Phrase] = []
        self._filters: list[Filter] = []
        self._chips: list[Chip] = []
        self._room = MOST_WORDS
        self._full = False
        self._operator = ""

    def query(self) -> Query:
        at = 0
        while (at := self._past_blanks(at)) < len(self._text):
            at = self._piece(at)
        if len(self._branches) > 1 and self._branches[-1].done() == Terms():
            self._not_understood(self._operator, self._operator)
        every = (branch.done() for branch in self._branches)
        return Query(
            self._text,
            tuple(terms for terms in every if terms != Terms()),
            tuple(self._excluded),
            tuple(self._filters),
            tuple(self._chips),
        )

    def _past_blanks(self, at: int) -> int:
        while at < len(self._text) and self._text[at].isspace():
            at += 1
        return at

    def _piece(self, at: int) -> int:
        match = _PIECE.match(self._folded, at)
        if not match or match.end() == at:
            return at + 1
        negated = bool(match["minus"])
        if match["name"]:
            return self._field(match, negated)
        if match["quote"] is not None:
            self._quote(self._text[slice(*match.span("quote"))], negated, prefix=bool(match["star"]))
        elif match["bare"]:
            self._bare(self._text[slice(*match.span("bare"))], negated)
        return match.end()

    def _quote(self, quoted: str, negated: bool, *, prefix: bool) -> None:
        begun = prefix or quoted.rstrip().endswith("*")
        words = self._taken(exact_form(quoted).split())
        self._branches[-1].cut()
        if words:
            self._phrase(Phrase(words, begun), negated)

    def _phrase(self, phrase: Phrase, negated: bool) -> None:
        (self._excluded if negated else self._branches[-1].phrases).append(phrase)

    def _bare(self, word: str, negated: bool) -> None:
        if word in _OR and not negated:
            self._branch(word)
            return
        if _LOOKS_LIKE_FIELD.fullmatch(word):
            self._not_understood(word, word)
        words = self._taken(exact_form(tidy(word) if "/" in word else word).split())
        if negated:
            self._branches[-1].cut()
            if words:
                self._excluded.append(Phrase(words, word.endswith("*")))
        elif word.endswith("*"):
            self._prefix(word, words)
        else:
            self._branches[-1].runs[-1].extend(words)

    def _prefix(self, word: str, words: tuple[str, ...]) -> None:
        # One letter begins half of the dictionary: not a question that has an answer.
        if not words or len(words[-1]) < 2:
            self._not_understood(word, word)
            return
        self._branches[-1].runs[-1].extend(words[:-1])
        self._branches[-1].phrases.append(Phrase(words[-1:], prefix=True))

    def _branch(self, operator: str) -> None:
        self._operator = operator
        if self._branches[-1].done() != Terms():
            self._branches.append(_Branch())
        else:
            self._not_understood(operator, operator)

    def _field(self, match: re.Match[str], negated: bool) -> int:
        of = _NAMES[re.sub(" +", " ", match["name"])]
        value, end = self._value(of, match)
        typed = self._text[match.start() : end].strip()
        self._branches[-1].cut()
        values = tuple(_values(of, value))
        if values and not (negated and of in (Field.FROM, Field.TO)):
            self._filters.append(Filter(of, values, negated=negated))
            self._chips.append(Chip(of, value, typed, negated))
        else:
            self._not_understood(typed, typed)
        return end

    def _value(self, of: Field, match: re.Match[str]) -> tuple[str, int]:
        """The value after the colon as shown, and where the query goes on."""
        if match["quote"] is not None:
            return self._text[slice(*match.span("quote"))].strip(), match.end()
        if not match["bare"]:
            return "", match.end()
        start = match.start("bare")
        words = list(self._following(start))
        if not words:
            return "", start
        if of not in _NAMED:
            return self._text[start : words[0]], words[0]
        known = [end for count, end in enumerate(words, 1) if self._is_name(of, self._text[start:end], count)]
        end = known[-1] if known else words[-1]
        return self._text[start:end].strip(), end

    def _is_name(self, of: Field, text: str, count: int) -> bool:
        return count <= 20 and tuple(folded_form(text).split()) in self._names.get(of, ())

    def _following(self, at: int) -> Iterator[int]:
        """Ends of the plain words from `at` on, up to the next quote, field or operator."""
        while at < len(self._text):
            match = _PIECE.match(self._folded, at)
            if not match or not match["bare"] or (match["name"] or match["minus"]) or self._text[at : match.end()] in _OR:
                return
            yield match.end()
            at = self._past_blanks(match.end())

    def _taken(self, words: list[str]) -> tuple[str, ...]:
        """As many of the words as a query still has room for; the rest is reported, once."""
        taken = tuple(words[: self._room])
        if len(taken) < len(words) and not self._full:
            self._full = True
            self._not_understood(f"chỉ tìm {MOST_WORDS} chữ đầu", "")
        self._room -= len(taken)
        return taken

    def _not_understood(self, value: str, typed: str) -> None:
        self._chips.append(Chip(None, value, typed))


def _values(of: Field, value: str) -> Iterator[str]:
    """The values a filter compares; none when `value` makes no sense for the field."""
    if of is Field.NUMBER:
        yield from filter(None, [number_token(value)])
    elif of is Field.YEAR:
        yield from _years(value)
    elif of in (Field.FROM, Field.TO):
        yield from (day.edtf for day in _day(value))
    else:
        yield from filter(None, [folded_form(value).strip()])


def _years(value: str) -> Iterator[str]:
    match = _YEARS.fullmatch(value.strip())
    if match:
        first, last = int(match[1]), int(match[2] or match[1])
        yield from (str(year) for year in range(first, min(last, first + 150) + 1))


def _day(value: str) -> Iterator[PartialDate]:
    try:
        yield from_typed(value)
    except ValueError:
        return
