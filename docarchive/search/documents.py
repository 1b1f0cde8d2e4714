"""An item made ready for the index: the same fields, in the same forms, for both engines.

Texts are sent as words in lower case with blanks alone between them, so that neither engine's own analysis can differ.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from docarchive.errors import Told
from docarchive.records.numbers import number_token
from docarchive.records.queries import IndexedItem
from docarchive.records.text import clean, exact_form, folded, pairs, sort_key

#: Raised whenever a field's meaning changes; an index of another version must be rebuilt.
SCHEMA_VERSION = 1
OTHER_VERSION = Told(
    "chỉ mục thuộc phiên bản khác, cần dựng lại: docarchive rebuild index",
    "the index is of another version and has to be made anew: docarchive rebuild index",
)

#: Text fields with positions (phrases are asked of them), and those that keep only how often a word stands there.
IN_ORDER = ("text_fold", "title_fold", "type_fold", "issuer_fold", "signer_fold", "dossier_fold")
COUNTED = ("text", "pair_fold", "title_pair", "lead_fold")
#: Keywords; the facets among them are counted by value.
KEYWORDS = ("number", "number_start", "number_maybe", "cited", "secrecy")
COUNTED_BY_VALUE = ("type", "issuer", "year", "dossier", "state")
INTEGERS = ("date_from", "date_to")
SORTED = ("by_date", "by_number", "by_title")

_LONGEST_WORD = 100
_LEAD_WORDS = 30
#: Stands in a weighed field without words: Elasticsearch counts only documents that have the field, tantivy all of them.
_NOTHING = "_"
_SORTED_LETTERS = 200
_LETTERHEAD_LINES = 15
_LETTERHEAD = re.compile(r".*\b(?:cong hoa xa hoi chu nghia|doc lap tu do hanh phuc|dang cong san viet nam)\b")
_NUMBER_OR_DATE = re.compile(r"so \d|so$|.*\bngay\b.*\bthang\b.*\bnam\b")
_LONGEST_HEAD_LINE = 20

Value = str | int | list[str]


@dataclass(frozen=True, slots=True)
class ReadyItem:
    """Fields of the items tier, and the folded text of each page for the pages tier."""

    id: int
    acl: int
    fields: dict[str, Value]
    pages: dict[int, str]

    @property
    def syllables(self) -> set[str]:
        """Folded words of the whole item, once each: what the commonest are counted over."""
        return set(str(self.fields["text_fold"]).split()) - {_NOTHING}


def ready(item: IndexedItem) -> ReadyItem:
    """`item` in the fields of both tiers; what is not known is left out."""
    title = exact_words(f"{item.type} {item.subject or item.title}")
    body = {number: exact_words(item.pages[number]) for number in sorted(item.pages)}
    weighed = _texts(title, body.values()) | {"lead_fold": " ".join(_lead(item))}
    fields = {name: words or _NOTHING for name, words in weighed.items()} | _names(item) | _numbers(item) | _sort_keys(item)
    for name, date in (("date_from", item.date_from), ("date_to", item.date_to or item.date_from)):
        if date:
            fields[name] = date
    pages = {number: " ".join(_folded(words)) for number, words in body.items()}
    return ReadyItem(item.id, item.acl, {name: value for name, value in fields.items() if value}, pages)


def exact_words(text: str) -> list[str]:
    """The words of shown text as they are matched with marks; what is longer than any word is left out."""
    return [word for token in clean(text).split() for word in _words_of(token)]


# Texts are made of few different words, so each is worked out once.
@lru_cache(maxsize=100_000)
def _words_of(token: str) -> tuple[str, ...]:
    return tuple(word for word in exact_form(token).split() if len(word) <= _LONGEST_WORD)


_folded_word = lru_cache(maxsize=100_000)(folded)


def _folded(words: Iterable[str]) -> list[str]:
    return list(map(_folded_word, words))


def _texts(title: list[str], body: Iterable[list[str]]) -> dict[str, Value]:
    whole = [*title, *(word for page in body for word in page)]
    plain, plain_title = _folded(whole), _folded(title)
    return {
        "text": " ".join(whole),
        "text_fold": " ".join(plain),
        "pair_fold": " ".join(pairs(plain)),
        "title_fold": " ".join(plain_title),
        "title_pair": " ".join(pairs(plain_title)),
    }


def _lead(item: IndexedItem) -> list[str]:
    """The first words after the letterhead of the first page that has text."""
    shown = next((item.pages[number] for number in sorted(item.pages) if item.pages[number].strip()), "")
    lines = [_folded(exact_words(line)) for line in shown.splitlines()[: _LETTERHEAD_LINES + _LEAD_WORDS]]
    return [word for line in lines[_letterhead(lines) :] for word in line][:_LEAD_WORDS]


def _letterhead(lines: list[list[str]]) -> int:
    """How many lines the letterhead takes: up to the number and date that follow the country's or the Party's name."""
    first = [" ".join(line) if len(line) <= _LONGEST_HEAD_LINE else "" for line in lines[:_LETTERHEAD_LINES]]
    names = [at for at, line in enumerate(first) if _LETTERHEAD.match(line)]
    if not names:
        return 0
    return 1 + max(at for at, line in enumerate(first) if at in names or (at > names[0] and _NUMBER_OR_DATE.match(line)))


def _names(item: IndexedItem) -> dict[str, Value]:
    return {
        "type": item.type,
        "issuer": item.issuer,
        "state": item.state,
        "secrecy": item.secrecy,
        "year": str(item.date_from // 10000) if item.date_from else "",
        "dossier": [str(node) for node in item.dossiers],
        "type_fold": [*_form(item.type), *_form(item.type_code)],
        "issuer_fold": [*_form(item.issuer), *_form(item.issuer_code)],
        "signer_fold": [*_form(item.signer)],
        "dossier_fold": [form for name in item.dossier_names for form in _form(name)],
    }


def _form(name: str) -> Iterator[str]:
    words = _folded(exact_words(name))
    if words:
        yield " ".join(words)


def _numbers(item: IndexedItem) -> dict[str, Value]:
    own = number_token(item.number)
    words = own.split()
    return {
        "number": own,
        "number_start": [" ".join(words[:end]) for end in range(1, len(words))],
        "number_maybe": _tokens(item.number_maybe),
        "cited": [token for token in _tokens(item.cited) if token != own],
    }


def _tokens(numbers: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(number_token, numbers))))


def _sort_keys(item: IndexedItem) -> dict[str, Value]:
    """Keys that are compared as text; each ends in the id, so that no two are equal."""
    identity = f"{item.id:016x}"
    return {
        "by_date": f"{item.date_from or 0:08d}{identity}",
        "by_number": _sort_text(item.number) + identity,
        "by_title": _sort_text(item.subject or item.title) + identity,
    }


def _sort_text(name: str) -> str:
    """Hexadecimal letters that compare as `sort_key` does; items without a name come last."""
    return sort_key(name[:_SORTED_LETTERS]).hex() if name else "ff"
