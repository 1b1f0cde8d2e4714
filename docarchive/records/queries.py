"""What is asked of the index, what goes into it, and what comes back.

Words are kept in `text.exact_form`; each engine's fields decide whether they are matched with or without marks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum


class Field(Enum):
    """What a query can be narrowed by, each with the name that people type before the colon."""

    NUMBER = "số"
    TYPE = "loại"
    ISSUER = "cơ quan"
    YEAR = "năm"
    FROM = "từ"
    TO = "đến"
    DOSSIER = "hồ sơ"
    SIGNER = "người ký"
    STATE = "trạng thái"


#: Groups that results are counted by.
FACETS = (Field.TYPE, Field.ISSUER, Field.YEAR, Field.DOSSIER, Field.STATE)


class Sort(Enum):
    """Order of the hits; ties fall by id, older first (newest: newer first)."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    NUMBER = "number"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side; with `prefix` the last one is only begun. One word alone is a phrase too."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What has to be found together. `runs` are the free words, in runs that no quote, field or operator breaks."""

    runs: tuple[tuple[str, ...], ...] = ()
    phrases: tuple[Phrase, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The free words, without those of quotes."""
        return tuple(word for run in self.runs for word in run)


@dataclass(frozen=True, slots=True)
class Filter:
    """A field must have one of `values`. `exact`: a whole value as a facet gives it, not words as somebody types them.

    Values of FROM and TO are EDTF dates; of YEAR four digits; of DOSSIER (exact) node ids.
    """

    field: Field
    values: tuple[str, ...]
    exact: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of the query shown by itself: a field with its value, or (`field` None) what was not understood.

    `typed` is that part as it stands in the query, so that a face can take it out again.
    """

    field: Field | None
    value: str
    typed: str
    negated: bool = False

    @property
    def label(self) -> str:
        """`loại: Quyết định`, or `Chưa hiểu: …`."""
        name = f"{'-' if self.negated else ''}{self.field.value}" if self.field else "Chưa hiểu"
        return f"{name}: {self.value}"


@dataclass(frozen=True, slots=True)
class Query:
    """A query as understood. At least one of `any_of` must be found; `excluded` and `filters` hold for all of them.

    `typed`: the text as it was taken (cleaned, Telex keys made letters); each chip's part stands in it.
    `exact`: words typed with marks are found with those marks only.
    """

    typed: str = ""
    any_of: tuple[Terms, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    filters: tuple[Filter, ...] = ()
    chips: tuple[Chip, ...] = ()
    exact: bool = False

    def without(self, chip: Chip) -> str:
        """The query's text with that chip's part taken out, for the chip's ×."""
        return " ".join(self.typed.replace(chip.typed, " ", 1).split())

    def narrowed(self, to: Field, values: Iterable[str]) -> "Query":
        """The same query with the values chosen in a facet; several add up. No values: the query as it is."""
        chosen = tuple(values)
        return replace(self, filters=(*self.filters, Filter(to, chosen, exact=True))) if chosen else self


@dataclass(frozen=True, slots=True)
class IndexedItem:
    """All that the index knows of one item; put whole each time.

    `title`: the file's name, used where there is no `subject`. `number`, `number_maybe` (suggested, unconfirmed) and
    `cited` in any printed form. `acl`: the audience's id. `dossiers`: ids of every node above any placement,
    `dossier_names` their codes and titles. Dates are YYYYMMDD. `pages`: shown text by page number (from 1).
    """

    id: int
    acl: int
    title: str = ""
    type: str = ""
    type_code: str = ""
    subject: str = ""
    number: str = ""
    number_maybe: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    issuer: str = ""
    issuer_code: str = ""
    signer: str = ""
    dossiers: tuple[int, ...] = ()
    dossier_names: tuple[str, ...] = ()
    state: str = ""
    secrecy: str = ""
    date_from: int | None = None
    date_to: int | None = None
    pages: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """A found item with up to three of its pages, the likeliest first; page 1 when no page holds the words."""

    item: int
    score: float
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the found items have `value`."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits. `total` and `facets` count the exact list; `near` ("Gần đúng") follows a short one.

    Each facet is counted without its own filter, so that further values can be added.
    """

    total: int = 0
    hits: tuple[Hit, ...] = ()
    near: tuple[Hit, ...] = ()
    near_total: int = 0
    facets: Mapping[Field, tuple[Count, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What a begun query may become: items by number, items by title, issuers by name."""

    numbers: tuple[int, ...] = ()
    titles: tuple[int, ...] = ()
    issuers: tuple[Count, ...] = ()
