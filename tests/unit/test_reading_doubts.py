"""Doubtful words are read twice, both readings are kept, and numbers never change."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from demo import draw_page
from docarchive.errors import PageUnreadable
from docarchive.reading.doubts import _agreed, read_twice
from docarchive.reading.engines import Engines
from docarchive.reading.limits import Limits
from docarchive.reading.second import Heard, SecondReader, second_reader
from docarchive.reading.slot import Slot
from docarchive.records.pages import Block, Box, Line, Page, Word
from docarchive.records.readings import pack_others, pack_words, unpack_page

TEXT = ["Tổ kiểm kê rà soát tài liệu", "chỉnh lý năm 2025 theo Kế hoạch"]


@pytest.fixture(scope="module")
def reader() -> SecondReader:
    return second_reader()


def drawn(**changes: Word) -> tuple[Image.Image, tuple[Block, ...]]:
    """A drawn page, and what an engine is to have read of it: some words otherwise."""
    image, page = draw_page(TEXT)
    lines = (tuple(replace(word, **vars_of(changes[word.text])) if word.text in changes else word for word in line.words)
             for line in page.lines)  # fmt: skip
    return image.convert("L"), (Block(tuple(Line(words) for words in lines)),)


def vars_of(word: Word) -> dict[str, object]:
    return {"text": word.text, "confidence": word.confidence}


def read(text: str, sure: float) -> Word:
    return Word(text, Box(0, 0, 1, 1), sure)


def words(blocks: tuple[Block, ...]) -> list[Word]:
    return [word for block in blocks for line in block.lines for word in line.words]


def test_the_network_reads_vietnamese_with_marks(reader: SecondReader) -> None:
    image, page = draw_page(TEXT)
    box = next(page.lines).box
    heard = reader.read(image.convert("L").crop((box.left - 4, box.top - 4, box.right + 4, box.bottom + 4)))
    assert " ".join(each.text for each in heard) == TEXT[0] and min(each.sure for each in heard) > 0.5


def test_a_word_misread_in_its_marks_is_put_right_and_the_first_reading_kept(reader: SecondReader) -> None:
    image, blocks = drawn(Tổ=read("Tố", 0.7), soát=read("soạt", 0.8))
    made = {word.text: word for word in words(read_twice(blocks, image, reader))}
    assert made["Tổ"].other == "Tố" and made["soát"].other == "soạt" and "Tố" not in made
    assert [word.text for word in words(read_twice(blocks, image, reader))] == " ".join(TEXT).split()


def test_a_word_that_both_read_alike_is_surer(reader: SecondReader) -> None:
    image, blocks = drawn(liệu=read("liệu", 0.6))
    assert next(word for word in words(read_twice(blocks, image, reader)) if word.text == "liệu").confidence > 0.8


def test_a_number_is_never_changed_but_doubted(reader: SecondReader) -> None:
    image, blocks = drawn(**{"2025": read("2O26", 0.7)})
    kept = next(word for word in words(read_twice(blocks, image, reader)) if word.text == "2O26")
    assert kept.doubtful and kept.other.startswith("2025"[:3])


def test_sure_words_are_not_read_again(reader: SecondReader) -> None:
    image, blocks = drawn()
    assert read_twice(blocks, Image.new("L", image.size, 255), reader) == blocks


@given(st.sampled_from("Tổ 12/QĐ-UBND tuyển 05 hóa xq".split()), st.floats(0, 1), st.text("toánếđ12 ", min_size=1, max_size=6))
def test_of_two_readings_none_is_lost(text: str, sure: float, heard: str) -> None:
    other = Heard("".join(heard.split()) or "a", 0.9)
    made = _agreed(read(text, sure), other)
    assert {made.text, made.other or made.text} == {text, other.text}
    assert not any(map(str.isdigit, text)) or made.text == text


def test_other_readings_are_kept_with_the_page() -> None:
    blocks = (Block((Line((read("một", 0.9), replace(read("hai", 0.5), other="hái"))),)),)
    page = Page(100, 100, blocks)
    back = unpack_page(page.text, pack_words(page), width=100, height=100, others=pack_others(page))
    assert [word.other for word in back.words] == ["", "hái"] and pack_others(Page(1, 1)) == ""


def test_another_network_is_refused(tmp_path: Path) -> None:
    (tmp_path / "asternet.onnx").write_bytes(b"another network")
    with pytest.raises(PageUnreadable, match=r"not the file of asterocr") as raised:
        SecondReader(tmp_path)
    assert raised.value.reason == "second-reader"


def test_it_can_be_turned_off(tmp_path: Path) -> None:
    draw_page(TEXT)[0].save(tmp_path / "page.png", dpi=(200, 200))
    versions = []
    for second in ("auto", "off"):
        with Slot(Limits(), Engines(second=second)) as slot:
            versions.append(slot.read(tmp_path / "page.png", "image/png", 0).reading.version)
    assert versions[0] == f"{versions[1]}, asternet 1.0.2"
