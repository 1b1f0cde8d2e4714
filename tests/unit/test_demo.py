"""The demo's documents: what is drawn is what `truth.json` and the texts say, and the same every time."""

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pdfplumber
import pypdfium2
import pytest
from click.testing import CliRunner
from numpy.random import default_rng
from PIL import Image, UnidentifiedImageError

from demo import Damage, draw_page, form, image_pdf, scan_page, text_pdf
from demo.__main__ import main
from demo.documents import Document, every
from demo.draw import drawn
from demo.fonts import FontMissing, find
from demo.pages import printed
from demo.wound import lose_picture

DOCUMENTS = {document.name: document for document in every()}
LINES = ["Kế hoạch số hóa tài liệu", "", "lưu trữ của tỉnh Lam Giang"]


def darkness(image: Image.Image, box: tuple[int, int, int, int]) -> float:
    return 255 - float(np.asarray(image.convert("L").crop(box)).mean())


def test_boxes_of_a_drawn_page_hold_the_ink() -> None:
    image, page = draw_page(LINES)
    assert page.text == "Kế hoạch số hóa tài liệu\n\nlưu trữ của tỉnh Lam Giang"
    ink = 255 - np.asarray(image.convert("L"), int)
    covered = 0
    for word in page.words:
        part = ink[word.box.top : word.box.bottom, word.box.left : word.box.right]
        assert part.sum() > 0, word
        covered += part.sum()
    assert covered > 0.97 * ink.sum()


@pytest.mark.parametrize("skew", [-2.5, 2.0])
def test_boxes_follow_the_skew(skew: float) -> None:
    image, page = scan_page(LINES, Damage(skew=skew, noise=0, fade=0))
    blank = darkness(image, (10, 10, 60, 60))
    for word in page.words:
        box = word.box
        assert darkness(image, (box.left, box.top, box.right, box.bottom)) > blank + 15, word


def test_text_pdf_gives_its_lines_back() -> None:
    with pdfplumber.open(BytesIO(text_pdf([LINES, ["Trang hai ắềộữỹĐ"]]))) as pdf:
        assert [page.extract_text() for page in pdf.pages] == ["\n".join(line for line in LINES if line), "Trang hai ắềộữỹĐ"]


def test_lost_picture_is_lost_on_its_page_alone() -> None:
    images = [draw_page([f"Trang {number}"], dpi=100)[0] for number in range(1, 5)]
    pdf = pypdfium2.PdfDocument(lose_picture(image_pdf(images, dpi=100), 3))
    assert len(pdf) == 4
    for number in range(4):
        (picture,) = pdf[number].get_objects()
        jpeg = BytesIO(bytes(picture.get_data()))
        if number == 2:
            with pytest.raises(pypdfium2.PdfiumError):
                picture.get_bitmap()
            with pytest.raises(UnidentifiedImageError):
                Image.open(jpeg)
        else:
            assert picture.get_bitmap().to_pil().size == Image.open(jpeg).size == images[0].size
    pdf.close()


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_text_holds_what_truth_says(document: Document) -> None:
    if document.form == "txt":
        assert document.issuer[0] in drawn(document)[1]
        return
    text = " ".join(" ".join(sheet.text for sheet in form.sheets(document)).split())
    truth = document.truth
    day, month = form.day_and_month(document.date)
    number = f"Số: {truth['number']}{truth['suffix']}/{truth['symbol']}"
    dated = f"{truth['place']}, ngày {day} tháng {month} năm {document.date.year}"
    for part in (number, dated, truth["issuer"], truth["subject"], truth["sign_title"], truth["signer"]):
        assert str(part) in text
    stamped = [block.text for sheet in form.sheets(document) for block in sheet.page(72).regions]
    assert stamped == [stamp for stamp in (truth["urgency"],) if stamp]


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_words_stay_on_the_sheet(document: Document) -> None:
    for sheet in form.sheets(document) if document.form != "txt" else []:
        for word in sheet.words:
            assert 15 <= word.x <= word.x + word.width <= 200, word
            assert 10 <= word.y <= 285, word


def test_set_shows_every_form_and_fault() -> None:
    assert {document.form for document in DOCUMENTS.values()} == {"pdf", "scan", "tiff", "jpeg", "png", "txt"}
    assert len({document.type for document in DOCUMENTS.values()}) >= 10
    assert len(form.sheets(DOCUMENTS["ke-hoach-112-so-hoa-40-trang"])) == 40
    broken = DOCUMENTS["nghi-quyet-42-du-toan-ngan-sach"]
    assert broken.broken_page == 3
    texts = [sheet.text for sheet in form.sheets(broken)]
    assert len(texts) == 4
    assert broken.signer in texts[1]  # the lost page is one of the appendix


def test_secret_papers_are_a_set_of_their_own() -> None:
    assert not [document.name for document in DOCUMENTS.values() if document.secrecy]
    secret = list(every(secret=True))
    assert [document.truth["secrecy"] for document in secret] == ["MẬT"]
    assert "MẬT" not in drawn(secret[0])[1].splitlines()
    assert [block.text for block in next(iter(form.sheets(secret[0]))).page(72).regions] == ["MẬT"]


def test_authority_and_title_come_from_the_lines_over_the_signature() -> None:
    truths = {name: document.truth for name, document in DOCUMENTS.items()}
    found = {(str(truth["authority"]), str(truth["sign_title"])) for truth in truths.values()}
    assert {
        ("none", "CHỦ TỊCH"),
        ("KT.", "PHÓ CHỦ TỊCH"),
        ("TM.", "CHỦ TỊCH"),
        ("TM. KT.", "PHÓ CHỦ TỊCH"),
        ("TL.", "CHÁNH VĂN PHÒNG"),
        ("TL. KT.", "PHÓ CHÁNH VĂN PHÒNG"),
    } <= found


@pytest.mark.parametrize(
    ("name", "kind", "frames"),
    [
        ("quyet-dinh-1457-quy-che-2011", "TIFF", 2),
        ("giay-moi-77-hop-hoi-dong", "JPEG", 1),
        ("bien-ban-03-xac-dinh-gia-tri-tai-lieu", "PNG", 1),
    ],
)
def test_pictures_open_as_what_they_are_called(name: str, kind: str, frames: int) -> None:
    document = DOCUMENTS[name]
    data, text = drawn(document)
    assert text.count("\f") == frames - 1
    with Image.open(BytesIO(data), formats=[kind]) as image:
        assert getattr(image, "n_frames", 1) == frames
        assert image.size == (1654, 2339)


def test_signature_shows_as_the_only_text_of_a_scan() -> None:
    data, text = drawn(DOCUMENTS["quyet-dinh-36a-dieu-dong-cong-chuc"])
    with pdfplumber.open(BytesIO(data)) as pdf:
        layer = pdf.pages[0].extract_text()
    assert layer.splitlines() == ["Ký bởi: ỦY BAN NHÂN DÂN TỈNH LAM GIANG", "Thời gian ký: 2026-01-09 16:20:11+07:00"]
    assert "16:20" not in text


def test_number_written_by_pen_is_no_text_of_a_pdf() -> None:
    document = replace(DOCUMENTS["chi-thi-05-phong-chay-kho-luu-tru"], form="pdf", damage={})
    with pdfplumber.open(BytesIO(drawn(document)[0])) as pdf:
        layer = pdf.pages[0].extract_text()
    assert "/CT-UBND" in layer
    assert "05/CT-UBND" not in layer
    assert "ngày tháng 4 năm 2025" in " ".join(layer.split())


def test_stamp_is_red_ink_only() -> None:
    document = DOCUMENTS["cong-van-2210-ung-pho-bao-khan"]
    (sheet, *_) = form.sheets(document)
    box = next(word.box for word in sheet.page(200).words if word.text == "KHẨN")
    page = np.asarray(printed(sheet, 200, default_rng(0)))
    darkest = page[box.top : box.bottom, box.left : box.right].min(axis=(0, 1))
    assert darkest[0] > 180 and darkest[1] < 100


def test_another_seed_gives_other_damage_to_the_same_text() -> None:
    document = DOCUMENTS["quyet-dinh-36a-dieu-dong-cong-chuc"]
    (one, text), (two, same) = drawn(document, 1), drawn(document, 2)
    assert one != two
    assert text == same


def test_missing_typeface_names_the_package(tmp_path: Path) -> None:
    with pytest.raises(FontMissing, match="apt install fonts-liberation2"):
        find([str(tmp_path)])


def test_set_is_drawn_the_same_twice(tmp_path: Path) -> None:
    only = ["--only", "cong-van-1893-don-doc-chinh-ly", "--only", "quyet-dinh-2647-de-an-so-hoa"]
    for folder in ("one", "two"):
        assert CliRunner().invoke(main, [str(tmp_path / folder), *only]).exit_code == 0
    made = sorted(path.relative_to(tmp_path / "one") for path in tmp_path.glob("one/**/*.*"))
    assert len(made) == 5
    for path in made:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes(), path


def test_bench_puts_truths_beside_the_files(tmp_path: Path) -> None:
    name = "quyet-dinh-2647-de-an-so-hoa"
    assert CliRunner().invoke(main, [str(tmp_path), "--bench", "--only", name]).exit_code == 0
    (truth,) = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    assert (truth["file"], truth["number"], truth["date"]) == (f"{name}.pdf", "2647", "2025-08-14")
    assert (tmp_path / f"{name}.txt").read_text("utf-8").count("\f") == 1


def test_unknown_name_is_refused_with_the_names(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, [str(tmp_path), "--only", "không có"])
    assert result.exit_code == 2
    assert "quyet-dinh-2647" in result.output
