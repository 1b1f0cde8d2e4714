"""Which text layers are believed, and where their words lie."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from demo import draw_page, image_pdf, text_pdf
from docarchive.reading.annotations import ready_page
from docarchive.reading.layers import believable, believed, layer_of
from docarchive.reading.raster import rasterise
from docarchive.reading.syllables import is_syllable, measure

VIETNAMESE = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025; theo đề nghị của Giám đốc Sở Nội vụ,"
    " Ủy ban nhân dân tỉnh quyết định ban hành quy chế công tác văn thư, lưu trữ"
)
LINES = [VIETNAMESE[start : start + 60] for start in range(0, len(VIETNAMESE), 60)]


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (VIETNAMESE, True),
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam §éc lËp Tù do H¹nh phóc C¨n cø LuËt tæ chøc Héi ®ång nh©n d©n vµ ñy ban", False),
        ("Can cu Luat To chuc chinh quyen dia phuong ngay 16 thang 6 nam 2025 theo de nghi cua Giam doc So Noi vu", False),
        ("&Ăn c Luұt T chӭc chính quyӅn ÿӏa phѭѫng ngày tháng năm theo ÿӅ nghӏ cӫa Giám ÿӕc Sӣ Nӝi vө ban hành quyết", False),
        ("Ký bởi: Ủy ban nhân dân tỉnh Lam Giang Thời gian ký: 11/05/2021 11:26:39", False),
        (VIETNAMESE.replace("ban", "\ue001\ue002\ue003"), False),
        ("", False),
    ],
)
def test_only_text_that_reads_as_vietnamese_is_believed_over_a_scan(text: str, good: bool) -> None:
    assert believable(measure(text), over_scan=True) is good


@pytest.mark.parametrize("word", "nghiêng quyết giếng gì khuỷu thuở uống ĐƯỜNG oanh yêu hoà hòa giặt quốc xoong".split())
def test_syllables_of_the_language(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", "signed ViÖt ngghe hộc1 tuăc bắcc đtấ ww phướcc mnn cac̃h càt".split())
def test_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


def with_note(path: Path, text: str, **kind: object) -> Path:
    """A scan with an annotation that shows `text`."""
    path.write_bytes(image_pdf([draw_page(LINES)[0]]))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        look = pdf.make_stream(f"BT /F 12 Tf 5 5 Td ({text}) Tj ET".encode())
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, pikepdf.Array([0, 0, 200, 20])
        look.Resources = Dictionary(Font=Dictionary(F=font))
        place = pikepdf.Array([350, 700, 550, 720])
        note = pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=place, F=4, AP=Dictionary(N=look), **kind))
        pdf.pages[0].obj.Annots = pikepdf.Array([note])
        if note.Subtype == Name.Widget:
            pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=pikepdf.Array([note]), SigFlags=3))
        pdf.save(path)
    return path


SIGNATURE = {"Subtype": Name.Widget, "FT": Name.Sig, "T": pikepdf.String("Signature1")}


@pytest.mark.parametrize("kind", [{"Subtype": Name.FreeText}, SIGNATURE])
def test_number_in_an_annotation_is_read_from_a_copy(tmp_path: Path, kind: dict[str, object]) -> None:
    path = with_note(tmp_path / "signed.pdf", "So: 2647", **kind)
    before = path.read_bytes()
    ready = ready_page(path, 0, tmp_path)
    assert path.read_bytes() == before and ready.read != path
    assert [word.text for word in layer_of(ready.read, ready.index, 200, (1654, 2339)).words] == ["So:", "2647"]
    assert not believed(ready.read, ready.index, 50)


def test_stamp_of_a_signature_is_shown_and_not_read(tmp_path: Path) -> None:
    path = with_note(tmp_path / "signed.pdf", "Ky boi: Van phong, 11/05/2021 11:26:39 +07:00", **SIGNATURE)
    ready = ready_page(path, 0, tmp_path)
    assert layer_of(ready.read, ready.index, 200, (1654, 2339)).words == []
    assert len(layer_of(ready.shown, ready.index, 200, (1654, 2339)).words) == 7


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [(0, 0, 595, 842), (30, 40, 560, 800)])
def test_words_lie_on_their_ink_on_cut_and_turned_pages(tmp_path: Path, rotate: int, crop: tuple[int, ...]) -> None:
    path = tmp_path / "page.born.pdf"
    path.write_bytes(text_pdf([LINES]))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.CropBox = pikepdf.Array(crop)
        pdf.pages[0].rotate(rotate, relative=False)
        pdf.save(path)
    ready = ready_page(path, 0, tmp_path)
    copy, index = ready.read, ready.index
    assert believed(copy, index, 50)
    image = rasterise(copy, "application/pdf", index, megapixels=50, dpi=200).image.convert("L")
    words = layer_of(copy, index, 200, image.size).words
    assert len(words) > 20
    for word in words:
        darkest, _ = image.crop((word.box.left, word.box.top, word.box.right, word.box.bottom)).getextrema()
        assert isinstance(darkest, int) and darkest < 110, word
