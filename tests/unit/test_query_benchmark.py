"""The search benchmark's own measures, and how it takes a document's number from its heading."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.corpus import draw
from benchmarks.judged import Document, ndcg, read_set, reciprocal_rank
from benchmarks.search import main, numbers_of

LETTERHEAD = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"


def test_ndcg_of_known_orders() -> None:
    grades = {"a": 2, "b": 1}
    assert ndcg(["a", "b"], grades) == 1.0
    assert ndcg(["x", "a"], {"a": 1}) == pytest.approx(0.6309, abs=1e-4)
    assert ndcg(["b", "a"], grades) == pytest.approx((1 + 2 / 1.58496) / (2 + 1 / 1.58496), abs=1e-4)
    assert ndcg([], grades) == ndcg(["a"], {}) == 0.0


def test_reciprocal_rank() -> None:
    assert reciprocal_rank(["x", "a"], {"a": 1, "x": 0}) == 0.5
    assert reciprocal_rank(["x"] * 10 + ["a"], {"a": 1}) == 0.0


@pytest.mark.parametrize(
    ("title", "text", "own", "cited"),
    [
        ("Nghị định 5/2024/NĐ-CP sửa 3/2020/NĐ-CP", "Điều 1", "5/2024/NĐ-CP", ("3/2020/NĐ-CP",)),
        ("Sửa 3/2020/NĐ-CP", LETTERHEAD + "Số: 5/2024/NĐ-CP\nCăn cứ Luật 1/2019/QH14", "5/2024/NĐ-CP", ("3/2020/NĐ-CP",)),
        ("Thông báo", "Số: 15/TB-VP về 2/QĐ-VP", "15/TB-VP", ("2/QĐ-VP",)),
        ("Không số", LETTERHEAD + "theo 2/QĐ-VP", "", ("2/QĐ-VP",)),
    ],
)
def test_the_number_of_a_heading(title: str, text: str, own: str, cited: tuple[str, ...]) -> None:
    assert numbers_of(Document("1", title, text)) == (own, cited)


def test_a_drawn_corpus_is_the_same_each_time() -> None:
    assert draw(20, queries=5) == draw(20, queries=5)


def test_a_set_is_asked_through_the_product(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(
        '{"id": "x", "title": "Thông báo nghỉ lễ", "text": "Số: 15/TB-VP"}\n{"id": "y", "title": "Kế hoạch", "text": "nghỉ"}\n'
    )
    (tmp_path / "queries.jsonl").write_text('{"id": "q1", "text": "15/TB-VP"}\n{"id": "q2", "text": "nghỉ lễ"}\n')
    (tmp_path / "qrels.tsv").write_text("query\tdoc\tgrade\nq1\tx\t1\nq2\tx\t1\n")
    assert read_set(tmp_path).grades == {"q1": {"x": 1}, "q2": {"x": 1}}
    result = CliRunner().invoke(
        main, ["--set", str(tmp_path), "--stripped", "--run", str(tmp_path / "run")], catch_exceptions=False
    )
    assert "1.0000" in result.output
    assert (tmp_path / "run").read_text() == "q1\tx\nq2\tx\nq2\ty\n"
