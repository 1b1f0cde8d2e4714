"""Names in capitals, as letterheads print them, in the case of running text (Decree 30/2020, appendix II)."""

from collections.abc import Iterator
from functools import cache, lru_cache

from docarchive.records.text import exact_form
from docarchive.understanding import vocabulary

#: After these the name of a place follows, every syllable of it with a capital.
_BEFORE_PLACES = {"tỉnh", "thành phố", "huyện", "quận", "phường", "xã", "thị xã", "thị trấn", "đặc khu"}
_LINKS = {"và", "của", "các", "cấp"}
_DASHES = {"-", "–"}


@lru_cache(maxsize=4096)
def running_case(name: str) -> str:
    """`ỦY BAN NHÂN DÂN TỈNH LAM GIANG` → `Ủy ban nhân dân tỉnh Lam Giang`; what isn't all in capitals stays as it is.

    Names of bodies, posts and places that the tables know are written as there, letter for letter of what is printed; a place
    that they don't know is taken from what stands before it; elsewhere the first syllable after the kind of body gets a capital.
    """
    if name != name.upper() or not any(sign.isalpha() for sign in name):
        return name
    words = " ".join(_written(name.split()))
    return words[:1].upper() + words[1:]


def _written(words: list[str]) -> Iterator[str]:
    keys = [exact_form(word).strip() for word in words]
    at, place, begins = 0, False, False
    while at < len(words):
        size, known = _longest(keys, at)
        if known:
            yield from (_like(word, model) for word, model in zip(words[at : at + size], known, strict=True))
            begins = True
            place = " ".join(known).lower() in _BEFORE_PLACES
        else:
            size = 1
            yield _unknown(words[at], capital=place or begins)
            begins = words[at] in _DASHES
        at += size


def _unknown(word: str, *, capital: bool) -> str:
    if word.endswith(".") or not word.isalpha():
        return word  # KT. and the like, numbers, signs
    small = word.lower()
    return small.capitalize() if capital and small not in _LINKS else small


def _longest(keys: list[str], at: int) -> tuple[int, list[str]]:
    """The longest known name that begins here: how many words, and how each of them is written."""
    for size in range(min(_most(), len(keys) - at), 0, -1):
        found = _known().get(" ".join(keys[at : at + size]))
        if found:
            return size, found
    return 0, []


@cache
def _known() -> dict[str, list[str]]:
    """Names by their words without case, blanks between; posts and kinds of bodies too."""
    names = [*vocabulary.phrases().values(), *vocabulary.names("positions")]
    found = {" ".join(exact_form(word).strip() for word in name.split()): name.split() for name in names}
    # One syllable that is a kind of body alone (Bộ, Ban, Hội …) is no name: it may be any word of a longer one.
    return {key: name for key, name in found.items() if len(name) > 1 or name[0].isupper() or name[0].lower() in _SINGLE}


_SINGLE = {"bộ", "sở", "cục", "vụ", "viện", "ban", "hội", "đoàn", "phòng", "trường", "tỉnh", "huyện", "quận", "phường", "xã"}


@cache
def _most() -> int:
    return max(len(name) for name in _known().values())


def _like(word: str, model: str) -> str:
    """`word` in the case of `model`: its own letters, since an old spelling of a tone is kept."""
    if model.isupper() and len(model) > 1:
        return word
    return word.capitalize() if model[:1].isupper() else word.lower()
