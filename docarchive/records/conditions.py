"""The condition of a scan: what was measured of the page's picture, and where it falls short of the law's minimum."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import Enum

#: Circular 05/2025/TT-BNV: administrative documents in colour at 200 dpi or more.
LEAST_DPI = 200


class Colour(Enum):
    """What a scan keeps of a sheet."""

    COLOUR = "colour"
    GREY = "grey"
    BILEVEL = "bilevel"  #: black or white, nothing between


class Shortfall(Enum):
    """Why a scan is under the minimum."""

    COARSE = "coarse"  #: fewer dots an inch than LEAST_DPI
    COLOURLESS = "colourless"  #: not in colour


@dataclass(frozen=True, slots=True)
class Condition:
    """A scanned page as it lies in its file.

    `dpi`: its own resolution. `skew`: degrees by which its text rises to the right. `contrast`: grey levels, of 255, between
    paper and ink; `unevenness`: between dark and light places of the paper. `border`: millimetres of the widest dark edge.
    `streaks`: lines from top to bottom of the picture, which dust on a scanner's glass makes.
    """

    dpi: int
    colour: Colour
    skew: float = 0.0
    contrast: int = 0
    unevenness: int = 0
    border: float = 0.0
    streaks: int = 0

    @property
    def shortfalls(self) -> Iterator[Shortfall]:
        """Where it is under the minimum of Circular 05/2025."""
        if self.dpi < LEAST_DPI:
            yield Shortfall.COARSE
        if self.colour is not Colour.COLOUR:
            yield Shortfall.COLOURLESS


def pack_condition(condition: Condition | None) -> str:
    """As JSON; "" for a page that is no scan."""
    if condition is None:
        return ""
    return json.dumps(asdict(condition) | {"colour": condition.colour.value}, separators=(",", ":"))


def unpack_condition(packed: str) -> Condition | None:
    """The condition back. Raises ValueError, TypeError when it is none."""
    if not packed:
        return None
    told = json.loads(packed)
    return Condition(**told | {"colour": Colour(told["colour"])})
