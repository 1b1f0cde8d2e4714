"""Reading order: nothing is lost or doubled, and letterhead and close come column by column."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from docarchive.reading.forms import in_order
from docarchive.reading.order import arranged, words_of
from docarchive.reading.rubbish import without_rubbish
from docarchive.records.pages import Block, Box, Line, Page, Word

Placed = tuple[str, int, int]
"""Text, left edge and top; a letter is 20 wide, a line 40 high."""


def line_of(text: str, left: int, top: int, *, confidence: float = 0.95) -> Line:
    words, x = [], left
    for part in text.split():
        words.append(Word(part, Box(x, top, x + 20 * len(part), top + 40), confidence))
        x += 20 * (len(part) + 1) - 8
    return Line(tuple(words))


def run_together(*placed: Placed) -> Line:
    """A row as Tesseract reads it: straight across the gutter."""
    return Line(tuple(word for text, left, top in placed for word in line_of(text, left, top).words))


LETTERHEAD = (
    run_together(("ỦY BAN NHÂN DÂN", 200, 100), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 800, 104)),
    run_together(("TỈNH LAM GIANG", 210, 160), ("Độc lập - Tự do - Hạnh phúc", 900, 164)),
    run_together(("Số: 12/QĐ-UBND", 220, 240), ("Vĩnh Lam, ngày 03 tháng 6 năm 2025", 850, 244)),
)
TITLE = line_of("QUYẾT ĐỊNH", 750, 340)
BODY = tuple(line_of("Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024 và các quy định", 200, 420 + 60 * n) for n in range(4))
CLOSE = (
    run_together(("Nơi nhận:", 200, 800), ("KT. CHỦ TỊCH", 1000, 780)),
    run_together(("- Như trên;", 200, 850), ("PHÓ CHỦ TỊCH", 1000, 845)),
    line_of("- Lưu: VT, NC.", 200, 895),
    line_of("Trần Thị Ví Dụ", 1000, 1100),
)


def test_letterhead_is_read_column_by_column_and_the_number_after_it() -> None:
    page = Page(1700, 2300, in_order((Block((*LETTERHEAD, TITLE, *BODY)),)))
    assert [line.text for line in page.lines][:8] == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH LAM GIANG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 12/QĐ-UBND",
        "Vĩnh Lam, ngày 03 tháng 6 năm 2025",
        "QUYẾT ĐỊNH",
        BODY[0].text,
    ]


def test_close_is_read_column_by_column_through_the_rubbish_of_a_seal() -> None:
    seal = line_of("Ñ ¬ / x", 700, 850, confidence=0.2)
    page = Page(1700, 2300, in_order((Block((*BODY, *CLOSE[:2], seal, *CLOSE[2:])),)))
    text = page.text.replace("\n", " ")
    assert text.index("Lưu: VT, NC.") < text.index("KT. CHỦ TỊCH") < text.index("PHÓ CHỦ TỊCH") < text.index("Trần Thị Ví Dụ")


def test_close_that_tesseract_put_first_comes_after_the_body() -> None:
    page = Page(1700, 2300, in_order((Block(CLOSE), Block(BODY))))
    assert page.text.startswith("Căn cứ") and page.text.endswith("Trần Thị Ví Dụ")


def test_word_written_by_hand_stays_in_its_row() -> None:
    digits = Line((Word("4‡", Box(300, 240, 340, 280), 0.1),))
    row = run_together(("Số:", 220, 240), ("/QĐ-UBND", 360, 240), ("Vĩnh Lam, ngày 03 tháng 6 năm 2025", 850, 244))
    page = Page(1700, 2300, in_order((Block((*LETTERHEAD[:2], row, TITLE, *BODY)), Block((digits,)))))
    assert "4‡" in next(line.text for line in page.lines if line.text.startswith("Số:"))


def test_body_that_speaks_of_independence_stays_as_it_is() -> None:
    body = tuple(line_of("vì một nước Việt Nam độc lập và thống nhất của mọi người dân", 200, 400 + 60 * n) for n in range(5))
    assert in_order((Block(body),)) == (Block(body),)


def test_text_layer_letterhead_in_any_order_is_arranged() -> None:
    words = [word for line in (*LETTERHEAD, TITLE, *BODY, *CLOSE) for word in line.words]
    page = Page(1700, 2300, in_order(arranged(reversed(words))))
    lines = [line.text for line in page.lines]
    assert lines[:4] == ["ỦY BAN NHÂN DÂN", "TỈNH LAM GIANG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert lines[-3:] == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Thị Ví Dụ"]


def test_table_is_read_by_rows() -> None:
    rows = [(("1", 200), ("Nguyễn Văn Mẫu", 400), ("Trưởng ban", 1100)), (("2", 200), ("Trần Thị Ví Dụ", 400), ("Ủy viên", 1100))]
    words = [word for n, row in enumerate(rows) for text, left in row for word in line_of(text, left, 500 + 60 * n).words]
    assert [line.text for line in Page(1700, 2300, arranged(words)).lines] == [
        "1 Nguyễn Văn Mẫu Trưởng ban",
        "2 Trần Thị Ví Dụ Ủy viên",
    ]


texts = st.text(st.sampled_from("aăâđêôơưNỘI:-/12 "), min_size=1, max_size=9).filter(str.strip)
placed_words = st.builds(
    lambda text, x, y, w, h, sure: Word("".join(text.split()), Box(x, y, x + w, y + h), sure),
    texts,
    st.integers(0, 1500),
    st.integers(0, 2200),
    st.integers(1, 300),
    st.integers(1, 90),
    st.floats(0, 1),
)
pages = st.lists(st.lists(st.lists(placed_words, min_size=1, max_size=5), min_size=1, max_size=4), max_size=5)


@given(pages)
def test_no_word_is_lost_or_doubled(drawn: list[list[list[Word]]]) -> None:
    blocks = tuple(Block(tuple(Line(tuple(words)) for words in block)) for block in drawn)
    words = [word for block in blocks for line in block.lines for word in line.words]
    distinct = list(dict.fromkeys(words))
    assert Counter(Page(1, 1, arranged(words)).words) == Counter(words)
    if len(distinct) == len(words):
        assert Counter(Page(1, 1, in_order(blocks)).words) == Counter(words)
    assert Counter(Page(1, 1, without_rubbish(blocks)).words) <= Counter(words)


@given(texts, st.integers(0, 50), st.integers(1, 400))
def test_words_of_a_run_share_its_box_in_order(text: str, left: int, width: int) -> None:
    words = list(words_of(text, Box(left, 0, left + width, 10), 0.5))
    assert [word.text for word in words] == text.split()
    edges = [edge for word in words for edge in (word.box.left, word.box.right)]
    assert edges == sorted(edges) and left <= edges[0] and edges[-1] <= left + width


def test_rubbish_goes_and_a_symbol_stays() -> None:
    rubbish, symbol = line_of("“2 x/ XNNGR", 900, 1000, confidence=0.4), line_of("Sô:⁄t1 /CT-UBND", 200, 240, confidence=0.31)
    hopeless = line_of("gg DĐ=", 700, 900, confidence=0.2)
    kept = without_rubbish((Block((symbol, BODY[0], rubbish, hopeless)),))
    assert [line.text for line in Page(1, 1, kept).lines] == [symbol.text, BODY[0].text]


def test_mark_of_secrecy_is_never_rubbish() -> None:
    mark = line_of("|MẬT]", 300, 300, confidence=0.05)
    assert mark in without_rubbish((Block((*BODY, mark)),))[0].lines


def test_page_of_nothing_but_rubbish_keeps_it_and_looks_bad() -> None:
    blocks = (Block((line_of("gg DĐ=", 700, 900, confidence=0.2),)),)
    assert without_rubbish(blocks) == blocks


def test_columns_whose_middle_begins_like_a_number_stay_columns() -> None:
    """ "… văn bản / số. Tỷ lệ …" in a narrow column is no line of number and date."""
    texts = (("toàn tỉnh phát", 200), ("của năm xã", 700), ("tay, bút", 1100))
    columns = tuple(
        Block(tuple(line_of("số. Tỷ lệ văn" if row == 3 and left == 200 else text, left, 200 + 60 * row) for row in range(10)))
        for text, left in texts
    )
    assert in_order(columns) == columns
