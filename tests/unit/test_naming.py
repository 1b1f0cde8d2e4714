"""Names and codes from the vocabulary tables."""

import pytest

from docarchive.records.queries import Field
from docarchive.services.naming import issuer_code, type_code, understood


@pytest.mark.parametrize(
    ("name", "code"), [("Quyết định", "QĐ"), ("QUYẾT ĐỊNH", "QĐ"), ("Thông báo kết luận", "TB"), ("Công văn", ""), ("", "")]
)
def test_codes_of_types(name: str, code: str) -> None:
    assert type_code(name) == code


@pytest.mark.parametrize(
    ("issuer", "symbol", "code"),
    [("BỘ TƯ PHÁP", "", "BTP"), ("SỞ NỘI VỤ", "BC-SNV", "SNV"), ("XÃ NÀO ĐÓ", "QĐ-XYZ", "")],
)
def test_codes_of_issuers(issuer: str, symbol: str, code: str) -> None:
    assert issuer_code(issuer, symbol) == code


def test_a_known_type_ends_where_its_name_ends() -> None:
    query = understood("loai:quyet dinh nhan su")
    assert [(chip.field, chip.value) for chip in query.chips] == [(Field.TYPE, "quyet dinh")]
    assert [run for terms in query.any_of for run in terms.runs] == [("nhan", "su")]
