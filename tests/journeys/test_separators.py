"""Separator sheets are printed by who may put documents into the dossier, from the page and by the command."""

from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest

from docarchive.errors import NotFound
from docarchive.records.access import Mode
from docarchive.records.arrangement import Node, NodeKind
from docarchive.records.identifiers import to_letters
from docarchive.services import arranging
from docarchive.services.people import OPERATOR
from docarchive.services.separators import separators
from tests.archives import asker
from tests.journeys.visitor import visitor
from tests.journeys.web import Site, site


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("separators")) as made:
        yield made


@pytest.fixture(scope="module")
def nodes(at: Site) -> tuple[Node, Node]:
    """A fonds, and a dossier in it."""
    add, archive = arranging.add_node, at.working.archive
    fonds = add(archive, OPERATOR, NodeKind.FONDS, parent=None, code="P01", title="Phông", mode=Mode.PUBLIC)
    return fonds, add(archive, OPERATOR, NodeKind.DOSSIER, parent=fonds.id, code="12.VP", title="Thông báo năm 2026")


def test_sheets_are_taken_from_the_dossiers_page(at: Site, nodes: tuple[Node, Node]) -> None:
    someone = visitor(at, "hoa")
    page = someone.get(f"/browse/{letters(nodes[1])}").text
    assert "In tờ phân cách" in page
    assert "In tờ phân cách" not in someone.get(f"/browse/{letters(nodes[0])}").text  # a fonds holds no documents itself
    answer = someone.get(f"/browse/{letters(nodes[1])}/separators.pdf?count=3&backs=1")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert 'filename="To phan cach 12.VP.pdf"' in answer.headers["Content-Disposition"]
    with pikepdf.open(BytesIO(answer.data)) as made:
        assert len(made.pages) == 3


def test_who_may_not_upload_gets_no_sheets(at: Site, nodes: tuple[Node, Node]) -> None:
    reader = visitor(at, "lan")
    assert reader.get(f"/browse/{letters(nodes[1])}/separators.pdf").status_code == 403
    assert "In tờ phân cách" not in reader.get(f"/browse/{letters(nodes[1])}").text
    assert visitor(at).get(f"/browse/{letters(nodes[1])}/separators.pdf").status_code == 302


def test_a_dossier_that_one_may_not_see_isnt_there(at: Site) -> None:
    archive = at.working.archive
    secret = arranging.add_node(archive, OPERATOR, NodeKind.FONDS, parent=None, code="MAT", title="Mật", mode=Mode.SECRET)
    with archive.catalogue.writing() as unit:
        dossier = unit.arrangement.add(NodeKind.DOSSIER, parent=secret.id, code="1.M", title="Kín", audience=None)
        unit.commit()
    assert visitor(at, "hoa").get(f"/browse/{letters(dossier)}/separators.pdf").status_code == 404
    with pytest.raises(NotFound):
        separators(archive, asker(archive, "hoa"), dossier.id)


@pytest.mark.parametrize("count", ["0", "201", "x", "-1", ""])
def test_so_many_sheets_are_refused(at: Site, nodes: tuple[Node, Node], count: str) -> None:
    assert visitor(at, "hoa").get(f"/browse/{letters(nodes[1])}/separators.pdf?count={count}").status_code == 422
    assert visitor(at, "hoa").get(f"/browse/{letters(nodes[0])}/separators.pdf").status_code == 422


def letters(node: Node) -> str:
    return to_letters(node.id)
