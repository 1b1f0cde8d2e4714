"""Separator sheets: what the code on one says, and which pages of a stack make which document.

The code is one short line, `DOCARCHIVE1;a=1f2e3d4c;d=0123456789abc;o=b`: its version, the first eight digits of the archive's
UUID, the dossier, the options. It gives no right: who uploads the stack must be one who may put into that dossier.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docarchive.records.identifiers import from_letters, to_letters

#: What every version's code begins with.
MARK = "DOCARCHIVE"
_VERSION = f"{MARK}1"
_BLANK_BACKS = "b"


@dataclass(frozen=True, slots=True)
class Separator:
    """What a sheet says: the archive it was printed for, the dossier of what follows it, and whether blank backs of what follows
    (the stack is scanned on both sides) are left out of view. `node` 0: the code can't be understood."""

    archive: str
    node: int
    blank_backs: bool = False


def mark_of(uuid: str) -> str:
    """How a code names an archive."""
    return uuid.replace("-", "")[:8]


def is_code(text: str) -> bool:
    """Whether it is the code of a separator sheet, of this or another version."""
    return text.startswith(MARK)


def to_code(sheet: Separator) -> str:
    """The line that stands in the sheet's codes."""
    options = f";o={_BLANK_BACKS}" if sheet.blank_backs else ""
    return f"{_VERSION};a={sheet.archive};d={to_letters(sheet.node)}{options}"


def from_code(text: str) -> Separator:
    """What the line says; options that this version doesn't know are passed over, and what isn't understood names no dossier."""
    version, *parts = text.split(";")
    said = dict(part.split("=", 1) for part in parts if "=" in part)
    try:
        node = from_letters(said.get("d", "")) if version == _VERSION else 0
    except ValueError:
        node = 0
    return Separator(said.get("a", ""), node, _BLANK_BACKS in said.get("o", ""))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a stack as splitting looks at it: where it stands in the file (from 0), the code on it ("" for none), whether it
    was read as blank."""

    index: int
    code: str = ""
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The pages (by index) of one document of a stack, and the separator that lay before them, if any did."""

    separator: Separator | None
    pages: tuple[int, ...]


def groups(sheets: Iterable[Sheet]) -> list[Group]:
    """The documents of a stack, in order; one without a separator is itself the only one.

    A separator belongs to none, nor does its own blank back, nor what was left blank of backs where the sheet says so. Of two
    separators in a row the second counts; one with nothing behind it makes no document.
    """
    return [group for group in _cut(list(sheets)) if group.pages]


def _cut(sheets: Sequence[Sheet]) -> Iterator[Group]:
    starts = [at for at, sheet in enumerate(sheets) if sheet.code]
    yield Group(None, tuple(sheet.index for sheet in sheets[: starts[0] if starts else len(sheets)]))
    for start, end in pairwise([*starts, len(sheets)]):
        separator = from_code(sheets[start].code)
        yield Group(separator, tuple(_seen(sheets[start], sheets[start + 1 : end], backs=separator.blank_backs)))


def _seen(separator: Sheet, following: Sequence[Sheet], *, backs: bool) -> Iterator[int]:
    for sheet in following:
        behind = sheet.index - separator.index
        # On a stack scanned on both sides fronts and backs alternate from the separator's own front on.
        if not (sheet.blank and (behind == 1 or (backs and behind % 2))):
            yield sheet.index
