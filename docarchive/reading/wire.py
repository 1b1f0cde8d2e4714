"""What goes over the pipe between slot and child: one JSON object a line, so that a broken child can't make code of it."""

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from docarchive.errors import DamagedFile, PageUnreadable, Refused
from docarchive.records.conditions import pack_condition, unpack_condition
from docarchive.records.pages import Page
from docarchive.records.readings import Reading, pack_boxes, pack_kinds, pack_others, pack_words, unpack_page

Message = dict[str, Any]


def packed(message: Message) -> bytes:
    """One line of UTF-8."""
    return json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def unpacked(line: bytes) -> Message:
    """The message of a line. Raises ValueError when it is none."""
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError("not a message")
    return message


def from_reading(reading: Reading) -> Message:
    """A reading as JSON: its text, and its words' columns in base 64."""
    seen = {"condition": pack_condition(reading.condition), "code": reading.code}
    return {"engine": reading.engine, "version": reading.version, **seen, **from_page(reading.page)}


def to_reading(message: Message) -> Reading:
    """The reading back. Raises ValueError, KeyError when it isn't one."""
    seen = unpack_condition(message["condition"]), str(message["code"])
    return Reading(message["engine"], message["version"], to_page(message), *seen)


def from_page(page: Page) -> Message:
    """A page as JSON: its text, its words' columns in base 64, its size."""
    words = base64.b64encode(pack_words(page)).decode()
    size = {"width": page.width, "height": page.height, "dpi": page.dpi, "turn": page.turn}
    more = {"unread": pack_boxes(page.unread), "kinds": pack_kinds(page.blocks), "others": pack_others(page)}
    return {"text": page.text, "words": words, **size, **more}


def to_page(message: Message) -> Page:
    """The page back. Raises ValueError, KeyError when it isn't one."""
    size = {name: int(message[name]) for name in ("width", "height", "dpi", "turn")}
    words, unread, kinds, others = base64.b64decode(message["words"]), *(message[name] for name in ("unread", "kinds", "others"))
    return unpack_page(message["text"], words, **size, unread=unread, kinds=kinds, others=others)


def write_pages(pages: Iterable[Page], path: Path) -> None:
    """The pages of a document as a file, one a line: too many for the pipe."""
    with path.open("wb") as file:
        file.writelines(packed(from_page(page)) for page in pages)


def read_pages(path: Path) -> Iterator[Page]:
    """The pages of such a file one by one, each made when it is asked for."""
    with path.open("rb") as file:
        for line in file:
            yield to_page(unpacked(line))


def from_error(error: Refused | PageUnreadable) -> Message:
    """An error as JSON."""
    if isinstance(error, PageUnreadable):
        return {"unreadable": error.reason, "detail": error.detail}
    return {"refused": error.code, "detail": error.detail, "facts": error.facts}


def raise_error(message: Message) -> NoReturn:
    """Raises the error that a message carries."""
    if "unreadable" in message:
        raise PageUnreadable(message["unreadable"], message["detail"])
    kinds = {kind.code: kind for kind in Refused.__subclasses__()}
    raise kinds.get(message["refused"], DamagedFile)(message["detail"], **message["facts"])
