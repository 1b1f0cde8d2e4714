"""What changed in a list since somebody looked at it: so that a page that asks every second isn't sent 500 rows for two."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any

#: So many states of lists are remembered in this process; of any other the whole list is sent.
_REMEMBERED = 64


class Changes:
    """Remembers, by the tag of each answer, the prints of its rows. Another process knows nothing of them; a lost memory costs no
    more than a whole list."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, dict[str, str]] = OrderedDict()
        self._lock = threading.Lock()

    def remember(self, tag: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
        """Keep the prints of the rows (each with its "id") that were answered under `tag`; the prints."""
        prints = {row["id"]: hashlib.sha256(repr(row).encode()).hexdigest()[:16] for row in rows}
        with self._lock:
            self._known[tag] = prints
            self._known.move_to_end(tag)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return prints

    def since(self, tag: str) -> dict[str, str] | None:
        """The prints of the rows that were answered under `tag`; None when they are forgotten."""
        with self._lock:
            return self._known.get(tag)
