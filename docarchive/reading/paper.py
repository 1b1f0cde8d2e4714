"""Uneven paper made even on the copy that is read: stains, shadows and yellowed edges would be taken for ink or pictures."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

_STEP = 8  # pixels of a side over which paper is looked at
_UNEVEN = 22  # grey levels between dark and light paper that make a page uneven
_WHITE = 245.0


def evened(grey: Image.Image) -> Image.Image:
    """`grey` divided by its paper where that is uneven; the very same image where it is even, for even pages lose by it."""
    small = _paper(grey)
    if _spread(small) < _UNEVEN:
        return grey
    paper = np.asarray(small.resize(grey.size, Image.Resampling.BILINEAR), dtype=np.float32)
    return Image.fromarray(_divided(np.asarray(grey), paper))


def unevenness(grey: Image.Image) -> int:
    """Grey levels between dark and light places of the paper."""
    return _spread(_paper(grey))


def _spread(small: Image.Image) -> int:
    low, high = np.percentile(np.asarray(small)[2:-2, 2:-2], (3, 97)) if min(small.size) > 4 else (0, 0)
    return int(high - low)


def _divided(levels: NDArray[np.uint8], paper: NDArray[np.float32]) -> NDArray[np.uint8]:
    whitened = levels * (_WHITE / np.maximum(paper, 32.0))
    return np.minimum(whitened, 255.0).astype(np.uint8)


def _paper(grey: Image.Image) -> Image.Image:
    """The page without its text, 8 times smaller: the lightest nearby, smoothed."""
    small = grey.reduce(_STEP)
    return small.filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.GaussianBlur(3))
