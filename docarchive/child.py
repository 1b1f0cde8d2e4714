"""The archive's warm child (`python -m docarchive.child`): it reads, writes searchable PDFs, and understands documents.

Documents are made by strangers, and understanding one costs what its words make it cost: so that, too, is done where a
limit on time and memory holds. Both ends of the pipe stand here.
"""

from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from docarchive.errors import PageUnreadable
from docarchive.reading import child, wire
from docarchive.reading.slot import Slot
from docarchive.records.description import Description, FieldState, FieldValue, Source
from docarchive.records.pages import Box, Page
from docarchive.understanding import describe


def described(slot: Slot, pages: Sequence[Page], *, file_name: str = "") -> Description:
    """What `understanding.describe` says of all pages of a document, worked out in the slot's child.

    Raises PageUnreadable (too-slow, too-much-memory, engine-crashed, error).
    """
    answer = slot.about_document("describe", pages, file_name=file_name)
    try:
        return Description(tuple(map(_to_field, answer["fields"])))
    except (TypeError, ValueError, KeyError) as error:
        raise PageUnreadable("engine-crashed", f"unusable answer: {error}") from None


def _describe(request: wire.Message) -> wire.Message:
    pages = list(wire.read_pages(Path(request["pages"])))
    return {"fields": list(map(_from_field, describe(pages, file_name=request["file_name"]).fields))}


def _from_field(field: FieldValue) -> wire.Message:
    box = astuple(field.box) if field.box else None
    told = {name: getattr(field, name) for name in ("name", "value", "confidence", "page", "ordinal", "version")}
    return {**told, "box": box, "source": field.source.value, "state": field.state.value}


def _to_field(told: dict[str, Any]) -> FieldValue:
    box = Box(*told["box"]) if told["box"] else None
    return FieldValue(**{**told, "box": box, "source": Source(told["source"]), "state": FieldState(told["state"])})


if __name__ == "__main__":
    child.run({"describe": _describe})
