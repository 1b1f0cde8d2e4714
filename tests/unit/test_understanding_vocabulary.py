"""The tables: complete against the law's lists, dated, and free of rows that contradict each other."""

import pytest

from docarchive.records.dates import from_edtf
from docarchive.records.numbers import PARTY_TYPES, STATE_TYPES
from docarchive.understanding import vocabulary

TABLES = ["types", "issuers", "positions", "places", "stamps"]


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_dated_and_whole(table: str) -> None:
    for row in vocabulary.rows(table):
        assert {"valid_from", "valid_to", "basis"} <= set(row), row
        assert None not in row and None not in row.values(), f"a row of another length: {row}"
        begin, end = (from_edtf(row[name]) if row[name] else None for name in ("valid_from", "valid_to"))
        assert not begin or not end or begin.first <= end.last, row


def test_all_types_of_decree_30_and_all_codes_of_circular_5_are_there() -> None:
    codes = {row["code"] for row in vocabulary.rows("types")}
    assert codes == {f"{code:02}" for code in range(1, 33)}
    decree = [row for row in vocabulary.rows("types") if "30/2020" in row["basis"]]
    assert len(decree) == 29


def test_the_recogniser_knows_every_abbreviation_of_the_tables() -> None:
    symbols = {row[column] for row in vocabulary.rows("types") for column in ("symbol", "former_symbol")} - {""}
    assert symbols - {"LKG", "BPB", "GCN"} <= STATE_TYPES | PARTY_TYPES


def test_no_name_stands_twice_in_a_table() -> None:
    for table in ("positions", "places", "heads", "family_names"):
        names = vocabulary.names(table)
        assert len(names) == len(set(names)), table


def test_an_unknown_table_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        vocabulary.rows("nonsense")
