"""What was passed over: ink without words is seen, read again and put in its place, or told; rules and seals are no text."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps

from demo import draw_page
from docarchive.reading.again import completed
from docarchive.reading.blobs import Mask, blobs
from docarchive.reading.coverage import leftovers
from docarchive.reading.engines import Engines, open_engine
from docarchive.records.pages import Block, Box, Line, Page, Word

LINES = [
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 07/TTr-SNV,",
    "",
    "Điều 1. Ban hành kèm theo Quyết định này Danh mục hồ sơ năm 2026.",
    "Điều 2. Quyết định này có hiệu lực từ ngày ký.",
]


def flooded(mask: Mask, down: int, across: int) -> set[tuple[int, int, int, int]]:
    """The same groups cell by cell: runs of a row first, then rows that are near."""
    filled = mask.copy()
    for row in filled:
        inked = np.flatnonzero(row)
        for one, other in pairwise(inked):
            if other - one - 1 <= across:
                row[one:other] = True
    left = {(int(y), int(x)) for y, x in zip(*np.nonzero(filled), strict=True)}
    found = set()
    while left:
        group, front = set(), [left.pop()]
        while front:
            y, x = front.pop()
            group.add((y, x))
            near = {
                (y + dy, x + dx) for dy in range(-1 - down, down + 2) for dx in (range(-1 - down, down + 2) if dy else (-1, 1))
            } & left
            left -= near
            front += near
        rows, columns = [y for y, _ in group], [x for _, x in group]
        found.add((min(columns), min(rows), max(columns) + 1, max(rows) + 1))
    return found


@given(
    st.lists(st.lists(st.booleans(), min_size=9, max_size=9), min_size=1, max_size=9), st.sampled_from([(0, 0), (1, 1), (0, 3)])
)
def test_blobs_are_the_groups_that_a_flood_fills(cells: list[list[bool]], gap: tuple[int, int]) -> None:
    mask = np.array(cells)
    found = blobs(mask, down=gap[0], across=gap[1])
    assert sorted((box.left, box.top, box.right, box.bottom) for box in found) == sorted(
        flooded(mask, down=gap[0], across=gap[1])
    )


def page() -> tuple[Image.Image, Page]:
    image, drawn = draw_page(LINES)
    return image.convert("L"), drawn


def boxes(words: Page) -> list[Box]:
    return [word.box for word in words.words]


def test_a_page_whose_words_all_have_boxes_has_nothing_left() -> None:
    image, drawn = page()
    assert leftovers(image, boxes(drawn), 200) == []


def test_a_line_without_boxes_is_left_over_as_text() -> None:
    image, drawn = page()
    lines = list(drawn.lines)
    (left,) = leftovers(image, [word.box for line in lines[:-1] for word in line.words], 200)
    assert left.textlike
    assert left.box.meets(lines[-1].box) and left.box.width > 0.9 * lines[-1].box.width


def test_rules_frames_specks_and_seals_are_no_text() -> None:
    image = Image.new("L", (1654, 2339), 250)
    pen = ImageDraw.Draw(image)
    pen.line((200, 300, 900, 303), fill=20, width=3)
    pen.rectangle((200, 400, 900, 600), outline=20, width=3)
    pen.line((550, 400, 550, 600), fill=20, width=2)
    for x in range(100, 1500, 37):
        pen.point((x, 900 + x % 50), fill=0)
    pen.ellipse((800, 1400, 1085, 1685), outline=60, width=8)
    pen.regular_polygon((942, 1542, 30), 5, fill=60)
    assert not [each for each in leftovers(image, [], 200) if each.textlike]


@pytest.fixture
def reads(tmp_path: Path) -> "Reads":
    return Reads(tmp_path)


class Reads:
    """Tesseract itself, as the reading asks it for a second look."""

    def __init__(self, folder: Path) -> None:
        self.asked = 0
        self._engine = open_engine(Engines(), folder)

    def __call__(self, image: Image.Image) -> tuple[Block, ...]:
        self.asked += 1
        return self._engine.recognise(image, dpi=200, psm=11)


def without(drawn: Page, gone: set[Word]) -> tuple[Block, ...]:
    kept = (
        tuple(Line(words) for line in block.lines if (words := tuple(word for word in line.words if word not in gone)))
        for block in drawn.blocks
    )
    return tuple(Block(lines) for lines in kept if lines)


@pytest.mark.parametrize("number", range(4))
def test_a_line_that_was_passed_over_is_read_and_stands_where_it_was(reads: Reads, number: int) -> None:
    image, drawn = page()
    gone = set(list(drawn.lines)[number].words)
    blocks, unread = completed(image, without(drawn, gone), 200, reads)
    assert unread == []
    assert " ".join(line.text for block in blocks for line in block.lines) == " ".join(line.text for line in drawn.lines)


def test_the_middle_of_a_line_goes_back_between_its_ends(reads: Reads) -> None:
    image, drawn = page()
    line = next(iter(drawn.lines))
    blocks, unread = completed(image, without(drawn, set(line.words[4:8])), 200, reads)
    assert unread == []
    assert blocks[0].lines[0].text == line.text


def test_nothing_is_asked_of_the_engine_where_nothing_is_left(reads: Reads) -> None:
    image, drawn = page()
    assert completed(image, drawn.blocks, 200, reads) == (drawn.blocks, [])
    assert reads.asked == 0


def test_what_cant_be_read_again_either_is_told(reads: Reads) -> None:
    """A line mirrored: built like text, and none that anybody reads."""
    image, drawn = page()
    line = list(drawn.lines)[-1].box
    edges = (line.left, line.top, line.right, line.bottom)
    image.paste(ImageOps.mirror(image.crop(edges)), edges)
    kept = without(drawn, set(list(drawn.lines)[-1].words))
    blocks, unread = completed(image, kept, 200, reads)
    assert sum(box.width for box in unread) > 0.5 * line.width
    assert all(box.meets(line) for box in unread)
    assert len(list(blocks)) == len(kept), "nothing was made up"


def test_a_drawing_of_thousands_of_strokes_is_looked_at_in_one_picture_of_bounded_size(tmp_path: Path) -> None:
    """A map is no page of lost lines: what doesn't fit stays told, and the engine is never given more than it can take."""
    image = Image.new("L", (1654, 2339), 250)
    pen = ImageDraw.Draw(image)
    for top in range(40, 2300, 22):
        for left in range(20, 1500, 110):
            for stroke in range(9):
                pen.line((left + stroke * 9, top, left + stroke * 9 + 3, top + 13), fill=30, width=3)
    sizes = []

    def recognise(sheet: Image.Image) -> tuple[Block, ...]:
        sizes.append(sheet.size)
        return ()

    _blocks, unread = completed(image, (), 200, recognise)
    assert len(sizes) <= 1 and all(height <= 2.2 * 2339 for _width, height in sizes)
    assert unread


@pytest.mark.parametrize("confidence", [0.2, 0.6, 0.95])
@pytest.mark.parametrize("stamped", [False, True])
def test_a_mark_of_secrecy_is_kept_however_badly_it_was_read(confidence: float, stamped: bool) -> None:
    """A page must never be shown because a word was dropped: neither alone nor under a seal."""
    image = Image.new("L", (1654, 2339), 250)
    pen = ImageDraw.Draw(image)
    word = draw_page(["**MẬT**"])[0].convert("L").crop((200, 180, 460, 270))
    image.paste(word, (300, 300))
    if stamped:
        pen.ellipse((250, 240, 550, 540), outline=40, width=6)
    asked = []

    def recognise(sheet: Image.Image) -> tuple[Block, ...]:
        asked.append(sheet.size)
        place = Box(sheet.width // 3, sheet.height // 3, sheet.width // 2, sheet.height // 2)
        return (Block((Line((Word("MẬT", place, confidence),)),)),)

    blocks, _unread = completed(image, (), 200, recognise)
    assert asked
    assert [line.text for block in blocks for line in block.lines] == ["MẬT"]
