"""The dated tables of types, issuers, positions, places and stamps: rows of TSV that an archivist can edit."""

import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from docarchive.records.text import folded_form


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """The rows of `table`.tsv by column name; raises FileNotFoundError for a table that there is not."""
    text = files(__name__).joinpath(f"{table}.tsv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def names(table: str) -> tuple[str, ...]:
    """The `name` column of `table`, in its order."""
    return tuple(row["name"] for row in rows(table))


@lru_cache(maxsize=8192)
def syllables(text: str) -> tuple[str, ...]:
    """`text` as folded syllables, the form in which names are compared."""
    return tuple(folded_form(text).split())


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of document as its title is printed; `symbols` are the abbreviations it has had."""

    code: str
    name: str
    symbols: frozenset[str]
    family: str


@cache
def types() -> tuple[DocumentType, ...]:
    """Every type, those with the longest name first, so that Thông tư liên tịch comes before Thông tư."""
    found = [
        DocumentType(row["code"], row["name"], frozenset({row["symbol"], row["former_symbol"]} - {""}), row["family"])
        for row in rows("types")
    ]
    return tuple(sorted(found, key=lambda kind: -len(syllables(kind.name))))


@cache
def state_symbols() -> frozenset[str]:
    """The abbreviations that open a state document's symbol."""
    return frozenset(symbol for kind in types() if kind.family != "party" for symbol in kind.symbols)


@cache
def issuer_codes() -> frozenset[str]:
    """The abbreviations of issuers and units, as the groups of a symbol have them."""
    return frozenset(row["code"] for row in rows("issuers"))


@cache
def phrases() -> dict[tuple[str, ...], str]:
    """Names that a letterhead is put together from (bodies, kinds of bodies, places), by folded syllables."""
    levels = (
        "tỉnh",
        "thành phố",
        "huyện",
        "quận",
        "phường",
        "xã",
        "thị xã",
        "thị trấn",
        "đặc khu",
        "nhân dân",
        "tối cao",
        "nhà nước",
    )
    printed = [*names("issuers"), *names("heads"), *names("places"), *levels]
    return {syllables(name): name for name in printed}
