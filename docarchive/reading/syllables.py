"""Whether a word is a Vietnamese syllable, by onset × rime × tone, and how much of a text is: the cheap measure of a reading.

The grammar is that of written Vietnamese since 1945: at most one onset, one rime, one tone mark, and the checked rimes
(ending in c, ch, p, t) take only sắc and nặng.
"""

import re
import unicodedata
from dataclasses import dataclass

_ONSETS = set("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()) | {""}
_OPEN = """
a ai ao au ay am an ang anh ă ăm ăn ăng â âm ân âng âu ây e em en eng eo ê êm ên ênh êu i ia im in inh iu iê iêm iên
iêng iêu o oa oai oan oang oanh oao oay oăm oăn oăng oe oen oeo oi om on ong oong ô ôi ôm ôn ông ơ ơi ơm ơn u ua ui um
un ung uân uâng uây uê uên uênh uôi uôm uôn uông uơ uy uya uyên uynh uyu ư ưa ưi ưm ưn ưng ưu ươi ươm ươn ương ươu y
yê yêm yên yêng yêu oam uyn ưng ơng êng oem
""".split()
_CHECKED = """ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ic ich ip it iêc iêp iêt oac oach oap oat oăc oăt oet oc op ot ooc
ôc ôp ôt ơp ơt uc up ut uât uêch uôc uôt uyêt uych uyt uyp ưc ưt ươc ươp ươt yêt êc""".split()
_RIMES = {**dict.fromkeys(_OPEN, False), **dict.fromkeys(_CHECKED, True)}
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_CHECKED_TONES = {"", "\u0301", "\u0323"}
_LETTERS = re.compile(r"[^\W\d_]+")
_MARKED = re.compile(r"[đăâêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)


def is_syllable(word: str) -> bool:
    """Whether `word` (NFC, letters only, any case) could be a Vietnamese syllable."""
    bare, tone = _parts(word.lower())
    if bare is None:
        return False
    for cut in range(min(3, len(bare)), -1, -1):
        onset, rime = bare[:cut], bare[cut:]
        if onset in _ONSETS and _rime_fits(onset, rime, tone):
            return True
    return False


def _rime_fits(onset: str, rime: str, tone: str) -> bool:
    if onset == "gi" and rime == "":
        return True
    if onset == "gi" and ("i" + rime) in _RIMES:
        rime = "i" + rime
    checked = _RIMES.get(rime)
    return checked is not None and (not checked or tone in _CHECKED_TONES)


def _parts(word: str) -> tuple[str | None, str]:
    """The word without its tone, and the tone; None where it carries two."""
    split = unicodedata.normalize("NFD", word)
    tones = [letter for letter in split if letter in _TONES]
    if len(tones) > 1:
        return None, ""
    bare = unicodedata.normalize("NFC", "".join(letter for letter in split if letter not in _TONES))
    return bare, tones[0] if tones else ""


@dataclass(frozen=True, slots=True)
class Measure:
    """`tokens` of letters in a text, the shares of them that are `syllables` and of letters that are `marked`, and of
    characters that stand for nothing (`broken`: private use, replacement, control)."""

    tokens: int
    syllables: float
    marked: float
    broken: float


def measure(text: str) -> Measure:
    """How Vietnamese a cleaned text reads; shares are 0 for an empty text."""
    tokens = _LETTERS.findall(text)
    letters = sum(map(len, tokens))
    solid = sum(not letter.isspace() for letter in text)
    bad = sum(unicodedata.category(letter) in ("Co", "Cn", "Cc") or letter == "\ufffd" for letter in text if not letter.isspace())
    return Measure(
        tokens=len(tokens),
        syllables=sum(map(is_syllable, tokens)) / max(len(tokens), 1),
        marked=len(_MARKED.findall(text)) / max(letters, 1),
        broken=bad / max(solid, 1),
    )


def is_marked(word: str) -> bool:
    """Whether a word carries a letter that only Vietnamese has, or a tone."""
    return _MARKED.search(word) is not None


def begins_with_vowel(word: str) -> bool:
    """Whether a word (letters only) has no onset."""
    return unicodedata.normalize("NFD", word[:1].lower())[:1] in set("aeiouy")
