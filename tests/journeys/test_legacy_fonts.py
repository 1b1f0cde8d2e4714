"""A file of the years before Unicode: found by what it says, and its searchable copy says it too."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from tests.journeys.visitor import visitor
from tests.journeys.web import Site, site
from tests.legacy import legacy_pdf

LINES = [
    "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 115/2004/QĐ-TTg",
    "Quyết định của Thủ tướng Chính phủ về việc sửa đổi quy chế",
    "thành lập và hoạt động của Quỹ bảo lãnh tín dụng cho doanh nghiệp",
    "nhỏ và vừa ở địa phương, theo đề nghị của Bộ trưởng Bộ Tài chính",
]


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("legacy")) as made:
        yield made


def test_it_is_found_and_its_copy_can_be_searched(at: Site, tmp_path: Path) -> None:
    item = str(at.upload(legacy_pdf(tmp_path / "cũ.pdf", LINES).read_bytes(), "cũ.pdf")["item"])
    at.done(item)
    hoa = visitor(at, "hoa")
    assert item in hoa.get("/search?q=quy+bao+lanh+tin+dung").text
    assert item in hoa.get("/search?q=%22Quỹ+bảo+lãnh%22").text
    page = at.program("hoa").get(f"/api/v1/items/{item}/pages/1").get_json()
    assert page["engine"] == "legacy-layer"
    assert "Thủ tướng Chính phủ" in page["text"]
    copy = pdfium.PdfDocument(BytesIO(hoa.get(f"/items/{item}/searchable").data))
    assert "Thủ tướng Chính phủ" in copy[0].get_textpage().get_text_bounded()
    original = pdfium.PdfDocument(BytesIO(hoa.get(f"/items/{item}/original").data))
    assert "Thủ tướng" not in original[0].get_textpage().get_text_bounded(), "the original is what was put in"
