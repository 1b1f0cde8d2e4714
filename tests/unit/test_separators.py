"""Separator sheets: what their codes say, what is found of them on paper, and which pages make which document."""

from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image, ImageDraw, ImageFilter

from docarchive.reading import codes
from docarchive.reading.raster import Raster
from docarchive.reading.sheets import SheetWords, sheets_pdf
from docarchive.reading.slot import Slot
from docarchive.records.passes import PageOrder, in_order
from docarchive.records.separators import Group, Separator, Sheet, from_code, groups, to_code

CODE = to_code(Separator("1f2e3d4c", 123456789012345678, True))
OTHER = to_code(Separator("1f2e3d4c", 7))
SHEET = SheetWords(CODE, "TỜ PHÂN CÁCH", "P01 › 12.VP", "Thông báo năm 2026", ("Đặt tờ này trước tài liệu.",))

sheet_kinds = some.sampled_from(["text", "blank", CODE, OTHER])
stacks = some.lists(sheet_kinds, max_size=40).map(
    lambda kinds: [Sheet(index, kind if kind in (CODE, OTHER) else "", kind == "blank") for index, kind in enumerate(kinds)]
)


@given(some.builds(Separator, some.from_regex("[0-9a-f]{8}", fullmatch=True), some.integers(1, 2**63 - 1), some.booleans()))
def test_a_code_says_what_was_put_into_it(sheet: Separator) -> None:
    assert from_code(to_code(sheet)) == sheet


@given(some.text())
def test_no_code_is_too_strange(text: str) -> None:
    assert from_code(f"DOCARCHIVE{text}").node >= 0


@pytest.mark.parametrize(
    "text", ["DOCARCHIVE", "DOCARCHIVE2;a=1f2e3d4c;d=0000000000007", "DOCARCHIVE1;a=1f2e3d4c", "DOCARCHIVE1;a=1f2e3d4c;d=mất"]
)
def test_a_code_that_is_not_understood_names_no_dossier(text: str) -> None:
    assert from_code(text).node == 0


@given(stacks)
def test_each_page_of_a_stack_is_in_one_document_or_left_out_for_a_reason(stack: list[Sheet]) -> None:
    made = groups(stack)
    kept = [index for group in made for index in group.pages]
    assert kept == sorted(set(kept)), "every page once, in the order of the stack"
    assert all(group.pages for group in made)
    assert all(stack[index].code or stack[index].blank for index in range(len(stack)) if index not in kept)
    assert not [index for index in kept if stack[index].code]
    for group in made:  # no document reaches over a separator, and each has the last one before it
        before = [sheet for sheet in stack if sheet.code and sheet.index < group.pages[0]]
        assert group.separator == (from_code(before[-1].code) if before else None)
        assert not [sheet for sheet in stack[group.pages[0] : group.pages[-1]] if sheet.code]


@given(some.lists(some.booleans(), max_size=20).map(lambda blank: [Sheet(n, "", each) for n, each in enumerate(blank)]))
def test_a_stack_without_separators_stays_whole(stack: list[Sheet]) -> None:
    assert groups(stack) == ([Group(None, tuple(range(len(stack))))] if stack else [])


@pytest.mark.parametrize(
    ("kinds", "made"),
    [
        ("1ab2c", [("1", "ab"), ("2", "c")]),
        ("ab2c", [("", "ab"), ("2", "c")]),
        ("12c", [("2", "c")]),
        ("ab1", [("", "ab")]),
        ("12", []),
        ("1_ab", [("1", "ab")]),  # the separator's own blank back
        ("1_a_b_", [("1", "ab")]),  # its backs
        ("1_a__b", [("1", "a_b")]),  # a front that is blank is no back: it stays
        ("2_a_b", [("2", "a_b")]),  # a sheet that says nothing of backs leaves them
    ],
)
def test_where_a_stack_is_cut(kinds: str, made: list[tuple[str, str]]) -> None:
    says = {"1": CODE, "2": OTHER}
    stack = [Sheet(n, says.get(kind, ""), kind == "_") for n, kind in enumerate(kinds)]
    told = [(group.separator, "".join(kinds[n] for n in group.pages)) for group in groups(stack)]
    assert told == [(from_code(says[sign]) if sign else None, pages) for sign, pages in made]


@pytest.fixture(scope="module")
def printed() -> Image.Image:
    document = pypdfium2.PdfDocument(sheets_pdf([SHEET, SHEET]))
    assert len(document) == 2
    image = document[0].render(scale=200 / 72).to_pil().convert("L")
    document.close()
    return image


def scanned(image: Image.Image, dpi: int = 200) -> str:
    return codes.separator_code(Raster(image, dpi, dpi), closely=True)


@pytest.mark.parametrize("turn", [0, 2, 90, 180, 274])
def test_a_printed_sheet_is_recognised_however_it_lies(printed: Image.Image, turn: int) -> None:
    assert scanned(printed.rotate(turn, expand=True, fillcolor=255)) == CODE


def test_a_sheet_is_recognised_when_poorly_scanned(printed: Image.Image) -> None:
    faded = printed.resize((827, 1169)).filter(ImageFilter.GaussianBlur(1)).point(lambda level: 110 + level // 2)
    jpeg = BytesIO()
    faded.save(jpeg, "JPEG", quality=30)
    assert scanned(Image.open(jpeg), 100) == CODE


@pytest.mark.parametrize("lost", ["qr", "bars"])
def test_one_of_the_two_codes_is_enough(printed: Image.Image, lost: str) -> None:
    stained = printed.copy()
    middle = stained.height * 6 // 10
    ImageDraw.Draw(stained).rectangle((0, 500, 1654, middle) if lost == "qr" else (0, middle, 1654, 2339), fill=90)
    assert scanned(stained) == CODE


def test_a_sheet_whose_codes_are_both_lost_is_a_page_like_any(printed: Image.Image) -> None:
    stained = printed.copy()
    ImageDraw.Draw(stained).rectangle((0, 500, 1654, 2000), fill=90)
    assert scanned(stained) == ""


def test_other_codes_are_no_separators() -> None:
    sheet = Image.new("L", (1654, 2339), 255)
    sheet.paste(codes.qr("https://example.vn/594", 600), (400, 400))
    assert scanned(sheet) == ""


def test_a_sheet_is_read_as_such_without_its_words(printed: Image.Image, tmp_path: Path) -> None:
    printed.save(tmp_path / "to.png", dpi=(200, 200))
    with Slot() as slot:
        reading = slot.read(tmp_path / "to.png", "image/png", 0).reading
    assert (reading.engine, reading.code, reading.page.text) == ("separator", CODE, "")


def test_a_sheet_that_lost_its_qr_code_is_read_by_its_bars(printed: Image.Image, tmp_path: Path) -> None:
    torn = printed.copy()
    ImageDraw.Draw(torn).rectangle((0, 500, 1654, torn.height * 6 // 10), fill=255)
    torn.save(tmp_path / "to.png", dpi=(200, 200))
    with Slot() as slot:
        assert slot.read(tmp_path / "to.png", "image/png", 0).reading.code == CODE


@given(some.lists(some.booleans(), max_size=20).map(lambda blank: [Sheet(n, "", each) for n, each in enumerate(blank)]))
def test_two_passes_laid_together_keep_every_page_and_fronts_in_front(stack: list[Sheet]) -> None:
    fronts = list(range((len(stack) + 1) // 2))
    for how in (PageOrder.TWO_PASSES, PageOrder.TURNED):
        order = in_order(stack, how)
        assert sorted(order) == list(range(len(stack))) and order[::2] == fronts
    kept = in_order(stack, PageOrder.NO_BLANK_BACKS)
    assert kept == [sheet.index for sheet in stack if not sheet.blank or sheet.index % 2 == 0]


@pytest.mark.parametrize(
    ("how", "pages", "order"),
    [
        (PageOrder.TWO_PASSES, 6, [0, 3, 1, 4, 2, 5]),
        (PageOrder.TURNED, 6, [0, 5, 1, 4, 2, 3]),
        (PageOrder.TURNED, 5, [0, 4, 1, 3, 2]),  # the scanner left out the last sheet's blank back
        (PageOrder.TWO_PASSES, 2, [0, 1]),
        (PageOrder.TURNED, 0, []),
    ],
)
def test_how_passes_are_laid_together(how: PageOrder, pages: int, order: list[int]) -> None:
    assert in_order([Sheet(index) for index in range(pages)], how) == order
