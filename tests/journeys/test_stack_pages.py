"""A stack on the pages: told on each document's page, joined and split there with a way back, its rows in the batch."""

from collections.abc import Iterator

import pytest

from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.services import arranging
from docarchive.services.people import OPERATOR
from tests.journeys.visitor import visitor
from tests.journeys.web import Site, site
from tests.stacks import letter, sheet, stack


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("stacks")) as made:
        yield made


@pytest.fixture(scope="module")
def parts(at: Site) -> list[str]:
    """The documents of a stack: one that all may see, one for named persons alone."""
    archive = at.working.archive
    nodes = []
    for code, mode in (("P01", Mode.PUBLIC), ("P02", Mode.CONDITIONAL)):
        fonds = arranging.add_node(archive, OPERATOR, NodeKind.FONDS, parent=None, code=code, title="Phông", mode=mode)
        nodes.append(arranging.add_node(archive, OPERATOR, NodeKind.DOSSIER, parent=fonds.id, code="12.VP", title="Thông báo").id)
    pages = [sheet(archive, nodes[0]), letter(101), sheet(archive, nodes[1]), letter(102)]
    sent = str(at.upload(stack(pages), "chong.pdf")["item"])
    return done(at, sent)


def done(at: Site, sent: str) -> list[str]:
    at.done(sent)
    with at.working.archive.catalogue.reading() as unit:
        items = [item.id for item in unit.stacks.items(from_letters(sent)) if item.state.value != "joined"]
    for item in items:
        at.working.done(item)
    return [to_letters(item) for item in items]


def test_what_is_beside_a_document_is_told_of_what_one_may_see(at: Site, parts: list[str]) -> None:
    archivist = visitor(at, "hoa").get(f"/items/{parts[0]}").text
    assert "Trang 2 trong 4 trang của tệp." in archivist and "102/TB-VP" in archivist
    assert f"/items/{parts[0]}/original" in archivist and "Ghép lại thành một văn bản" in archivist
    reader = visitor(at, "lan")
    for address in (f"/items/{parts[0]}", f"/items/{parts[0]}/view"):
        page = reader.get(address).text
        assert "102/TB-VP" not in page and "trong 4 trang" not in page and "/original" not in page and "Ghép lại" not in page
    for address in ("original", "left-out/1"):
        assert reader.get(f"/items/{parts[0]}/{address}").status_code == 404
    assert reader.get(f"/items/{parts[0]}/searchable").status_code == 200
    for address in ("alto", "hocr"):
        words = reader.get(f"/items/{parts[0]}/{address}").text
        assert "101/TB-VP" in words and "102/TB-VP" not in words
    assert reader.get(f"/items/{parts[1]}/alto").status_code == 404
    assert visitor(at, "hoa").get(f"/items/{parts[0]}/left-out/1").status_code == 200


def test_its_history_says_what_was_split(at: Site, parts: list[str]) -> None:
    page = visitor(at, "hoa").get(f"/items/{parts[1]}?tab=history").text
    assert "Tách theo tờ phân cách" in page and "trang 4 của tệp" in page


def test_the_batch_shows_each_document_with_its_pages(at: Site, parts: list[str]) -> None:
    someone = visitor(at, "hoa")
    with at.working.archive.catalogue.reading() as unit:
        batch = unit.holdings.item(from_letters(parts[0])).batch
    page = someone.get(f"/upload/{to_letters(batch)}").text
    assert "tr. 2" in page and "tr. 4" in page


def test_joined_and_split_with_a_way_back(at: Site, parts: list[str]) -> None:
    someone = visitor(at, "hoa")
    someone.get(f"/items/{parts[1]}")
    assert someone.post(f"/items/{parts[1]}/join").headers["Location"] == f"/items/{parts[0]}"
    page = someone.get(f"/items/{parts[0]}").text
    assert "Đã ghép lại thành một văn bản." in page and f"/items/{parts[0]}/split" in page
    assert someone.get(f"/items/{parts[1]}").status_code == 404
    assert done(at, parts[0]) == [parts[0]]
    page = someone.get(f"/items/{parts[0]}").text
    assert "Tệp có tờ phân cách mà chưa tách." in page
    assert someone.post(f"/items/{parts[0]}/split").status_code == 302
    page = someone.get(f"/items/{parts[0]}").text
    assert "Đã tách thành 2 văn bản." in page and f"/items/{parts[0]}/join" in page
    assert len(done(at, parts[0])) == 2


def test_programs_see_join_and_split_a_stack(at: Site) -> None:
    archive = at.working.archive
    fonds = arranging.add_node(archive, OPERATOR, NodeKind.FONDS, parent=None, code="P03", title="Phông", mode=Mode.PUBLIC)
    node = arranging.add_node(archive, OPERATOR, NodeKind.DOSSIER, parent=fonds.id, code="1.VP", title="Thông báo").id
    sent = str(at.upload(stack([sheet(archive, node), letter(301), sheet(archive, node), letter(302)]), "chong-3.pdf")["item"])
    first, second = done(at, sent)
    hoa, lan = at.program("hoa"), at.program("lan")
    told = hoa.get(f"/api/v1/items/{second}/stack").json
    assert told["pages"] == "4" and told["left_out"] == [1, 3] and [each["id"] for each in told["others"]] == [first]
    assert (told["may_join"], told["may_split"], told["why"]) == (True, False, "")
    assert [each["number"] for each in lan.get(f"/api/v1/items/{second}/stack").json["others"]] == ["301/TB-VP"]
    for deed in ("join", "split"):
        assert lan.post(f"/api/v1/items/{second}/{deed}").status_code == 403
        assert at.program("hoa", "search").post(f"/api/v1/items/{second}/{deed}").status_code == 403
    assert hoa.post(f"/api/v1/items/{second}/split").status_code == 422
    assert hoa.post(f"/api/v1/items/{second}/join").json["items"] == [first]
    assert hoa.get(f"/api/v1/items/{second}/stack").status_code == 404
    assert done(at, sent) == [first]
    assert len(hoa.post(f"/api/v1/items/{first}/split").json["items"]) == 2


def test_two_passes_are_laid_together_on_the_page(at: Site) -> None:
    sent = str(at.upload(stack([letter(401), letter(403), letter(404), letter(402)]), "hai-luot.pdf")["item"])
    done(at, sent)
    someone = visitor(at, "hoa")
    page = someone.get(f"/items/{sent}").text
    assert "Sắp lại trang" in page and "mặt sau trắng" not in page  # it has none
    assert someone.post(f"/items/{sent}/reorder", how="x").status_code == 422
    assert someone.post(f"/items/{sent}/reorder", how="two-passes-turned").status_code == 302
    page = someone.get(f"/items/{sent}").text
    assert "Đã sắp lại trang." in page and f"/items/{sent}/join" in page
    done(at, sent)
    page = someone.get(f"/items/{sent}").text
    assert "Trang 1, 4, 2–3 trong 4 trang của tệp." in page and "Trả lại mọi trang như trong tệp" in page
    someone.post(f"/items/{sent}/join")
    assert "Đã trả lại mọi trang như trong tệp." in someone.get(f"/items/{sent}").text
