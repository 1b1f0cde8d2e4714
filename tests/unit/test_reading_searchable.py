"""The searchable PDF: text that poppler and pdfium find in its place, over pages and pictures left as they were."""

import re
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image

from demo import Damage, draw_page, image_pdf, scan_page, text_pdf
from docarchive.errors import PageUnreadable
from docarchive.reading.annotations import ready_page
from docarchive.reading.drawn import page_words
from docarchive.reading.raster import rasterise
from docarchive.reading.searchable import searchable_pdf
from docarchive.records.pages import Page

LINES = ["Kế hoạch số hóa tài liệu lưu trữ", "ƯỜNG ưỡng Đặng quỵt nghiệp ỹ", "", "Điều 1. Nộp hồ sơ trước ngày 15."]
WORDS = " ".join(LINES).split()


def poppler(path: Path, *options: str) -> str:
    return subprocess.run(["pdftotext", *options, str(path), "-"], check=True, capture_output=True, encoding="utf-8").stdout


def pdfium_text(path: Path) -> str:
    document = pdfium.PdfDocument(path)
    text: str = document[0].get_textpage().get_text_bounded()
    document.close()
    return text


def saved(image: Image.Image, path: Path) -> Path:
    if path.suffix == ".pdf":
        path.write_bytes(image_pdf([image]))
    else:
        image.save(path, dpi=(200, 200))
    return path


MEDIA = {
    "scan.pdf": "application/pdf",
    "scan.jpg": "image/jpeg",
    "scan.png": "image/png",
    "scan.tif": "image/tiff",
    "scan.webp": "image/webp",
    "scan.bmp": "image/bmp",
    "scan.jp2": "image/jp2",
}


@pytest.mark.parametrize("name", MEDIA)
def test_vietnamese_is_found_and_copied_from_every_kind(tmp_path: Path, name: str) -> None:
    image, page = draw_page(LINES)
    source, target = saved(image, tmp_path / name), tmp_path / "out.pdf"
    searchable_pdf(source, MEDIA[name], [page], target)
    assert poppler(target).split() == WORDS
    assert pdfium_text(target).split() == WORDS
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("turn", [0, 90])
def test_words_lie_on_their_boxes_however_the_page_is_turned(tmp_path: Path, rotate: int, turn: int) -> None:
    image, page = draw_page(LINES)
    lying = image.rotate(rotate + turn, expand=True)  # the view turns it back by `rotate`, the reader by `turn`
    source, target = saved(lying, tmp_path / "scan.pdf"), tmp_path / "out.pdf"
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        pdf.pages[0].rotate(rotate, relative=False)
        left, bottom, right, top = map(float, pdf.pages[0].mediabox)
        pdf.pages[0].obj.CropBox = pikepdf.Array([left, bottom, right, top])
        pdf.save(source)
    read = Page(page.width, page.height, page.blocks, page.dpi, turn)
    searchable_pdf(source, "application/pdf", [read], target)
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">', poppler(target, "-bbox"))
    view = rasterise(target, "application/pdf", 0, megapixels=50).image.size
    assert view[0] < view[1], "the page is shown upright"
    assert len(found) == len(WORDS)
    for edges, word in zip(found, page.words, strict=True):
        for edge, wanted in zip(map(float, edges), (word.box.left, word.box.top, word.box.right, word.box.bottom), strict=True):
            assert abs(edge - wanted * 72 / page.dpi) < 5, (word, edges)


SLANTED = ["Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành khẩn trương", "nộp hồ sơ, tài liệu đến hạn vào Lưu trữ lịch sử."] * 6


def plumbed(path: Path) -> list[dict[str, Any]]:
    with pdfplumber.open(path) as pdf:
        return pdf.pages[0].extract_words(use_text_flow=True)


@pytest.mark.parametrize(("skew", "turn"), [(0.0, 0), (-0.8, 270), (1.1, 90), (2.5, 0), (2.5, 180), (-4.0, 90)])
def test_words_lie_within_three_pixels_on_pages_askew_and_turned(tmp_path: Path, skew: float, turn: int) -> None:
    image, page = scan_page(SLANTED, Damage(skew=skew))
    target = tmp_path / "out.pdf"
    source = saved(image.rotate(turn, expand=True), tmp_path / "scan.pdf")
    searchable_pdf(source, "application/pdf", [replace(page, turn=turn)], target)
    if turn:  # pdfplumber places words wrongly on turned pages, so the page is made upright as the reader does
        target = ready_page(target, 0, tmp_path).read
    found, scale = plumbed(target), page.dpi / 72
    assert [each["text"] for each in found] == [word.text for word in page.words]
    for each, word in zip(found, page.words, strict=True):
        assert abs(each["x0"] * scale - word.box.left) < 3, (each, word)
        assert abs(each["x1"] * scale - word.box.right) < 3, (each, word)
        assert abs((each["top"] + each["bottom"]) / 2 * scale - (word.box.top + word.box.bottom) / 2) < 3, (each, word)


@pytest.mark.parametrize("skew", [0.0, 1.0, -2.5])
def test_phrases_are_found_and_copied_whole(tmp_path: Path, skew: float) -> None:
    image, page = scan_page(SLANTED, Damage(skew=skew))
    target = tmp_path / "out.pdf"
    searchable_pdf(saved(image, tmp_path / "scan.jpg"), "image/jpeg", [page], target)
    # Beyond one degree poppler keeps lines whole only in the order of the file.
    assert poppler(target, *(["-raw"] if abs(skew) > 1 else [])).split("\f")[0].split("\n")[:2] == SLANTED[:2]
    assert [line.strip() for line in pdfium_text(target).splitlines() if line.strip()] == SLANTED
    with closing(pdfium.PdfDocument(target)) as document:
        for phrase in ("khẩn trương nộp hồ sơ", "đến hạn vào Lưu trữ lịch sử"):
            assert document[0].get_textpage().search(phrase).get_next(), phrase
    with pdfplumber.open(target) as pdf:
        assert pdf.pages[0].extract_text().splitlines() == SLANTED


def test_a_line_is_one_run(tmp_path: Path) -> None:
    image, page = scan_page(SLANTED, Damage(skew=2.5))
    target = tmp_path / "out.pdf"
    searchable_pdf(saved(image, tmp_path / "scan.jpg"), "image/jpeg", [page], target)
    with pikepdf.open(target) as pdf:
        names = [str(step.operator) for step in pikepdf.parse_content_stream(pdf.pages[0])]
    assert (names.count("Tm"), names.count("Tr"), names.count("BT")) == (len(SLANTED), 1, 1)


def test_words_said_twice_are_kept_in_every_viewer(tmp_path: Path) -> None:
    lines = ["luôn luôn từ từ xa xa xa", "1 1 1 1 - 1 - 1 - 1 . .", "sử sử Ủy trương sử sử"]
    image, page = draw_page(lines)
    target = tmp_path / "out.pdf"
    searchable_pdf(saved(image, tmp_path / "scan.png"), "image/png", [page], target)
    assert pdfium_text(target).split() == " ".join(lines).split()
    assert [each["text"] for each in plumbed(target)] == " ".join(lines).split()


def test_original_jpeg_bytes_are_kept(tmp_path: Path) -> None:
    image, page = draw_page(LINES)
    source, target = saved(image, tmp_path / "scan.jpg"), tmp_path / "out.pdf"
    searchable_pdf(source, "image/jpeg", [page], target)
    with pikepdf.open(target) as pdf:
        (picture,) = pdf.pages[0].get_images().values()
        assert picture.read_raw_bytes() == source.read_bytes()
    assert target.stat().st_size < source.stat().st_size + 8_000


def test_picture_and_look_of_a_pdf_stay_as_they_were(tmp_path: Path) -> None:
    image, page = draw_page(LINES)
    source, target = saved(image, tmp_path / "scan.pdf"), tmp_path / "out.pdf"
    before = source.read_bytes()
    searchable_pdf(source, "application/pdf", [page], target)
    assert source.read_bytes() == before
    one, other = (rasterise(path, "application/pdf", 0, megapixels=50).image.tobytes() for path in (source, target))
    assert one == other


def test_good_text_layer_stays_alone_and_nothing_is_written_twice(tmp_path: Path) -> None:
    source, target = tmp_path / "born.pdf", tmp_path / "out.pdf"
    source.write_bytes(text_pdf([LINES, LINES]))
    page = draw_page(LINES)[1]
    searchable_pdf(source, "application/pdf", [page, page], target, skip={0, 1})
    assert poppler(target).split() == WORDS * 2


def test_plain_text_becomes_pages_with_words(tmp_path: Path) -> None:
    source, target = tmp_path / "note.txt", tmp_path / "out.pdf"
    source.write_text("\n".join(LINES) + "\ftrang hai", "utf-8")
    searchable_pdf(source, "text/plain", [page_words(source, 0), page_words(source, 1)], target, skip={0, 1})
    assert poppler(target).split() == [*WORDS, "trang", "hai"]


def test_transparency_is_laid_on_white(tmp_path: Path) -> None:
    image, page = draw_page(LINES)
    image.putalpha(128)
    target = tmp_path / "out.pdf"
    searchable_pdf(saved(image, tmp_path / "scan.png"), "image/png", [page], target)
    assert poppler(target).split() == WORDS


@pytest.mark.parametrize("name", ["scan.pdf", "scan.jpg"])
def test_same_input_makes_the_same_bytes(tmp_path: Path, name: str) -> None:
    image, page = draw_page(LINES)
    source = saved(image, tmp_path / name)
    for target in ("one.pdf", "two.pdf"):
        searchable_pdf(source, MEDIA[name], [page], tmp_path / target)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_file_that_cannot_be_opened_is_named_damaged(tmp_path: Path) -> None:
    source = tmp_path / "broken.pdf"
    source.write_bytes(b"%PDF-1.7 rubbish")
    with pytest.raises(PageUnreadable) as raised:
        searchable_pdf(source, "application/pdf", [], tmp_path / "out.pdf")
    assert raised.value.reason == "damaged-page"
    assert not (tmp_path / "out.pdf").exists()
