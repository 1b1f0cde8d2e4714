"""What the address bar asks of the search: words, chosen facets, order, page; and addresses that ask something else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from docarchive.records import text
from docarchive.records.identifiers import from_letters
from docarchive.records.queries import Chip, Field, Query, Sort

SIZE = 20
#: Facets by their names in addresses.
FACETS = {
    "type": Field.TYPE,
    "issuer": Field.ISSUER,
    "year": Field.YEAR,
    "dossier": Field.DOSSIER,
    "state": Field.STATE,
}


@dataclass(frozen=True, slots=True)
class Sought:
    """A search by its address. `chosen` holds facet values as the address has them: dossiers as letters."""

    q: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    compact: bool = False

    def args(self) -> dict[str, Any]:
        """The arguments of its address; what is as usual is left out."""
        args: dict[str, Any] = {"q": self.q}
        for name in FACETS:
            args[name] = [value for of, value in self.chosen if of == name]
        if self.sort is not Sort.RELEVANCE:
            args["sort"] = self.sort.value
        if self.compact:
            args["view"] = "compact"
        return args

    @property
    def kept(self) -> str:
        """It as it is kept: the question alone, without page and looks, always in the same order."""
        return urlencode([(name, value) for name, value in replace(self, compact=False).args().items() if value], doseq=True)

    def href(self, **changes: Any) -> str:
        """The address of the results with something changed; another question begins at page 1."""
        asked = replace(self, page=1, **changes) if "page" not in changes else replace(self, **changes)
        page: dict[str, Any] = {"page": asked.page} if asked.page > 1 else {}
        return url_for("search.results", **asked.args(), **page)

    def without(self, name: str) -> str:
        """The address without the chosen values of a facet."""
        return self.href(chosen=tuple(pair for pair in self.chosen if pair[0] != name))

    def fields(self) -> dict[Field, list[str]]:
        """The chosen values as the search takes them; a dossier that is no identifier narrows to nothing."""
        found: dict[Field, list[str]] = {}
        for name, value in self.chosen:
            found.setdefault(FACETS[name], []).append(str(_number(value)) if name == "dossier" else value)
        return found


def _number(letters: str) -> int:
    try:
        return from_letters(letters)
    except ValueError:
        return 0


def sought() -> Sought:
    """The search that this request's address asks for."""
    return sought_in(request.args)


def sought_in(args: MultiDict[str, str]) -> Sought:
    """The search that these arguments ask for. Chips that the box sent apart (`also`) are words again."""
    typed = " ".join(text.clean(" ".join([args.get("q", ""), *args.getlist("also")])).split())
    chosen = tuple((name, value) for name in FACETS for value in dict.fromkeys(args.getlist(name)) if value)
    sort = args.get("sort", "")
    order = Sort(sort) if sort in {each.value for each in Sort} else Sort.RELEVANCE
    return Sought(typed, chosen, order, _page(args), args.get("view") == "compact")


def page_asked() -> int:
    """The page of a list that the address asks for, from 1."""
    return _page(request.args)


def _page(args: MultiDict[str, str]) -> int:
    asked = args.get("page", "1")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1


def words_alone(query: Query) -> tuple[str, list[str]]:
    """The query's free words for the box, and the parts that stand beside them as chips, as typed."""
    left = query.typed
    parts = []
    for chip in understood_chips(query):
        left = left.replace(chip.typed, " ", 1)
        parts.append(chip.typed)
    return " ".join(left.split()), parts


def understood_chips(query: Query) -> Iterator[Chip]:
    """Chips of fields that were understood; what wasn't stays among the words, where it can be mended."""
    return (chip for chip in query.chips if chip.field is not None and chip.typed)
