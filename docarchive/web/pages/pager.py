"""Which part of a list is shown, for the macro `pagination`."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pager:
    """Page `page` (from 1) of `total` rows, `size` a page; `address` gives the address of a page."""

    page: int
    size: int
    total: int
    address: Callable[[int], str]
    what: str = ""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Number of the first row shown; 0 of none."""
        return min((self.page - 1) * self.size + 1, self.total)

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return min(self.page * self.size, self.total)
