"""What every engine that recognises letters must do: Tesseract's program and its library alike."""

from pathlib import Path

import pytest
from PIL import Image

from benchmarks.texts import compared
from demo import Damage, draw_page, scan_page
from docarchive.reading.engines import Engine, Engines, open_engine
from docarchive.records.pages import Block

LINES = [
    "Điều 1. Phê duyệt Kế hoạch số hóa tài liệu lưu trữ",
    "của Ủy ban nhân dân tỉnh Lam Giang năm 2025",
    "",
    "Nơi nhận: như Điều 3;",
]


@pytest.fixture(scope="module", params=["tesseract", "tesserocr"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return open_engine(Engines(request.param), tmp_path_factory.mktemp("work"))


def text(blocks: tuple[Block, ...]) -> str:
    return "\n".join(block.text for block in blocks)


class TestEngine:
    def test_it_reads_with_marks_and_boxes(self, engine: Engine) -> None:
        image, drawn = draw_page(LINES)
        read = engine.recognise(image.convert("L"), dpi=200)
        assert text(read).split() == drawn.text.split()
        truth = list(drawn.words)
        for number, word in enumerate(word for block in read for line in block.lines for word in line.words):
            assert word.box.meets(truth[number].box) and 0 <= word.confidence <= 1

    def test_a_worn_page_reads_within_one_per_cent_of_the_other_engine(self, engine: Engine, tmp_path: Path) -> None:
        image, drawn = scan_page(LINES * 6, Damage(noise=6.0), seed=3)
        other = open_engine(Engines("tesseract"), tmp_path)
        mine, theirs = (compared(drawn.text, text(each.recognise(image.convert("L"), dpi=200))).cer for each in (engine, other))
        assert abs(mine - theirs) <= 1

    def test_one_page_after_another_leaves_nothing_behind(self, engine: Engine) -> None:
        image = draw_page(LINES)[0].convert("L")
        before = engine.recognise(image, dpi=200)
        assert engine.recognise(Image.new("L", image.size, 255), dpi=200) == ()
        engine.recognise(draw_page(["Thông báo"])[0].convert("L"), dpi=200, psm=6)
        assert engine.recognise(image, dpi=200) == before

    @pytest.mark.parametrize("turned", [0, 90, 180, 270])
    def test_it_tells_how_to_put_a_page_upright(self, engine: Engine, turned: int) -> None:
        image = draw_page(LINES * 8)[0].convert("L").rotate(turned, expand=True)
        assert engine.upside(image) == turned  # PIL turns the other way round than `upside` counts

    def test_a_blank_page_has_no_right_way_up(self, engine: Engine) -> None:
        assert engine.upside(Image.new("L", (800, 1000), 255)) == 0

    def test_it_names_itself(self, engine: Engine) -> None:
        assert engine.version()[0].isdigit() and engine.version().endswith(" vie")
