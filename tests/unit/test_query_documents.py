"""Items made ready for the index."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docarchive.records.queries import IndexedItem
from docarchive.records.text import pairs
from docarchive.search.documents import ready
from docarchive.search.frequent import ENOUGH_ITEMS, MANY, commonest, shipped

HEAD = "UBND TỈNH SƠN LÂM\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ NỘI VỤ\tĐộc lập - Tự do - Hạnh phúc\n"


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        (HEAD + "Số: 12/QĐ-SNV\tSơn Lâm, ngày 05 tháng 3 năm 2024\nQUYẾT ĐỊNH\nVề việc nghỉ", "quyet dinh ve viec nghi"),
        (HEAD + "Số: 12/SNV-VP\nV/v nghỉ lễ\nSơn Lâm, ngày 05 tháng 3 năm 2024\nKính gửi", "kinh gui"),
        ("Điều 5. Giải thích từ ngữ\nngày 5 tháng 3 năm 2024", "dieu 5 giai thich tu ngu ngay 5 thang 3 nam 2024"),
        ("", "_"),
    ],
)
def test_the_lead_begins_after_the_letterhead(text: str, lead: str) -> None:
    assert ready(IndexedItem(1, 1, pages={1: text})).fields["lead_fold"] == lead


def test_the_title_is_type_and_subject_or_the_file_name() -> None:
    assert (
        ready(IndexedItem(1, 1, type="Thông báo", subject="Nghỉ lễ", title="a.pdf")).fields["title_fold"] == "thong bao nghi le"
    )
    assert ready(IndexedItem(1, 1, type="Thông báo", title="Nghỉ_lễ.pdf")).fields["title_fold"] == "thong bao nghi le pdf"


def test_a_number_is_found_by_its_beginnings() -> None:
    fields = ready(IndexedItem(1, 1, number="05/2024/NQ-HĐND", cited=("05/2024/NQ-HĐND", "3/QĐ-UBND"))).fields
    assert fields["number"] == "5 2024 nq hdnd"
    assert fields["number_start"] == ["5", "5 2024", "5 2024 nq"]
    assert fields["cited"] == ["3 qd ubnd"]


def test_what_is_not_known_is_not_sent() -> None:
    assert not {"number", "issuer", "year", "date_from", "dossier", "type_fold"} & set(ready(IndexedItem(1, 1)).fields)


@given(st.dictionaries(st.integers(1, 9), st.text(max_size=80), max_size=3), st.text(max_size=30))
def test_every_form_has_the_same_words(pages: dict[int, str], title: str) -> None:
    made = ready(IndexedItem(1, 1, title=title, pages=pages))
    exact, folded = (str(made.fields[name]).split() for name in ("text", "text_fold"))
    assert len(exact) == len(folded)
    assert str(made.fields["pair_fold"]).split() == (pairs(folded) or ["_"])
    assert " ".join(made.pages[number] for number in sorted(pages)).split() == [
        word for word in folded[len(folded) - sum(len(page.split()) for page in made.pages.values()) :] if word != "_"
    ]


def test_the_commonest_are_counted_when_there_are_enough_items() -> None:
    counts = {f"w{rank}": 1000 - rank for rank in range(100)}
    assert commonest(Counter(counts), ENOUGH_ITEMS) == {f"w{rank}" for rank in range(MANY)}
    assert commonest(Counter(counts), ENOUGH_ITEMS - 1) == shipped()
    assert len(shipped()) == MANY
