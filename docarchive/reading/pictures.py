"""The page image and the thumbnail: what people see, at the resolution and turn that boxes refer to."""

import os
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

THUMBNAIL_WIDTH = 232  # pixels
_QUALITY, _THUMBNAIL_QUALITY = 80, 75


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where a page's JPEG and its thumbnail lie."""

    image: Path
    thumbnail: Path


def turned(image: Image.Image, turn: int) -> Image.Image:
    """`image` turned clockwise by 0, 90, 180 or 270 degrees. Raises KeyError for any other turn."""
    if turn == 0:
        return image
    ways = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
    return image.transpose(ways[turn])


def write_pictures(image: Image.Image, folder: Path, index: int, dpi: int) -> Pictures:
    """Writes `{index+1}.jpg` and `{index+1}.thumb.jpg` into `folder`, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = Pictures(folder / f"{index + 1}.jpg", folder / f"{index + 1}.thumb.jpg")
    _save(image, pictures.image, _QUALITY, dpi)
    small = image.copy()
    small.thumbnail((THUMBNAIL_WIDTH, 4 * THUMBNAIL_WIDTH), Image.Resampling.LANCZOS)
    _save(small, pictures.thumbnail, _THUMBNAIL_QUALITY, max(1, dpi * small.width // image.width))
    return pictures


def _save(image: Image.Image, target: Path, quality: int, dpi: int) -> None:
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        image.save(draft, "JPEG", quality=quality, optimize=False, dpi=(dpi, dpi))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
