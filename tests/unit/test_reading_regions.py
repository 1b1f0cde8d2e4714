"""Stamps and what a signature shows of itself are regions: out of the running text, kept after it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from benchmarks.texts import compared
from demo import draw_page
from demo.fonts import sized
from docarchive.reading.engines import Engines, open_engine
from docarchive.reading.limits import Limits
from docarchive.reading.marks import with_marks
from docarchive.reading.read import Source, read_page
from docarchive.reading.regions import is_stamp, kind_of, parted
from docarchive.reading.unjoined import parted as parted_word
from docarchive.records.pages import Block, Box, Kind, Line, Page, Word
from docarchive.records.readings import pack_kinds, pack_words, unpack_page
from docarchive.records.text import folded
from docarchive.understanding.vocabulary import rows

RED = (205, 25, 40)


def line(text: str, left: int, top: int, *, height: int = 30, sure: float = 0.95) -> Line:
    words, at = [], left
    for word in text.split():
        wide = len(word) * height // 2
        words.append(Word(word, Box(at, top, at + wide, top + height), sure))
        at += wide + height // 2
    return Line(tuple(words))


def page(*lines: Line) -> Page:
    return Page(1654, 2339, tuple(Block((each,)) for each in lines))


BODY = [line("Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024 của Quốc hội", 250, top) for top in range(900, 1800, 60)]


def test_every_stamp_of_the_understanding_is_one_for_the_reading() -> None:
    for row in rows("stamps"):
        assert is_stamp(line(row["printed"], 200, 300)), row
    assert (
        is_stamp(line("ĐỘ MẬT: TỐI MẬT", 200, 300))
        and not is_stamp(line("Mật", 200, 300))
        and not is_stamp(line("MẬT MÃ", 200, 300))
    )


def test_a_stamp_in_its_place_is_a_region_and_stands_last() -> None:
    made = parted(page(line("BỘ NỘI VỤ", 250, 150), line("KHẨN", 300, 420), *BODY))
    assert [(block.kind, block.text) for block in made.regions] == [(Kind.STAMP, "KHẨN")]
    assert made.blocks[-1].kind is Kind.STAMP and "KHẨN" not in made.running.text and "BỘ NỘI VỤ" in made.running.text


def test_the_same_word_in_the_text_is_text() -> None:
    assert not parted(page(*BODY, line("MẬT", 300, 1900))).regions
    assert not parted(page(line("thông tin MẬT của Nhà nước", 300, 300), *BODY)).regions


def test_what_a_signature_shows_is_a_region_with_the_lines_that_go_on_from_it() -> None:
    small = [
        line("Ký bởi: ỦY BAN NHÂN DÂN TỈNH", 1100, 60, height=18),
        line("LAM GIANG", 1100, 84, height=18),
        line("Thời gian ký: 09/01/2026 16:20:11 +07:00", 1100, 108, height=18),
    ]
    made = parted(page(*small, line("ỦY BAN NHÂN DÂN", 250, 160), *BODY))
    (region,) = made.regions
    assert region.kind is Kind.SIGNATURE
    assert region.text == "Ký bởi: ỦY BAN NHÂN DÂN TỈNH\nLAM GIANG\nThời gian ký: 09/01/2026 16:20:11 +07:00"
    assert made.running.text.startswith("ỦY BAN NHÂN DÂN\n\nCăn cứ")


def test_one_word_of_a_signature_alone_is_text() -> None:
    assert not parted(page(line("Email: lamgiang@example.vn", 250, 700), *BODY)).regions


def test_the_receivers_stamp_takes_its_labels_and_not_the_lines_that_run_through_it() -> None:
    stamp = [line("ĐẾN", 160, 520), line("Số: 9913", 260, 500), line("Ngày: 02/01/2021", 260, 535), line("Chuyển:", 260, 570)]
    through = line("Thời gian qua các cấp, các ngành đã có nhiều cố gắng trong lãnh đạo", 300, 545)
    made = parted(page(*stamp, through, *BODY))
    (region,) = made.regions
    assert region.kind is Kind.ARRIVAL and "9913" in region.text and "Chuyển:" in region.text
    assert "Thời gian qua các cấp" in made.running.text


@given(st.lists(st.sampled_from(["KHẨN", "ĐẾN", "Ký bởi: A", "12:30:11", "Số: 1", "Điều 1", "MẬT", "- Như trên"]), max_size=9))
def test_no_word_is_lost_or_doubled(texts: list[str]) -> None:
    lines = [line(text, 100 + 90 * (number % 4), 150 + 70 * number) for number, text in enumerate(texts)]
    made = parted(page(*lines))
    assert sorted(word.text for word in made.words) == sorted(word for text in texts for word in text.split())
    kinds = [block.kind is Kind.TEXT for block in made.blocks]
    assert kinds == sorted(kinds, reverse=True)
    size = {"width": made.width, "height": made.height}
    back = unpack_page(made.text, pack_words(made), **size, kinds=pack_kinds(made.blocks))
    assert [(block.kind, block.text) for block in back.blocks] == [(block.kind, block.text) for block in made.blocks]


def test_a_mark_is_what_its_words_say() -> None:
    assert kind_of([line("CÔNG VĂN ĐẾN", 0, 0), line("Số:", 0, 40)]) is Kind.ARRIVAL
    assert kind_of([line("TỐI MẬT", 0, 0)]) is Kind.STAMP
    assert kind_of([line("Điều lệ", 0, 0)]) is Kind.TEXT and kind_of([]) is Kind.TEXT


def read(image: Image.Image, folder: Path) -> Page:
    image.save(folder / "page.png", dpi=(200, 200))
    source = Source(folder / "page.png", "image/png", 0, folder)
    return read_page(source, Limits(), None, open_engine(Engines(), folder))[0].page


LINES = ["Căn cứ Luật Tổ chức chính quyền địa phương ngày 19", "tháng 6 năm 2015 và các văn bản hướng dẫn thi hành;"] * 8


def test_text_under_a_red_stamp_and_the_stamp_are_both_read(tmp_path: Path) -> None:
    image, drawn = draw_page(LINES)
    stamp = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(stamp)
    pen.rectangle((190, 330, 620, 560), outline=RED, width=6)
    pen.text((230, 400), "ĐẾN", fill=RED, font=sized("b", 21, 200))
    pen.text((420, 350), "Số:", fill=RED, font=sized("", 12, 200))
    pen.text((420, 440), "Ngày:", fill=RED, font=sized("", 12, 200))
    made = read(ImageChops.multiply(image.convert("RGB"), stamp), tmp_path)
    assert compared(drawn.text, made.running.text).cer < 1
    (region,) = made.regions
    assert region.kind is Kind.ARRIVAL and "den" in folded(region.text)
    assert region.box.left >= 180 and region.box.right <= 640


@pytest.mark.parametrize(("words", "kind"), [("MẬT", Kind.STAMP), ("HỎA TỐC", Kind.STAMP), ("BẢN CHÍNH THỨC", Kind.TEXT)])
def test_red_words_are_read_once(tmp_path: Path, words: str, kind: Kind) -> None:
    image, _ = draw_page(["", "", "", "", *LINES])
    ImageDraw.Draw(image).text((300, 200), words, fill=RED, font=sized("b", 16, 200))
    made = read(image, tmp_path)
    assert made.text.count(words) == 1
    assert next(block.kind for block in made.blocks if words in block.text) is kind


def test_a_red_word_that_may_be_secret_is_kept_however_badly_it_was_read() -> None:
    read = (Block((Line((Word("MẬT", Box(20, 10, 90, 40), 0.2), Word("x", Box(100, 10, 110, 40), 0.1))),)),)
    made = with_marks(
        Page(1654, 2339), Image.new("RGB", (1654, 2339), "white"), [Box(300, 200, 450, 260)], lambda image, psm: read
    )
    assert made.text == "MẬT x"


def test_red_ink_that_is_no_word_says_nothing(tmp_path: Path) -> None:
    image, drawn = draw_page(LINES)
    pen = ImageDraw.Draw(image)
    for number in range(5):
        pen.line((300 + 40 * number, 1500, 380 + 60 * number, 1700 - 30 * number), fill=RED, width=8)
    made = read(image, tmp_path)
    assert made.text.split() == drawn.text.split() and not made.regions


@pytest.mark.parametrize(
    ("joined", "parts"),
    [
        ("thuậtviên", "thuật viên"),
        ("ngànhLưu", "ngành Lưu"),
        ("(thủyđiện,", "(thủy điện,"),
        ("ngày01", "ngày 01"),
        ("Internet", "Internet"),
        ("UBND", "UBND"),
        ("hoànhảo", "hoànhảo"),  # hoà nhảo, hoàn hảo: not certain
        ("QĐ-UBND", "QĐ-UBND"),
        ("Kôtam", "Kôtam"),
        ("số12", "số12"),
        ("A4", "A4"),
        ("QUYÉT", "QUYÉT"),
        ("Luuật", "Luuật"),
    ],
)
def test_words_run_together_are_parted_where_that_is_certain(joined: str, parts: str) -> None:
    assert parted_word(joined) == parts


@given(st.text(max_size=12).filter(lambda text: text.split() == [text]))
def test_parting_adds_blanks_alone(text: str) -> None:
    assert parted_word(text).replace(" ", "") == text
