"""Text of before Unicode, told by its font and by what it becomes; what reads well, in any language, is left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docarchive.reading.layers import believed, layer_of
from docarchive.reading.legacy import decoded, decoders, encoding_of_font, has_only_capitals
from tests.legacy import TCVN3, VNI, coded, legacy_pdf

TEXT = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam Độc lập Tự do Hạnh phúc Thủ tướng Chính phủ quyết định ban hành quy chế"
    " công tác văn thư lưu trữ của ủy ban nhân dân xã, Trung ương và địa phương"
)
#: In each the letters of Vietnamese's neighbours on the keyboard of Western fonts.
OTHERS = {
    "fr": "Considérant que la proposition du président a été adoptée à l'unanimité, le conseil décide où siégera l'Assemblée",
    "es": "Según el señor ministro, la educación pública será gratuita para los niños y jóvenes de la región más próxima",
    "de": "Die Bürgermeister der größeren Städte müssen über die Änderungen der Gebühren spätestens im März Beschlüsse fassen",
    "pt": "A comissão não aprovou as alterações às condições de execução das operações de crédito à exportação de açúcar",
    "tr": "Türkiye Büyük Millet Meclisi başkanı, görüşmelerin ardından yapılan açıklamada çözüm önerilerini değerlendirdi",
    "en": "The committee shall review the annual report and submit its findings, together with any recommendations, to council",
}


@pytest.mark.parametrize(
    ("font", "table", "encoding"),
    [(".VnTime", TCVN3, "tcvn3"), ("VNI-Times", VNI, "vni"), ("F1", TCVN3, "tcvn3"), ("F1", VNI, "vni")],
)
def test_it_is_told_by_the_font_or_by_what_it_becomes(font: str, table: object, encoding: str) -> None:
    old = coded(TEXT, table)
    assert decoders({font: old}) == {font: encoding}
    assert " ".join(decoded([(font, word)], {font: encoding}) for word in old.split()) == TEXT


@pytest.mark.parametrize("font", [".VnTime", "VNI-Times", "Times-Roman"])
@pytest.mark.parametrize("text", [TEXT, *OTHERS.values()], ids=["vi", *OTHERS])
def test_what_reads_well_is_left_alone_whatever_its_font_is_called(font: str, text: str) -> None:
    assert decoders({font: text}) == {}


def test_a_page_mixes_fonts_and_a_short_run_goes_by_its_name() -> None:
    texts = {".VnTime": coded("xã"), "Times-Roman": "xã hội chủ nghĩa Việt Nam", ".VnTimeH": coded("quyết định")}
    found = decoders(texts)
    assert found == {".VnTime": "tcvn3", ".VnTimeH": "tcvn3"}
    assert decoded([(".VnTimeH", coded("quyết")), ("Times-Roman", " xã")], found) == "QUYẾT xã"


def test_a_letter_and_its_mark_in_two_runs_are_one_letter() -> None:
    letter, mark = coded("ộ", VNI)
    assert (
        decoded(
            [("VNI-Times", "m" + letter), ("VNI-Times,Italic", mark + "t")],
            dict.fromkeys(("VNI-Times", "VNI-Times,Italic"), "vni"),
        )
        == "một"
    )


def test_a_minus_between_figures_stays_one() -> None:
    assert decoded([(".VnTime", "5\u22123")], {".VnTime": "tcvn3"}) == "5\u22123"
    assert decoded([(".VnTime", "t\u2212\xacng")], {".VnTime": "tcvn3"}) == "tương"


@pytest.mark.parametrize(
    ("font", "encoding", "capitals"),
    [
        ("ABCDEF+.VnTime", "tcvn3", False),
        ("ABCDEF+VnTimeHBold", "tcvn3", True),
        (".VnArialH,BoldItalic", "tcvn3", True),
        ("VNI-Helve-Condense", "vni", False),
        ("Helvetica", "", False),
        ("ABCDEF+TimesNewRomanPSMT", "", False),
        ("Vinh", "", False),
    ],
)
def test_names_of_fonts(font: str, encoding: str, capitals: bool) -> None:
    assert (encoding_of_font(font), has_only_capitals(font)) == (encoding, capitals)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Z"]), max_size=60))
def test_any_text_in_any_font_comes_through(text: str) -> None:
    for font in (".VnTimeH", "VNI-Times", "F1"):
        decoded([(font, text)], decoders({font: text}))


@pytest.fixture
def lines() -> Iterator[list[str]]:
    words = TEXT.split()
    yield [" ".join(words[start : start + 9]) for start in range(0, len(words), 9)]


def test_such_a_page_is_read_from_its_layer(tmp_path: Path, lines: list[str]) -> None:
    path = legacy_pdf(tmp_path / "cũ.pdf", lines)
    assert believed(path, 0, 50)
    layer = layer_of(path, 0, 72, (595, 842))
    assert layer.decoded
    assert " ".join(word.text for word in layer.words) == TEXT
    assert 60 <= layer.words[0].box.left <= 62 and 70 <= layer.words[0].box.top <= 85


@pytest.mark.parametrize("text", ["Độc lập", "Sở Nội vụ", "Số: 12/QĐ-UBND", "lưu trữ", "Đ"])
def test_a_short_text_that_is_unicode_already_is_left_alone_under_an_old_name(text: str) -> None:
    assert decoders({".VnTime": text, "VNI-Times": text}) == {}


def test_a_name_that_lies_for_a_long_text_is_not_believed_for_a_short_one() -> None:
    """A font of the old name made for Unicode: what it says at length tells what its bold says in two words."""
    assert decoders({".VnTime": TEXT, ".VnTime-Bold": "Thông báo"}) == {}
