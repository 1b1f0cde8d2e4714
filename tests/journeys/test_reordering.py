"""Pages of one file in another order: two passes laid together, blank backs left out, and back again."""

from io import BytesIO

import pdfplumber
import pytest

from docarchive.errors import Forbidden, Invalid
from docarchive.records.passes import PageOrder
from docarchive.services import pictures, showing, stacks
from tests.archives import Working, asker
from tests.journeys.test_splitting import documents, dossier, numbers, send
from tests.stacks import blank, letter


def test_two_passes_are_laid_together_and_taken_apart(working: Working) -> None:
    """All fronts, then the turned stack's backs: 1, 3, 4, 2. Text, picture and place in the searchable PDF go together."""
    archive = working.archive
    hoa = asker(archive, "hoa")
    pages = [letter(number) for number in (101, 103, 104, 102)]
    [document] = documents(working, send(working, pages, node=dossier(archive, "1.VP")))
    beside = stacks.neighbours(archive, hoa, document.id)
    assert beside and beside.orders == [PageOrder.TWO_PASSES, PageOrder.TURNED]
    assert stacks.neighbours(archive, asker(archive, "lan"), document.id) is None
    with pytest.raises(Forbidden):
        stacks.reorder(archive, asker(archive, "lan"), document.id, PageOrder.TURNED)
    with pytest.raises(Invalid):
        stacks.reorder(archive, hoa, document.id, PageOrder.NO_BLANK_BACKS)
    stacks.reorder(archive, hoa, document.id, PageOrder.TURNED)
    [document] = documents(working, document.id)
    right = [f"{number}/TB-VP" for number in (101, 102, 103, 104)]
    assert numbers(archive, document.id) == right and document.title == "chong.pdf"
    assert pictures.page_image(archive, hoa, document.id, 2).name == "4.jpg"
    with showing.searchable_of(archive, hoa, document.id).open() as taken, pdfplumber.open(BytesIO(taken.read())) as pdf:
        assert [number in page.extract_text() for number, page in zip(right, pdf.pages, strict=True)] == [True] * 4
    with pytest.raises(Invalid):
        stacks.reorder(archive, hoa, document.id, PageOrder.TURNED)
    stacks.join(archive, hoa, document.id)
    [document] = documents(working, document.id)
    assert numbers(archive, document.id) == [right[0], right[2], right[3], right[1]]


def test_blank_backs_of_a_plain_file_are_left_out_by_a_person(working: Working) -> None:
    archive = working.archive
    hoa = asker(archive, "hoa")
    [document] = documents(working, send(working, [letter(101), blank(), letter(102), blank()]))
    assert document.pages == 4
    stacks.reorder(archive, hoa, document.id, PageOrder.NO_BLANK_BACKS)
    [document] = documents(working, document.id)
    assert (document.pages, numbers(archive, document.id)) == (2, ["101/TB-VP", "102/TB-VP"])
    beside = stacks.neighbours(archive, hoa, document.id)
    assert beside and (beside.left_out, beside.may_join, beside.separated) == ([2, 4], True, False)
