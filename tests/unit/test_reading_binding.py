"""PDFs bound into one keep what lies on their pages, wherever it points."""

from contextlib import closing
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name, String

from demo import Damage, draw_page, image_pdf, scan_page, text_pdf
from docarchive.errors import PageUnreadable
from docarchive.reading.binding import bound_pdf
from docarchive.reading.pdfa import file_breaches
from docarchive.reading.raster import rasterise
from docarchive.reading.searchable import searchable_pdf


def linked(path: Path) -> Path:
    """Two pages of text: a link on the first leads to the second; a field of a form names its page and its parent."""
    with pikepdf.open(BytesIO(text_pdf([["Trang một"], ["Trang hai"]]))) as pdf:
        look = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
        first, second = (page.obj for page in pdf.pages)
        same = {"Type": Name.Annot, "Rect": Array([9, 9, 90, 90]), "F": 4, "P": first}
        link = Dictionary(Subtype=Name.Link, Dest=Array([second, Name.Fit]), **same)
        field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("ô 1"), Kids=Array([])))
        widget = pdf.make_indirect(Dictionary(Subtype=Name.Widget, Parent=field, AP=Dictionary(N=look), **same))
        field.Kids.append(widget)
        first.Annots = Array([link, widget])
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
        pdf.save(path)
    return path


def test_pages_of_all_kinds_follow_each_other_and_links_lead_where_they_led(tmp_path: Path) -> None:
    image, page = scan_page(["Kế hoạch số hóa", "tài liệu lưu trữ"], Damage(skew=1))
    image.save(tmp_path / "a.jpg", dpi=(200, 200))
    searchable_pdf(tmp_path / "a.jpg", "image/jpeg", [page], tmp_path / "a.pdf")
    (tmp_path / "b.pdf").write_bytes(image_pdf([draw_page(["Phụ lục"])[0]] * 2))
    sources = [tmp_path / "a.pdf", tmp_path / "b.pdf", linked(tmp_path / "c.pdf")]
    assert bound_pdf(sources, tmp_path / "all.pdf") == []
    assert file_breaches(tmp_path / "all.pdf") == []
    with pikepdf.open(tmp_path / "all.pdf") as pdf:
        assert len(pdf.pages) == 5
        link, widget = pdf.pages[3].obj.Annots
        assert link.Dest[0].objgen == pdf.pages[4].obj.objgen
        assert pdf.Root.AcroForm.Fields[0].objgen == widget.Parent.objgen
        assert widget.Parent.Kids[0].objgen == widget.objgen and str(widget.Parent.T) == "ô 1"
    with closing(pdfium.PdfDocument(tmp_path / "all.pdf")) as document:
        texts = [" ".join(document[number].get_textpage().get_text_bounded().split()) for number in range(5)]
    assert texts == ["Kế hoạch số hóa tài liệu lưu trữ", "", "", "Trang một", "Trang hai"]
    looks = [rasterise(path, "application/pdf", at, megapixels=50).image for path, at in ((sources[0], 0), (sources[2], 1))]
    bound = [rasterise(tmp_path / "all.pdf", "application/pdf", at, megapixels=50).image for at in (0, 4)]
    assert [one.tobytes() for one in looks] == [one.tobytes() for one in bound]


def test_what_cannot_be_opened_is_named_damaged_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 rubbish")
    with pytest.raises(PageUnreadable) as raised:
        bound_pdf([tmp_path / "a.pdf"], tmp_path / "all.pdf")
    assert raised.value.reason == "damaged-page"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
