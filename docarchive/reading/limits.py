"""How much time, memory and paper one reading may take."""

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` for one page (or one check of a file), `memory_mb` of the child with its engine, `megapixels` of one
    image as it lies in the file, `pages` of one file."""

    seconds: float = 120.0
    memory_mb: int = 1500
    megapixels: int = 120
    pages: int = 5000

    def of_document(self, pages: int) -> Self:
        """What work on a whole document of so many pages may take: that of one page, and a hundredth of its time and
        0.2 MB more for each, so that long honest documents pass."""
        return replace(self, seconds=self.seconds * (1 + pages / 100), memory_mb=self.memory_mb + pages // 5)
