"""Names and codes of types and issuers, from the vocabulary tables: so that `loại:QĐ` and `cq:BTP` find what they mean."""

from functools import cache

from docarchive.records.queries import Field, Query
from docarchive.records.text import folded_form
from docarchive.search.parse import parse
from docarchive.understanding.vocabulary import issuer_codes, names, rows, types


@cache
def known_names() -> dict[Field, frozenset[str]]:
    """What may stand after `loại:` and `cơ quan:` without quotes: names and their codes."""
    of_types = {kind.name for kind in types()} | {symbol for kind in types() for symbol in kind.symbols}
    return {Field.TYPE: frozenset(of_types | {"Thông báo kết luận"}), Field.ISSUER: frozenset(names("issuers")) | issuer_codes()}


def understood(typed: str) -> Query:
    """The query that was typed, with the names that this archive knows."""
    return parse(typed, known_names())


def type_code(name: str) -> str:
    """The symbol of a type by its name ("Quyết định" → "QĐ"); "" when it has none."""
    wanted = folded_form(name)
    found = (kind for kind in types() if folded_form(kind.name) == wanted)
    return next((min(kind.symbols) for kind in found if kind.symbols), "TB" if wanted == "thong bao ket luan" else "")


def issuer_code(issuer: str, symbol: str) -> str:
    """The code of an issuer: by its name, else the group of the document's symbol that is one ("QĐ-BTP" → "BTP")."""
    wanted = folded_form(issuer)
    by_name = next((row["code"] for row in rows("issuers") if folded_form(row["name"]) == wanted), "")
    groups = symbol.replace("/", "-").split("-")
    return by_name or next((group for group in reversed(groups) if group in issuer_codes()), "")
