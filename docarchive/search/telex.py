"""Telex keys typed with no input method on: `quyeets ddinhj` is meant as `quyết định`.

Only a query without any Vietnamese letter is taken so, and only when one of its words can be nothing else (`dd`, or a
letter and a tone keyed together): a tone key alone is no proof, or GIS, max and bus would be read as syllables.
"""

import re
import unicodedata

from docarchive.records.text import has_marks

_LETTERS = {"uwow": "ươ", "uow": "ươ", "aw": "ă", "ow": "ơ", "uw": "ư", "aa": "â", "ee": "ê", "oo": "ô"}
_TONES = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_KEYS = re.compile(
    r"(ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|dd|[bcdghklmnprstvx])?"
    r"([aeiouyw]+)([fsrxj])?(ng|nh|ch|[cmnpt])?([fsrxj])?"
)
_RIMES = frozenset(
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et"
    " ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu o oa oac oach oai oam oan oang oanh"
    " oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt"
    " u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyt"
    " uyu ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu".split()
)


def untelexed(text: str) -> str:
    """`text` as it was meant when it was typed in Telex keys, else as it is."""
    words = re.split(r"(\W+)", text)
    meant = [_meant(word) for word in words]
    if has_marks(text.lower()) or not any(sure for _, sure in meant):
        return text
    return "".join(syllable or word for word, (syllable, _) in zip(words, meant, strict=True))


def _meant(word: str) -> tuple[str, bool]:
    """The syllable that the keys make ("" when none), and whether they can be nothing else."""
    match = _KEYS.fullmatch(word)
    if not match or (match[3] and match[5]):
        return "", False
    onset, vowels, final = (match[1] or "").replace("dd", "đ"), match[2], match[4] or ""
    for keys, letter in _LETTERS.items():
        vowels = vowels.replace(keys, letter)
    if vowels + final not in _RIMES:
        return "", False
    at = _toned_at(vowels, final)
    tone = _TONES.get(match[3] or match[5], "")
    # `see` and `low` are keys as well as words: only with a tone, or with keys that no word has, are they sure.
    sure = onset == "đ" or (vowels != match[2] and (tone != "" or "uw" in match[2] or "uow" in match[2]))
    toned = vowels[: at + 1] + tone + vowels[at + 1 :]
    return unicodedata.normalize("NFC", onset + toned + final), sure


def _toned_at(vowels: str, final: str) -> int:
    """The place of the tone mark, in the old style (hóa): on the letter with a shape, else before the last open vowel."""
    shaped = [at for at, letter in enumerate(vowels) if letter in "ăâêôơ"] or [
        at for at, letter in enumerate(vowels) if letter == "ư"
    ]
    if shaped:
        return shaped[-1]
    return len(vowels) - 1 if final or len(vowels) == 1 else len(vowels) - 2
