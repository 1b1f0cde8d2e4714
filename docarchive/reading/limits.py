"""How much time, memory and paper one reading may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` for one page (or one check of a file), `memory_mb` of the child with its engine, `megapixels` of one
    image as it lies in the file, `pages` of one file."""

    seconds: float = 120.0
    memory_mb: int = 1500
    megapixels: int = 120
    pages: int = 5000
