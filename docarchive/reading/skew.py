"""How far a page lies askew, by the sharpness of its row profile."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_WIDTH = 850  # pixels that are enough to see a tenth of a degree
_WIDEST = 6.0  # degrees


def skew(image: Image.Image) -> float:
    """Degrees by which text rises to the right (turning the image clockwise by it makes rows level); 0.0 where nothing shows.

    Only ink of letter size counts: large dark areas (borders, photos) are left out, they pull every angle towards their own.
    """
    across, down = _ink(image)
    if len(across) < 200:
        return 0.0
    coarse = np.arange(-_WIDEST, _WIDEST + 0.01, 0.5)
    best = _sharpest(across, down, coarse)
    best = _sharpest(across, down, np.arange(best - 0.5, best + 0.51, 0.1))
    fine = _sharpest(across, down, np.arange(best - 0.1, best + 0.11, 0.02))
    return 0.0 if abs(fine) > _WIDEST - 0.1 else round(float(fine), 2)


def _ink(image: Image.Image) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    small = image.convert("L").reduce(max(1, round(image.width / _WIDTH)))
    levels = np.asarray(small, dtype=np.float32)
    dark = levels < min(float(np.median(levels)) - 40, 0.75 * 255)
    # The middle of thick areas is no letter; keep dark pixels that have light within a few pixels above or below.
    reach = 6
    padded = np.pad(dark, ((reach, reach), (0, 0)), constant_values=True)
    edge = ~(padded[: -2 * reach] & padded[2 * reach :]) & dark
    down, across = np.nonzero(edge)
    return across.astype(np.float64), down.astype(np.float64)


def _sharpest(across: NDArray[np.float64], down: NDArray[np.float64], angles: NDArray[np.float64]) -> float:
    return float(max(angles, key=lambda angle: _sharpness(across, down, float(angle))))


def _sharpness(across: NDArray[np.float64], down: NDArray[np.float64], angle: float) -> float:
    rows = down + across * np.tan(np.radians(angle))
    counts = np.bincount((rows - rows.min()).astype(np.int64)).astype(np.float64)
    return float(np.sum(np.diff(counts) ** 2))
