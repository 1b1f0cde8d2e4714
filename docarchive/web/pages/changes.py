"""What changed in a list since somebody looked at it: so that a page that asks every second isn't sent 500 rows for two."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any

#: So many rows are remembered in this process, of the lists that were answered last; of any other list the whole is sent.
_ROWS = 100_000


class Changes:
    """Remembers, by the tag of each answer, the prints of its rows. Another process knows nothing of them; a lost memory costs no
    more than a whole list."""

    def __init__(self, rows: int = _ROWS) -> None:
        self._rows = rows
        self._known: OrderedDict[str, dict[str, str]] = OrderedDict()
        self._lock = threading.Lock()

    def remember(self, tag: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
        """Keep the prints of the rows (each with its "id") that were answered under `tag`; the prints."""
        prints = {row["id"]: hashlib.sha256(repr(row).encode()).hexdigest()[:16] for row in rows}
        with self._lock:
            self._known[tag] = prints
            self._known.move_to_end(tag)
            while len(self._known) > 1 and sum(map(len, self._known.values())) > self._rows:
                self._known.popitem(last=False)
        return prints

    def since(self, tag: str) -> dict[str, str] | None:
        """The prints of the rows that were answered under `tag`; None when they are forgotten."""
        with self._lock:
            return self._known.get(tag)
