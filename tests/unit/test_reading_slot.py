"""A slot examines and reads real files in its child process."""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from demo import draw_page, image_pdf, text_pdf
from docarchive import errors
from docarchive.reading.limits import Limits
from docarchive.reading.slot import Slot

LINES = ["Kế hoạch số hóa tài liệu lưu trữ", "của Ủy ban nhân dân tỉnh năm 2025", "", "Điều 1. Nộp hồ sơ trước ngày 15."]


@pytest.fixture(scope="module")
def slot() -> Iterator[Slot]:
    with Slot(Limits(seconds=60, megapixels=30, pages=50)) as slot:
        yield slot


def saved(image: Image.Image, path: Path, **how: object) -> Path:
    image.save(path, **how)
    return path


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.jpg", "image/jpeg"),
        ("b.PNG", "image/png"),
        ("c.webp", "image/webp"),
        ("d.bmp", "image/bmp"),
        ("e.jp2", "image/jp2"),
        ("f.tiff", "image/tiff"),
        ("g.signed", "image/png"),
    ],
)
def test_every_picture_type_is_told_by_content(slot: Slot, tmp_path: Path, name: str, media_type: str) -> None:
    kinds = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/bmp": "BMP", "image/jp2": "JPEG2000"}
    path = saved(Image.new("L", (300, 400), 200), tmp_path / "upload", format=kinds.get(media_type, "TIFF"))
    found = slot.examine(path, name)
    assert (found.media_type, found.pages) == (media_type, 1)


def test_tiff_counts_its_frames(slot: Slot, tmp_path: Path) -> None:
    frames = [Image.new("1", (300, 400), 1) for _ in range(3)]
    path = saved(frames[0], tmp_path / "three.tif", save_all=True, append_images=frames[1:], compression="group4")
    assert slot.examine(path, "three.tif").pages == 3


def test_refusals_name_what_is_wrong(slot: Slot, tmp_path: Path) -> None:
    path = tmp_path / "upload"
    jpeg = saved(draw_page(LINES)[0], tmp_path / "page.jpg").read_bytes()
    pdf = text_pdf([LINES])
    cases: list[tuple[bytes, str, type[errors.Refused]]] = [
        (b"", "a.pdf", errors.EmptyFile),
        (b"PK\x03\x04" + bytes(40), "a.docx", errors.UnknownType),
        (b"\x00\x01\x02\x03" * 40, "a.bin", errors.UnknownType),
        (b"<!DOCTYPE html><p>x", "a.txt", errors.UnknownType),
        (jpeg, "a.pdf", errors.TypeDiffers),
        (pdf, "a.docx", errors.TypeDiffers),
        (jpeg[: len(jpeg) // 2], "a.jpg", errors.DamagedFile),
        (pdf[: len(pdf) // 2], "a.pdf", errors.DamagedFile),
        (b"%PDF-1.7\nrubbish\n%%EOF", "a.pdf", errors.DamagedFile),
    ]
    for content, name, refusal in cases:
        path.write_bytes(content)
        with pytest.raises(refusal):
            slot.examine(path, name)


def test_locked_and_empty_pdf_are_refused(slot: Slot, tmp_path: Path) -> None:
    locked, empty = tmp_path / "locked.pdf", tmp_path / "empty.pdf"
    with pikepdf.new() as pdf:
        pdf.save(empty)
        pdf.add_blank_page()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(errors.EncryptedFile):
        slot.examine(locked, "locked.pdf")
    with pytest.raises(errors.NoPages):
        slot.examine(empty, "empty.pdf")


RUBBISH = {
    "a page of a web server": b"<html><body>" + b"<p>Loi 500</p>" * 900 + b"</body></html>",
    "random bytes": bytes(range(256)) * 40,
    "a signature of a mail gateway": b"\r\n--=_Part_12\r\nContent-Type: text/plain\r\n" + b"da quet virus " * 700,
}


@pytest.mark.parametrize("rubbish", RUBBISH)
@pytest.mark.parametrize("before", [b"", b"\r\n\r\n"])
def test_what_comes_after_a_whole_pdf_is_passed_over(slot: Slot, tmp_path: Path, rubbish: str, before: bytes) -> None:
    path = tmp_path / "appended.pdf"
    path.write_bytes(before + text_pdf([LINES] * 3) + b"\n" + RUBBISH[rubbish])
    assert slot.examine(path, "appended.pdf").pages == 3
    assert slot.read(path, "application/pdf", 2).reading.page.text.split() == " ".join(LINES).split()


def test_pdf_that_was_cut_short_is_refused_wherever_it_was_cut(slot: Slot, tmp_path: Path) -> None:
    path = tmp_path / "cut.pdf"
    once, linear, twice = tmp_path / "once.pdf", tmp_path / "linear.pdf", tmp_path / "twice.pdf"
    once.write_bytes(text_pdf([[f"{page}. {line}" for line in LINES * 9] for page in range(8)]))
    with pikepdf.open(once) as pdf:
        pdf.save(linear, linearize=True)
    second = b"".join(b"%d 0 obj\n<< /Note (%s) >>\nendobj\n" % (900 + n, b"x" * 90) for n in range(90))
    twice.write_bytes(once.read_bytes() + b"\n" + second + b"trailer\n<< /Size 990 >>\nstartxref\n0\n%%EOF\n")
    cuts = [(file, share) for file in (once, linear) for share in (0.3, 0.6, 0.8, 0.95)] + [(twice, 0.75), (twice, 0.95)]
    for file, share in cuts:
        whole = file.read_bytes()
        for tail in (b"", RUBBISH["random bytes"]):
            path.write_bytes(whole[: int(len(whole) * share)] + tail)
            with pytest.raises(errors.DamagedFile):
                slot.examine(path, "cut.pdf")


def test_limits_on_pages_and_pixels(slot: Slot, tmp_path: Path) -> None:
    many, large = tmp_path / "many.pdf", tmp_path / "large.png"
    with pikepdf.new() as pdf:
        for _ in range(51):
            pdf.add_blank_page()
        pdf.save(many)
    saved(Image.new("1", (8000, 8000)), large)
    with pytest.raises(errors.TooManyPages):
        slot.examine(many, "many.pdf")
    with pytest.raises(errors.TooManyPixels):
        slot.examine(large, "large.png")


def test_scan_is_recognised_with_boxes_and_pictures(slot: Slot, tmp_path: Path) -> None:
    image, drawn = draw_page(LINES)
    path = tmp_path / "scan.pdf"
    path.write_bytes(image_pdf([image]))
    read = slot.read(path, "application/pdf", 0, tmp_path / "pages")
    page = read.reading.page
    assert read.reading.engine == "tesseract"
    assert page.text.split() == drawn.text.split()
    assert read.reading.confidence > 0.8
    scale = page.width / drawn.width
    for found, put in zip(page.words, drawn.words, strict=True):
        assert found.box.meets(put.box.scaled(scale)), (found, put)
    assert read.image == tmp_path / "pages" / "1.jpg"
    with Image.open(tmp_path / "pages" / "1.jpg") as picture, Image.open(tmp_path / "pages" / "1.thumb.jpg") as thumbnail:
        assert picture.size == (page.width, page.height)
        assert thumbnail.width == 232
    assert sorted(entry.name for entry in (tmp_path / "pages").iterdir()) == ["1.jpg", "1.thumb.jpg"]


def test_text_layer_is_taken_with_boxes_on_the_ink(slot: Slot, tmp_path: Path) -> None:
    path = tmp_path / "born.pdf"
    path.write_bytes(text_pdf([LINES, LINES]))
    read = slot.read(path, "application/pdf", 1, tmp_path)
    assert read.reading.engine == "text-layer"
    assert read.reading.page.text.split() == " ".join(LINES).split()
    with Image.open(tmp_path / "2.jpg") as picture:
        for word in read.reading.page.words:
            dark, _ = picture.convert("L").crop((word.box.left, word.box.top, word.box.right, word.box.bottom)).getextrema()
            assert isinstance(dark, int) and dark < 100, word


def test_pictures_made_again_are_of_the_same_size(slot: Slot, tmp_path: Path) -> None:
    path = tmp_path / "born.pdf"
    path.write_bytes(text_pdf([LINES]))
    page = slot.read(path, "application/pdf", 0).reading.page
    for dpi in (0, page.dpi):
        made = slot.render(path, "application/pdf", 0, tmp_path / "again", turn=page.turn, dpi=dpi)
        with Image.open(made.image) as picture:
            assert picture.size == (page.width, page.height)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1258"])
def test_plain_text_becomes_pages(slot: Slot, tmp_path: Path, encoding: str) -> None:
    text = "Thông báo\n\nVề việc nghỉ lễ" if encoding != "windows-1258" else "Thông báo\n\nVăn thư"
    path = tmp_path / "note.txt"
    path.write_bytes((text + "\f" + "Trang hai\n" * 80).encode(encoding))
    found = slot.examine(path, "note.txt")
    assert (found.media_type, found.pages) == ("text/plain", 3)
    read = slot.read(path, "text/plain", 0, tmp_path)
    assert (read.reading.engine, read.reading.page.text) == ("text-layer", text)


def test_empty_sheet_is_blank_and_one_with_a_page_number_is_not(slot: Slot, tmp_path: Path) -> None:
    blank = saved(Image.new("L", (1654, 2339), 250), tmp_path / "blank.png", dpi=(200, 200))
    numbered = saved(draw_page(["7"])[0], tmp_path / "numbered.png")
    assert slot.read(blank, "image/png", 0).reading.engine == "blank"
    reading = slot.read(numbered, "image/png", 0).reading
    assert (reading.engine, reading.page.text) == ("tesseract", "7")
