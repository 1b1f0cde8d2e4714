"""A stack with separator sheets becomes its documents: read, described, found, kept and brought back each by itself."""

import json
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from docarchive.archive import Archive, open_archive
from docarchive.catalogue.archive import INTAKE_NODE
from docarchive.errors import Forbidden, Invalid, LeaseLost, NotFound
from docarchive.records.access import Asker, Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.events import Deed
from docarchive.records.jobs import Job, Stage
from docarchive.records.objects import Item, ItemState, generation
from docarchive.services import (
    arranging,
    batching,
    finding,
    ingest,
    originals,
    people,
    pictures,
    preserve,
    progress,
    rebuilding,
    showing,
    stacks,
)
from docarchive.services.people import OPERATOR
from docarchive.services.preserve import RECORD
from tests.archives import Working, asker, at_work, drawn_page
from tests.databases import fresh_database
from tests.stacks import blank, letter, printed, sheet, stack
from workers import stages as pipeline


def dossier(archive: Archive, code: str, mode: Mode = Mode.PUBLIC) -> int:
    fonds = arranging.add_node(archive, OPERATOR, NodeKind.FONDS, parent=None, code=f"P.{code}", title="Phông", mode=mode)
    return arranging.add_node(archive, OPERATOR, NodeKind.DOSSIER, parent=fonds.id, code=code, title="Hồ sơ").id


def send(working: Working, pages: Iterable[bytes], *, by: Asker | None = None, node: int = INTAKE_NODE) -> int:
    archive = working.archive
    sender = by or asker(archive, "hoa")
    batch = batching.open_batch(archive, sender, node=node)
    return ingest.accept(archive, sender, BytesIO(stack(pages)), "chong.pdf", batch=batch).item


def documents(working: Working, item: int) -> list[Item]:
    """What an upload became, when all of it is done."""
    working.done(item, seconds=120)
    with working.archive.catalogue.reading() as unit:
        object_id = unit.holdings.file_of_item(item).object
        made = unit.stacks.items(object_id)
    return [working.done(each.id, seconds=120) for each in made]


def why(archive: Archive, item: int) -> str:
    with archive.catalogue.reading() as unit:
        event = unit.events.last(item, Deed.SPLIT)
    assert event is not None
    return str(json.loads(event["payload"])["facts"]["why"])


def numbers(archive: Archive, item: int) -> list[str]:
    """The numbers that the pages of a document carry."""
    texts = showing.text(archive, OPERATOR, item).values()
    return [word.removeprefix("Số:").strip() for each in texts for word in each.page.text.split() if "/TB-VP" in word]


def test_a_stack_becomes_its_documents_each_in_its_dossier(working: Working) -> None:
    archive = working.archive
    one, two = dossier(archive, "1.VP"), dossier(archive, "2.VP")
    sent = send(working, [sheet(archive, one), letter(101), letter(102), sheet(archive, two), letter(103)])
    first, second = documents(working, sent)
    assert (first.id, first.home, first.pages, first.state) == (sent, one, 2, ItemState.READ)
    assert (second.home, second.pages, second.state) == (two, 1, ItemState.READ)
    assert (first.title, second.title) == ("chong.pdf (tr. 2–3)", "chong.pdf (tr. 5)")
    assert numbers(archive, first.id) == ["101/TB-VP", "102/TB-VP"] and numbers(archive, second.id) == ["103/TB-VP"]
    found = finding.search(archive, asker(archive, "lan"), "103/TB-VP")
    assert [result.listed.id for result in found.results][:1] == [second.id]
    # The bytes are those that were received, for who may see all of it.
    download = showing.original_of(archive, asker(archive, "lan"), second.id)
    with download.open() as taken, pikepdf.open(BytesIO(taken.read())) as whole:
        assert len(whole.pages) == 5
    searchable = showing.searchable_of(archive, asker(archive, "lan"), first.id)
    with searchable.open() as taken, pikepdf.open(BytesIO(taken.read())) as part:
        assert len(part.pages) == 2
    assert pictures.page_image(archive, asker(archive, "lan"), second.id, 1).name == "5.jpg"
    with pytest.raises(NotFound):
        pictures.page_image(archive, asker(archive, "lan"), second.id, 2)


def test_pages_before_the_first_separator_stay_where_they_were_put(working: Working) -> None:
    archive = working.archive
    one = dossier(archive, "1.VP")
    first, second = documents(working, send(working, [letter(101), sheet(archive, one), letter(102)]))
    assert (first.home, second.home) == (INTAKE_NODE, one)
    assert why(archive, first.id) == why(archive, second.id) == ""


def test_a_file_without_separators_is_left_alone(working: Working) -> None:
    [only] = documents(working, send(working, [letter(101), blank(), letter(102)]))
    assert (only.title, only.pages, only.state) == ("chong.pdf", 3, ItemState.READ)
    with working.archive.catalogue.reading() as unit:
        assert unit.events.last(only.id, Deed.SPLIT) is None


def test_separators_with_nothing_behind_them(working: Working) -> None:
    """Two in a row: the second counts. At the end: none. Only separators: the file stays one document that tells why."""
    archive = working.archive
    one, two = dossier(archive, "1.VP"), dossier(archive, "2.VP")
    sheets = [sheet(archive, one), sheet(archive, two)]
    [document] = documents(working, send(working, [*sheets, letter(101), sheets[0]]))
    assert (document.home, document.pages, document.state) == (two, 1, ItemState.READ)
    [only] = documents(working, send(working, sheets))
    assert (only.home, only.pages) == (INTAKE_NODE, 2) and only.state.cleared
    assert why(archive, only.id) == "only-sheets"
    beside = stacks.neighbours(archive, asker(archive, "hoa"), only.id)
    assert beside and (beside.why, beside.may_split, beside.may_join) == ("only-sheets", False, False)
    with pytest.raises(Invalid):
        stacks.split(archive, asker(archive, "hoa"), only.id)


def test_blank_backs_are_not_in_view(working: Working) -> None:
    archive = working.archive
    one = dossier(archive, "1.VP")
    pages = [sheet(archive, one, blank_backs=True), blank(), letter(101), blank(), letter(102), letter(103)]
    [document] = documents(working, send(working, pages))
    assert (document.pages, document.title) == (3, "chong.pdf (tr. 3, 5–6)")


def test_a_sheet_that_cant_be_followed_leaves_its_document_in_the_target_and_says_why(working: Working) -> None:
    archive = working.archive
    target = dossier(archive, "1.VP")
    with archive.catalogue.writing() as unit:
        mine = unit.archive.uuid[:8]
        fonds = unit.arrangement.path(target)[0].id
        secret = unit.arrangement.audience(Mode.SECRET).id
        shut = unit.arrangement.add(NodeKind.DOSSIER, parent=fonds, code="2.M", title="Kín", audience=secret).id
        unit.commit()
    wrong = {
        "DOCARCHIVE2;x=1": "unreadable",
        f"DOCARCHIVE1;a=00000000;d={'0' * 12}1": "other-archive",
        f"DOCARCHIVE1;a={mine};d=0000000000099": "no-dossier",
    }
    pages = [each for n, code in enumerate(wrong) for each in (printed(code), letter(101 + n))]
    pages += [sheet(archive, fonds), letter(110), sheet(archive, shut), letter(111)]
    made = documents(working, send(working, pages, node=target))
    assert [each.home for each in made] == [target] * 5
    assert [why(archive, each.id) for each in made] == [*wrong.values(), "no-dossier", "no-dossier"]
    beside = [stacks.neighbours(archive, asker(archive, "hoa"), each.id) for each in made]
    assert [each and each.why for each in beside] == [*wrong.values(), "no-dossier", "no-dossier"]
    arranging.place(archive, asker(archive, "hoa"), made[1].id, dossier(archive, "3.VP"))
    moved = stacks.neighbours(archive, asker(archive, "hoa"), made[1].id)
    assert moved and moved.why == "", "who moved it knows"


def test_whoever_lost_the_right_to_upload_meanwhile_puts_nothing_anywhere(archive: Archive) -> None:
    one = dossier(archive, "1.VP")
    working = Working(archive)
    sent = send(working, [sheet(archive, one), letter(101)])
    people.change_roles(archive, OPERATOR, "hoa", [], active=False)
    with at_work(archive):
        [document] = documents(working, sent)
    assert document.home == INTAKE_NODE and why(archive, document.id) == "no-dossier"


def test_who_may_not_see_a_part_doesnt_get_the_file_it_lies_in(working: Working) -> None:
    archive = working.archive
    lan = asker(archive, "lan")
    pages = [sheet(archive, dossier(archive, "1.VP")), letter(101), sheet(archive, dossier(archive, "2.K", Mode.CONDITIONAL))]
    seen, hidden = documents(working, send(working, [*pages, letter(102)]))
    assert showing.item(archive, lan, seen.id).may_take_file is False
    for item in (seen.id, hidden.id):
        with pytest.raises(NotFound):
            showing.original_of(archive, lan, item)
    assert showing.original_of(archive, asker(archive, "hoa"), seen.id).size
    with showing.searchable_of(archive, lan, seen.id).open() as taken, pikepdf.open(BytesIO(taken.read())) as part:
        assert len(part.pages) == 1
    with pytest.raises(NotFound):
        showing.searchable_of(archive, lan, hidden.id)


def test_the_store_alone_brings_the_documents_of_a_stack_back(working: Working, tmp_path: Path) -> None:
    archive = working.archive
    one, two = dossier(archive, "1.VP"), dossier(archive, "2.VP")
    sent = send(working, [sheet(archive, one), letter(101), sheet(archive, two), letter(102), letter(103)])
    before = documents(working, sent)
    with archive.catalogue.reading() as unit:
        ocfl = originals.ocfl_id(unit, sent)
    with archive.storage.open(ocfl, RECORD) as stream:
        record = json.loads(stream.read())
    assert record["schema"] == 2 and [part["item"]["id"] for part in record["parts"]] == [str(before[1].id)]
    assert "derived/searchable.pdf" not in archive.storage.contents(ocfl)
    with fresh_database("sqlite", tmp_path) as database:
        bare = open_archive(archive.settings.model_copy(update={"database": database}))
        bare.prepare(index=False)
        assert list(rebuilding.rebuild_catalogue(bare, OPERATOR)) == [1]
        with bare.catalogue.reading() as unit:
            after = unit.stacks.items(sent)
            assert [unit.arrangement.node(each.home).code for each in after] == ["1.VP", "2.VP"]
            sheets = unit.stacks.sheets(unit.holdings.file_of_item(sent).id)
        assert [bool(each.code) for each in sheets] == [True, False, True, False, False]
        told = ("id", "title", "state", "pages", "pages_open", "gen", "revision", "kept_revision", "created", "batch")
        assert [[getattr(each, name) for name in told] for each in after] == [
            [getattr(each, name) for name in told] for each in before
        ]
        assert numbers(bare, after[1].id) == ["102/TB-VP", "103/TB-VP"]
        bare.close()


def test_a_worker_that_dies_in_the_middle_leaves_a_stack_that_the_next_one_splits_once(archive: Archive) -> None:
    one = dossier(archive, "1.VP")
    working = Working(archive)
    sent = send(working, [sheet(archive, one), letter(101), sheet(archive, one), letter(102)])
    work = (Stage.PLAN, Stage.READ)

    def claimed(lease: float) -> Job | None:
        with archive.catalogue.writing() as unit:
            job = unit.jobs.claim(work, worker="thử", lease=lease)
            unit.commit()
        return job

    for _ in range(4):  # the plan, and all pages but the last
        job = claimed(60)
        assert job
        pipeline.STAGES[job.kind](archive, job)
    lost = claimed(0)
    other = claimed(60)
    assert lost and other and other.id == lost.id
    with pytest.raises(LeaseLost):  # its result, the split with it, comes when another has taken its place
        pipeline.STAGES[Stage.READ](archive, lost)
    with archive.catalogue.reading() as unit:
        assert [item.pages for item in unit.stacks.items(sent)] == [4]
        assert unit.events.last(sent, Deed.SPLIT) is None
    with archive.catalogue.writing() as unit:  # that other one is killed: its lease runs out
        unit.jobs.release(other)
        unit.commit()
    with at_work(archive):
        made = documents(working, sent)
    assert [item.pages for item in made] == [1, 1]


def test_joining_again_and_splitting_again(working: Working, tmp_path: Path) -> None:
    archive = working.archive
    hoa, lan = asker(archive, "hoa"), asker(archive, "lan")
    one, two = dossier(archive, "1.VP"), dossier(archive, "2.VP")
    sent = send(working, [sheet(archive, one), letter(101), sheet(archive, two), letter(102)])
    first, second = documents(working, sent)
    beside = stacks.neighbours(archive, hoa, second.id)
    assert beside and (beside.pages, beside.of, beside.left_out, beside.may_join) == ("4", 4, [1, 3], True)
    assert [each.id for each in beside.others] == [first.id]
    assert pictures.left_out_image(archive, hoa, second.id, 3).exists()
    for place in (0, 2, 5):
        with pytest.raises(NotFound):
            pictures.left_out_image(archive, hoa, second.id, place)
    with pytest.raises(Forbidden):
        stacks.join(archive, lan, second.id)

    assert stacks.join(archive, hoa, second.id) == sent
    with pytest.raises(NotFound):
        showing.item(archive, hoa, second.id)
    joined, gone = documents(working, sent)
    assert (joined.pages, joined.title, joined.home, joined.state) == (4, "chong.pdf", INTAKE_NODE, ItemState.READ)
    assert (gone.id, gone.state) == (second.id, ItemState.JOINED)
    found = finding.search(archive, hoa, "102/TB-VP")
    assert [result.listed.id for result in found.results] == [sent]
    with archive.catalogue.reading() as unit:
        ocfl = originals.ocfl_id(unit, sent)
    kept = archive.storage.contents(ocfl)
    assert [path for path in kept if path.endswith(".pdf")] == ["derived/searchable.pdf", "original/file.pdf"]
    with pytest.raises(Invalid):
        stacks.join(archive, hoa, sent)
    with pytest.raises(Forbidden):
        stacks.split(archive, lan, sent)

    again = stacks.split(archive, hoa, sent)
    made = [item for item in documents(working, sent) if item.state is not ItemState.JOINED]
    assert [item.id for item in made] == again and [item.home for item in made] == [one, two]
    assert (made[1].pages, made[1].state) == (1, ItemState.READ) and made[1].id != second.id
    with pytest.raises(Invalid):
        stacks.split(archive, hoa, sent)
    before = documents(working, sent)
    with fresh_database("sqlite", tmp_path) as database:
        bare = open_archive(archive.settings.model_copy(update={"database": database}))
        bare.prepare(index=False)
        assert list(rebuilding.rebuild_catalogue(bare, OPERATOR)) == [1]
        with bare.catalogue.reading() as unit:
            back = [(item.id, item.state, item.pages, item.title) for item in unit.stacks.items(sent)]
        assert back == [(item.id, item.state, item.pages, item.title) for item in before]
        bare.close()


def test_what_one_may_not_see_whole_one_doesnt_join(working: Working) -> None:
    """A part with a mark of secrecy is the secrecy officer's: the archivist sees the other part, and no way to the whole."""
    archive = working.archive
    one = dossier(archive, "1.VP")
    marked = drawn_page("MẬT", "UBND TỈNH LAM GIANG", "Số: 105/TB-VP", "THÔNG BÁO")
    sent = send(working, [sheet(archive, one), letter(101), sheet(archive, one), marked])
    seen, hidden = documents(working, sent)
    assert (seen.state, hidden.state) == (ItemState.READ, ItemState.QUARANTINED)
    hoa = asker(archive, "hoa")
    beside = stacks.neighbours(archive, hoa, seen.id)
    assert beside and (beside.others, beside.may_join) == ([], False)
    for deed in (stacks.join, showing.original_of, lambda *at: pictures.left_out_image(*at, 1)):
        with pytest.raises(NotFound):
            deed(archive, hoa, seen.id)


def test_a_page_of_one_document_read_again_is_kept_with_the_others(working: Working) -> None:
    archive = working.archive
    one = dossier(archive, "1.VP")
    sent = send(working, [sheet(archive, one), letter(101), sheet(archive, one), letter(102)])
    _, second = documents(working, sent)
    assert progress.retry(archive, asker(archive, "hoa"), second.id, page=1) == 1
    first, again = documents(working, sent)
    assert (again.gen, again.state, again.kept_revision) == (2, ItemState.READ, again.revision)
    with archive.catalogue.reading() as unit:
        kept = archive.storage.contents(originals.ocfl_id(unit, sent))
    assert f"readings/reading-{generation([first, again])}.json.gz" in kept
    assert {preserve.pdf_path(each, alone=False) for each in (first, again)} == {
        path for path in kept if path.startswith("derived/") and path.endswith(".pdf")
    }
