"""The serif typeface with the widths of Times New Roman, found on the machine: Liberation Serif 2, or Tinos."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from PIL import ImageFont

MM_PER_POINT = 25.4 / 72
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts")
# Debian's older LiberationSerif 1 carries the same file names but no Vietnamese letters, hence the check in `_speaks`.
_FAMILIES = ("LiberationSerif", "Tinos")
_STYLES = {"": "Regular", "b": "Bold", "i": "Italic", "bi": "BoldItalic"}
_PROBE = "ắềộữỹĐ"


class FontMissing(RuntimeError):
    """No serif typeface with Vietnamese letters is installed."""

    def __init__(self) -> None:
        super().__init__(
            "The demo needs a Times-like typeface with Vietnamese letters."
            " On Debian or Ubuntu: sudo apt install fonts-liberation2 (or fonts-croscore)."
        )


def _speaks(path: Path) -> bool:
    font = ImageFont.truetype(path, 40)
    empty = bytes(font.getmask("\uffff"))
    return all(bytes(font.getmask(letter)) != empty for letter in _PROBE)


def find(folders: Iterable[str] = _FOLDERS) -> dict[str, Path]:
    """Paths of the typeface by style ("", "b", "i", "bi"). Raises FontMissing, which names the Debian package."""
    places = [Path(folder).expanduser() for folder in folders]
    for name in _FAMILIES:
        for regular in sorted(path for place in places for path in place.glob(f"**/{name}-Regular.ttf")):
            paths = {style: regular.with_name(f"{name}-{ending}.ttf") for style, ending in _STYLES.items()}
            if all(path.exists() for path in paths.values()) and _speaks(regular):
                return paths
    raise FontMissing


@cache
def family() -> dict[str, Path]:
    """The typeface of this machine, looked for once. Raises FontMissing."""
    return find()


@cache
def _sized(style: str, pixels: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(family()[style], pixels, layout_engine=ImageFont.Layout.BASIC)


def sized(style: str, points: float, dpi: float) -> ImageFont.FreeTypeFont:
    """The font for drawing `points` on a raster of `dpi`."""
    return _sized(style, points * dpi / 72)


@cache
def width(text: str, style: str, points: float) -> float:
    """How wide `text` runs, in millimetres."""
    return _sized(style, 1000).getlength(text) / 1000 * points * MM_PER_POINT
