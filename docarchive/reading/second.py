"""The second reader: a network for Vietnamese lines that errs elsewhere than Tesseract; it reads what Tesseract is unsure of.

Only the network of the package `asterocr` is used (MIT; the extra `second`), run by onnxruntime and decoded here; its Python code
never runs. The two files are pinned by their hashes: others may read anything into a page.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from docarchive.errors import PageUnreadable

_SHA256 = {
    "asternet.onnx": "10c96b533e1f64031d73edfddafd7d4b13595544f11891f0531bcd72cb29be80",
    "vocab.json": "82c6df018ceca8c10876947e0f7df798ed321825276ed7f3bb12ae3ed6dc647b",
}
_HEIGHT, _WIDEST = 32, 1024  # pixels of the picture that the network takes
_BLANK = 0  # the sign of the network that stands for none


@dataclass(frozen=True, slots=True)
class Heard:
    """A word as the network reads it; `sure` is that of its least sure letter, 0–1."""

    text: str
    sure: float


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec("asterocr") is not None and find_spec("onnxruntime") is not None


class SecondReader:
    """One network in this process, with one thread."""

    version = "asternet 1.0.2"

    def __init__(self, folder: Path) -> None:
        """`folder` holds the network and its signs. Raises PageUnreadable (second-reader) where they aren't the pinned ones."""
        import onnxruntime  # an extra: absent unless installed

        network, signs = (_checked(folder / name, pinned) for name, pinned in _SHA256.items())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # By its path: given as bytes it takes 40 MB more.
        self._session = onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        self._signs: list[str] = json.loads(signs.read_bytes())["chars"]

    def read(self, image: Image.Image) -> list[Heard]:
        """The words of a picture of one line, or a part of one."""
        wide = min(max(_HEIGHT, -(-image.width * _HEIGHT // image.height // 4) * 4), _WIDEST)
        small = image.convert("RGB").resize((wide, _HEIGHT), Image.Resampling.BILINEAR)
        levels = np.asarray(small, dtype=np.float32) / 127.5 - 1
        (scores,) = self._session.run(None, {self._input: levels.transpose(2, 0, 1)[np.newaxis]})
        return list(_words(self._letters(scores[:, 0])))

    def _letters(self, scores: NDArray[np.float32]) -> Iterator[tuple[str, float]]:
        """Each sign with its probability: of every step the likeliest, repeated ones once (CTC)."""
        sure = np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))
        best = sure.argmax(axis=1)
        start = 0
        for step in range(1, len(best) + 1):
            if step == len(best) or best[step] != best[start]:
                if best[start] != _BLANK:
                    yield self._signs[best[start]], float(sure[start:step, best[start]].max())
                start = step


def _words(letters: Iterator[tuple[str, float]]) -> Iterator[Heard]:
    word, sure = "", 1.0
    for letter, each in letters:
        if letter != " ":
            word, sure = word + letter, min(sure, each)
        elif word:
            yield Heard(word, sure)
            word, sure = "", 1.0
    if word:
        yield Heard(word, sure)


def _checked(path: Path, pinned: str) -> Path:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PageUnreadable("second-reader", f"{path.name}: {error.strerror}") from None
    if found != pinned:
        raise PageUnreadable("second-reader", f"{path.name} is not the file of asterocr 1.0.2")
    return path


@cache
def second_reader() -> SecondReader:
    """The reader of the installed extra. Raises PageUnreadable (second-reader)."""
    package = find_spec("asterocr")
    places = list(package.submodule_search_locations or ()) if package else []
    if not places:
        raise PageUnreadable("second-reader", "asterocr is not installed")
    return SecondReader(Path(places[0]) / "assets")
