"""How a page was scanned: measured when it is read, kept with its reading, and held against the law's minimum."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from demo import Damage, draw_page, image_pdf, scan_page, text_pdf
from docarchive.reading import wire
from docarchive.reading.condition import condition_of
from docarchive.reading.media import media_type
from docarchive.reading.raster import rasterise
from docarchive.records.conditions import Colour, Condition, Shortfall, pack_condition, unpack_condition
from docarchive.records.pages import Page
from docarchive.records.readings import Reading

LINES = ["Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;", "Theo đề nghị của Giám đốc Sở Nội vụ."] * 8


def measured(path: Path) -> Condition | None:
    return condition_of(rasterise(path, media_type(path), 0, megapixels=60))


@pytest.mark.parametrize(
    ("mode", "colour", "short"),
    [
        ("RGB", Colour.COLOUR, [Shortfall.COARSE]),
        ("L", Colour.GREY, [Shortfall.COARSE, Shortfall.COLOURLESS]),
        ("1", Colour.BILEVEL, [Shortfall.COARSE, Shortfall.COLOURLESS]),
    ],
)
def test_of_a_picture(tmp_path: Path, mode: str, colour: Colour, short: list[Shortfall]) -> None:
    image, _page = scan_page(LINES, Damage(skew=2.0, dpi=150), seed=3)
    path = tmp_path / "page.png"
    image.convert(mode).save(path, dpi=(150, 150))
    found = measured(path)
    assert found is not None
    assert (found.dpi, found.colour, list(found.shortfalls)) == (150, colour, short)
    assert abs(found.skew - 2.0) < 0.7
    assert found.contrast > 120


def test_of_a_scanned_pdf_and_of_one_that_is_no_scan(tmp_path: Path) -> None:
    scan, born = tmp_path / "scan.pdf", tmp_path / "born.pdf"
    scan.write_bytes(image_pdf([draw_page(LINES)[0].convert("1")]))
    born.write_bytes(text_pdf([LINES]))
    found = measured(scan)
    assert found is not None and abs(found.dpi - 200) <= 1
    assert measured(born) is None


def test_colour_at_the_minimum_is_enough() -> None:
    assert list(Condition(200, Colour.COLOUR).shortfalls) == []


@given(
    st.builds(
        Condition,
        st.integers(1, 2400),
        st.sampled_from(Colour),
        st.floats(-6, 6),
        st.integers(0, 255),
        st.integers(0, 255),
        st.floats(0, 99),
        st.integers(0, 9),
    )
    | st.none()
)
def test_it_survives_the_pipe_and_the_table(condition: Condition | None) -> None:
    assert unpack_condition(pack_condition(condition)) == condition
    reading = Reading("tesseract", "5.3", Page(10, 10), condition)
    assert wire.to_reading(wire.unpacked(wire.packed(wire.from_reading(reading)))) == reading


def faulty(**drawn: int) -> Image.Image:
    """A drawn page with a dark edge of so many pixels, so many streaks, a shadow of so many levels; 200 dpi."""
    image = draw_page(LINES)[0].convert("L")
    pen = ImageDraw.Draw(image)
    for number in range(drawn.get("streaks", 0)):
        pen.line((700 + 200 * number, 0, 700 + 200 * number, image.height), fill=90, width=3)
    pen.rectangle((0, 0, drawn.get("edge", 0) - 1, image.height), fill=10) if drawn.get("edge") else None
    light = 255 - drawn.get("shadow", 0)
    shadow = Image.linear_gradient("L").resize(image.size).point([light + level * (255 - light) // 255 for level in range(256)])
    return ImageChops.multiply(image, shadow)


@pytest.mark.parametrize(
    ("drawn", "uneven", "border", "streaks"),
    [({}, 0, 0.0, 0), ({"shadow": 90}, 70, 0.0, 0), ({"edge": 63}, 0, 8.0, 0), ({"streaks": 2}, 0, 0.0, 2)],
)
def test_faults_of_the_scanner_are_measured(
    tmp_path: Path, drawn: dict[str, int], uneven: int, border: float, streaks: int
) -> None:
    faulty(**drawn).save(tmp_path / "page.png", dpi=(200, 200))
    found = measured(tmp_path / "page.png")
    assert found is not None
    assert (found.streaks, abs(found.border - border) <= 0.4, uneven <= found.unevenness <= uneven + 25) == (
        streaks,
        True,
        True,
    ), found


def test_frames_and_tables_are_no_streaks(tmp_path: Path) -> None:
    image = draw_page(LINES)[0]
    pen = ImageDraw.Draw(image)
    pen.rectangle((100, 120, image.width - 100, image.height - 120), outline=0, width=5)
    for across in range(300, 1400, 200):
        pen.line((across, 900, across, 2200), fill=0, width=4)
    image.save(tmp_path / "page.png", dpi=(200, 200))
    found = measured(tmp_path / "page.png")
    assert found is not None and (found.streaks, found.border) == (0, 0.0)


def test_a_condition_of_before_these_were_measured_is_read() -> None:
    assert unpack_condition('{"dpi":200,"colour":"grey","skew":0.1,"contrast":180}') == Condition(200, Colour.GREY, 0.1, 180)


def test_a_blank_sheet_has_one_too(tmp_path: Path) -> None:
    path = tmp_path / "blank.png"
    Image.new("RGB", (1240, 1754), (250, 249, 240)).save(path, dpi=(150, 150))
    found = measured(path)
    assert found is not None and (found.skew, found.contrast) == (0.0, 0)
