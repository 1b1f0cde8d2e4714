"""The copy that is read: level, even, without seals, and boxes find back to the page."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from demo import Damage, draw_page, scan_page
from docarchive.reading import wire
from docarchive.reading.cleaning import Copy, reading_copy
from docarchive.reading.paper import evened
from docarchive.reading.raster import image_dpi, plain, rasterise
from docarchive.reading.read import is_blank
from docarchive.reading.seals import red_alone, red_ink, without_red
from docarchive.reading.skew import skew
from docarchive.records.pages import Block, Box, Line, Page, Word
from docarchive.records.readings import Reading

LINES = ["Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;", "Theo đề nghị của Giám đốc Sở Nội vụ."] * 8


@pytest.mark.parametrize("angle", [-4.0, -1.3, -0.4, 0.0, 0.6, 2.0, 3.5])
def test_skew_is_measured_to_a_fifth_of_a_degree(angle: float) -> None:
    image = draw_page(LINES)[0].convert("L").rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    assert abs(skew(image) - angle) < 0.2


def test_page_without_lines_is_not_turned() -> None:
    assert skew(Image.new("L", (1654, 2339), 255)) == 0.0


@given(
    st.floats(-6, 6),
    st.tuples(st.integers(0, 1500), st.integers(0, 2200), st.integers(1, 150), st.integers(1, 100)),
)
def test_box_found_on_the_copy_lies_round_its_place_on_the_page(angle: float, place: tuple[int, int, int, int]) -> None:
    left, top, wide, high = place
    page, size = (1654, 2339), (1985, 2807)
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    corners = []
    for x in (left - page[0] / 2, left + wide - page[0] / 2):
        for y in (top - page[1] / 2, top + high - page[1] / 2):
            corners.append((x * cos - y * sin + size[0] / 2, x * sin + y * cos + size[1] / 2))
    across, down = zip(*corners, strict=True)
    found = Box(round(min(across)), round(min(down)), round(max(across)), round(max(down)))
    back = Copy(Image.new("1", size), angle, page).back(found)
    assert back.left <= left + 2 and back.top <= top + 2
    assert back.right >= min(left + wide, page[0]) - 2 and back.bottom >= min(top + high, page[1]) - 2


def test_scan_askew_is_read_level() -> None:
    image, _ = scan_page(LINES, Damage(skew=2.0), seed=4)
    copy = reading_copy(plain(image), dpi=200)
    assert 1.4 < copy.angle < 2.6
    assert abs(skew(copy.image)) < 0.15


@pytest.mark.parametrize(("own", "read_at"), [(75, 200), (100, 200), (150, 150), (200, 200), (305, 305), (400, 300), (600, 300)])
def test_only_pages_of_few_or_too_many_pixels_are_resampled(tmp_path: Path, own: int, read_at: int) -> None:
    path = tmp_path / "page.png"
    Image.new("L", (round(8.27 * own), round(11.69 * own)), 255).save(path, dpi=(own, own))
    raster = rasterise(path, "image/png", 0, megapixels=50)
    assert (raster.dpi, raster.own_dpi) == (read_at, own)
    assert abs(raster.image.height - 11.69 * read_at) < 2


def test_even_paper_stays_as_it_is_and_a_stain_goes() -> None:
    clean = draw_page(LINES)[0].convert("L")
    assert evened(clean) is clean
    stain = Image.new("L", clean.size, 255)
    ImageDraw.Draw(stain).ellipse((300, 200, 1300, 900), fill=150)
    stained = ImageChops.multiply(clean, stain)
    made = np.asarray(evened(stained))
    assert np.median(made[400:700, 450:1150]) > 225, "the stain is as light as the paper"
    assert made.min() < 60, "ink is still dark"


def test_seals_and_red_words_go_and_the_words_are_told_of() -> None:
    page = draw_page(LINES)[0]
    pen = ImageDraw.Draw(page)
    pen.ellipse((800, 1400, 1085, 1685), outline=(214, 28, 38), width=9)
    pen.regular_polygon((942, 1542, 60), 5, fill=(214, 28, 38))
    pen.rectangle((300, 1500, 520, 1580), outline=(214, 28, 38), width=6)
    pen.text((340, 1515), "MẬT", fill=(214, 28, 38), font_size=50)
    ink = red_ink(page, 200)
    made = np.asarray(without_red(page, ink))
    assert made[1400:1690, 800:1090].min() > 190
    assert made[1500:1581, 300:521].min() > 190
    (mark,) = ink.marks
    assert mark.left <= 300 and mark.top <= 1500 and mark.right >= 520 and mark.bottom >= 1580 and mark.width < 280
    alone = np.asarray(red_alone(page.crop((280, 1480, 540, 1600))))
    assert alone.min() < 20 and alone[0].min() == 255


def test_a_page_printed_in_red_keeps_its_ink() -> None:
    page = Image.new("RGB", (1654, 2339), "white")
    pen = ImageDraw.Draw(page)
    for top in range(100, 2200, 24):
        pen.line((120, top, 1530, top), fill=(190, 20, 30), width=6)
    assert red_ink(page, 200).marks == ()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16", "I", "F"])
def test_any_mode_becomes_grey_or_colour_on_white(mode: str) -> None:
    image = Image.new("L", (40, 30), 255)
    image.paste(0, (10, 10, 20, 20))
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    elif mode != "L":
        image = image.convert(mode)
    made = plain(image)
    assert made.mode in ("L", "RGB") and made.size == (40, 30)
    grey = made.convert("L")
    assert isinstance(grey.getpixel((15, 15)), int) and grey.getpixel((15, 15)) < 40 and grey.getpixel((2, 2)) > 215  # type: ignore[operator]


@pytest.mark.parametrize(
    ("size", "stated", "dpi"),
    [
        ((1654, 2339), 200, 200),
        ((827, 1169), 72, 100),
        ((2480, 3508), 96, 300),
        ((4000, 3000), None, 342),
        ((1000, 700), 1200, 86),
    ],
)
def test_resolution_that_makes_no_sheet_is_not_believed(size: tuple[int, int], stated: int | None, dpi: int) -> None:
    image = Image.new("1", size)
    if stated:
        image.info["dpi"] = (stated, stated)
    assert abs(image_dpi(image) - dpi) <= 1


def test_specks_and_a_dark_border_make_no_page() -> None:
    image = Image.new("L", (1654, 2339), 245)
    ImageDraw.Draw(image).rectangle((0, 0, 1653, 2338), outline=20, width=30)
    for x in range(200, 1400, 300):
        image.putpixel((x, x), 0)
    assert is_blank(image, 200)
    assert not is_blank(draw_page(["7"])[0], 200)


words = st.text("aăâbcđêôơưỪỰ:/12", min_size=1, max_size=8)
boxes = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), *[st.integers(0, 3000)] * 2, *[st.integers(0, 400)] * 2)


@given(st.lists(st.lists(st.builds(Word, words, boxes, st.integers(0, 1000).map(lambda n: n / 1000)), min_size=1), max_size=6))
def test_reading_comes_over_the_pipe_unchanged(lines: list[list[Word]]) -> None:
    page = Page(3000, 3500, tuple(Block((Line(tuple(line)),)) for line in lines), 300, 90)
    reading = Reading("tesseract", "5.3.0 vie", page)
    assert wire.to_reading(wire.unpacked(wire.packed(wire.from_reading(reading)))) == reading
