"""The demo's documents: what is drawn is what `truth.json` and the texts say, and the same every time."""

import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pdfplumber
import pypdfium2
import pytest
from click.testing import CliRunner
from PIL import Image

from demo import Damage, draw_page, image_pdf, scan_page, text_pdf
from demo.__main__ import main
from demo.documents import Document, every
from demo.draw import drawn
from demo.wound import lose_page

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


def test_lost_page_fails_alone() -> None:
    images = [draw_page([f"Trang {number}"], dpi=72)[0] for number in range(1, 5)]
    pdf = pypdfium2.PdfDocument(lose_page(image_pdf(images, dpi=72), 3))
    assert len(pdf) == 4
    for number in (0, 1, 3):
        assert pdf[number].render().to_pil().convert("L").getextrema()[0] < 100
    with pytest.raises(pypdfium2.PdfiumError):
        pdf[2]
    pdf.close()


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_text_holds_what_truth_says(document: Document) -> None:
    text = " ".join(drawn(document)[1].split())
    if document.form == "txt":
        return
    truth = document.truth
    number = f"Số: {truth['number']}{truth['suffix']}/{truth['symbol']}"
    for part in (number, truth["issuer"], truth["subject"], truth["sign_title"], truth["signer"], truth["urgency"]):
        assert str(part) in text


def test_set_is_drawn_the_same_twice(tmp_path: Path) -> None:
    only = ["--only", "thong-bao-215-ket-luan-tien-do-so-hoa", "--only", "quyet-dinh-2647-de-an-so-hoa"]
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
