"""A drawn corpus to search in: official documents of an invented province, of syllables as common as in real text."""

import random
import unicodedata
from collections.abc import Iterator
from itertools import accumulate

from benchmarks.judged import Document, Judged
from docarchive.records.text import folded

_TYPES = {"Quyết định": "QĐ", "Thông báo": "TB", "Kế hoạch": "KH", "Báo cáo": "BC", "Tờ trình": "TTr", "Hướng dẫn": "HD"}
_BODIES = {"Ủy ban nhân dân": "UBND", "Sở Nội vụ": "SNV", "Sở Tài chính": "STC", "Sở Xây dựng": "SXD", "Văn phòng": "VP"}
_HEAD = (
    "{body}\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    "Số: {number}\tSơn Lâm, ngày {day} tháng {month} năm {year}\n"
)
_ONSETS = "b c ch d đ g gi h k kh l m n ng ngh nh ph qu r s t th tr v x".split()
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay e ec em en eo ep et ê êch ên ênh êt êu i ia ich im in inh ip it iêc iêm iên iêng"
    " iêt iêu o oa oac oai oan oang oat oc oe oi om on ong op ot ô ôc ôi ôm ôn ông ôt ơ ơi ơm ơn u ua uân uât uc uê ui um un ung"
    " uôc uôi uôn uông ut uy uyên uyêt ư ưa ưc ưi ưng ươc ươi ươn ương ươt ă ăc ăm ăn ăng ăt â âc âm ân âng ât âu ây"
).split()
_TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
_SYLLABLES, _COMPOUNDS, _TOPICS, _COMPOUNDS_A_TOPIC = 5_000, 20_000, 500, 40


def draw(documents: int, *, pages: int = 2, queries: int = 200, seed: int = 3) -> Judged:
    """`documents` of `pages` pages; for each of some three queries: its number, its subject without marks, words of it."""
    writer = _Writer(random.Random(seed))
    made = [writer.document(at, pages) for at in range(1, documents + 1)]
    asked = writer.chance.sample(made, min(queries, len(made)))
    wanted = {
        f"{kind}{at}": (text, found.name) for at, found in enumerate(asked) for kind, text in _queries(found, writer.chance)
    }
    return Judged(made, {key: text for key, (text, _) in wanted.items()}, {key: {name: 1} for key, (_, name) in wanted.items()})


class _Writer:
    """Writes documents about two topics each, in common words and words of the topics."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        syllables = list({_syllable(chance) for _ in range(_SYLLABLES)})
        syllables.sort()
        chance.shuffle(syllables)
        common = list(accumulate(1 / (rank + 10) for rank in range(len(syllables))))
        self._compounds = [" ".join(chance.choices(syllables, cum_weights=common, k=2)) for _ in range(_COMPOUNDS)]
        self._weights = list(accumulate(1 / (rank + 30) for rank in range(_COMPOUNDS)))
        self._topics = [chance.sample(self._compounds, _COMPOUNDS_A_TOPIC) for _ in range(_TOPICS)]

    def document(self, at: int, pages: int) -> Document:
        """The `at`-th document: letterhead, type, subject, and 250 words a page."""
        chance = self.chance
        topics = chance.sample(self._topics, 2)
        kind, body = chance.choice(list(_TYPES)), chance.choice(list(_BODIES))
        number = f"{at}/{_TYPES[kind]}-{_BODIES[body]}"
        subject = "Về việc " + " ".join(self._words(topics, 6, common=0.2))
        date = {"day": chance.randint(1, 28), "month": chance.randint(1, 12), "year": chance.randint(1995, 2026)}
        text = "\f".join(" ".join(self._words(topics, 125, common=0.6)) + "." for _ in range(pages))
        head = _HEAD.format(body=body.upper(), number=number, **date) + f"{kind.upper()}\n{subject}\n"
        return Document(str(at), f"{kind} {subject}", head + text)

    def _words(self, topics: list[list[str]], count: int, *, common: float) -> list[str]:
        plain = iter(self.chance.choices(self._compounds, cum_weights=self._weights, k=count))
        return [
            next(plain) if self.chance.random() < common else self.chance.choice(self.chance.choice(topics)) for _ in range(count)
        ]


def _syllable(chance: random.Random) -> str:
    """A syllable as Vietnamese ones are built, with a tone; not each of them has a meaning."""
    rime = chance.choice(_RIMES)
    at = 1 + max([rime.find(letter) for letter in "ăâêôơ"] + [int(len(rime) > 2 and rime[:2] in ("oa", "uy"))])
    return unicodedata.normalize("NFC", chance.choice(_ONSETS) + rime[:at] + chance.choice(_TONES) + rime[at:])


def _queries(document: Document, chance: random.Random) -> Iterator[tuple[str, str]]:
    number = document.text.split("Số: ")[1].split("\t")[0]
    yield "number-", chance.choice([number, number.lower(), folded(number).replace("/", " ").replace("-", " ")])
    yield "subject-", folded(document.title)
    words = document.text.split("\n")[-1].split()
    start = chance.randrange(len(words) - 16)
    yield "words-", " ".join(words[start : start + 16])
