"""The catalogue's contract, on SQLite and on PostgreSQL."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError, StatementError

from docarchive.catalogue import Catalogue, Unit, open_catalogue
from docarchive.catalogue.archive import INTAKE_AUDIENCE, INTAKE_NODE, PUBLIC_AUDIENCE
from docarchive.catalogue.schema import metadata
from docarchive.errors import CodeTaken, Conflict, Duplicate, Invalid, KeyReused, LeaseLost, NotFound, Unavailable
from docarchive.records import identifiers
from docarchive.records.access import AccessFilter, Mode, Role
from docarchive.records.arrangement import NodeKind
from docarchive.records.description import Description, FieldState, FieldValue, Source
from docarchive.records.events import Deed
from docarchive.records.jobs import JobState, Stage
from docarchive.records.objects import Fixity, Item, ItemState, StoredFile
from docarchive.records.pages import Block, Box, Line, Page, Word
from docarchive.records.readings import Reading
from tests.databases import fresh_database

NOW = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    with fresh_database(request.param, tmp_path) as url:
        opened = open_catalogue(url)
        opened.prepare()
        yield opened
        opened.close()


def accept(unit: Unit, *, sha: str = "a", pages: int = 3, title: str = "Quyết định") -> int:
    """An item of a file with `pages` planned pages, as ingest leaves it."""
    made, file = identifiers.mint(), identifiers.mint()
    batch = unit.uploads.open_batch("Lô 1", by=0, node=INTAKE_NODE, at=NOW)
    unit.holdings.add_object(made, received=NOW, by=0)
    unit.holdings.add_file(
        StoredFile(file, made, "qd.pdf", "application/pdf", Fixity(sha * 64, sha * 128, 10), "content/a.pdf", pages)
    )
    item = Item(made, title, ItemState.READING, pages, pages, 0, 1, 1, 0, 0, INTAKE_NODE, INTAKE_AUDIENCE, batch, NOW, 0)
    unit.holdings.add_item(item, object_id=made)
    unit.arrangement.place(made, INTAKE_NODE)
    unit.pages.plan(made, file, pages)
    return made


def reading(text: str = "Số hóa tài liệu") -> Reading:
    words = tuple(Word(word, Box(10 * n, 0, 10 * n + 8, 10), 0.9) for n, word in enumerate(text.split()))
    return Reading("tesseract", "5.3", Page(1654, 2339, (Block((Line(words),)),)))


class TestCatalogue:
    def test_migrations_make_exactly_the_schema(self, catalogue: Catalogue) -> None:
        with catalogue._engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []

    def test_preparing_again_changes_nothing(self, catalogue: Catalogue) -> None:
        with catalogue.reading() as unit:
            before = unit.archive.uuid
        catalogue.prepare()
        catalogue.check()
        with catalogue.reading() as unit:
            assert unit.archive.uuid == before

    def test_silence_means_rollback(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            item = accept(unit)
        with catalogue.reading() as unit, pytest.raises(NotFound):
            unit.holdings.item(item)

    def test_the_same_bytes_are_refused(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            item = accept(unit)
            with pytest.raises(Duplicate):
                accept(unit)
            unit.commit()
        with catalogue.reading() as unit:
            assert unit.holdings.item_with_bytes("a" * 64) == item

    def test_an_instant_without_zone_is_refused(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit, pytest.raises(StatementError, match="zone"):
            unit.uploads.open_batch("x", by=0, node=INTAKE_NODE, at=datetime(2026, 1, 1))

    def test_readings_come_back_and_stay(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            item = accept(unit)
            page = unit.pages.page(item, 2)
            unit.pages.add_reading(page.id, reading(), gen=1, at=NOW)
            unit.pages.add_reading(page.id, reading("Số hoá lại"), gen=2, at=NOW)
            unit.commit()
        with catalogue.reading() as unit:
            assert unit.pages.readings(item)[2] == reading("Số hoá lại")
            assert unit.pages.page(item, 2).state == "read"
            assert [page.state for page in unit.pages.of_item(item)] == ["waiting", "read", "waiting"]

    def test_the_last_page_is_counted_once_by_racing_workers(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            item = accept(unit, pages=8)
            unit.commit()
        left: list[int] = []

        def count() -> None:
            with catalogue.writing() as unit:
                left.append(unit.pages.count_down(item, failed=False))
                unit.commit()

        threads = [threading.Thread(target=count) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(left) == list(range(8))

    def test_a_persons_word_outlives_a_new_reading(self, catalogue: Catalogue) -> None:
        machine = FieldValue("number", "12", 0.8, 1, Box(1, 2, 3, 4))
        person = FieldValue("number", "17", 1.0, source=Source.PERSON, state=FieldState.CONFIRMED)
        subject = FieldValue("subject", "Về việc cũ", 0.7)
        with catalogue.writing() as unit:
            item = accept(unit)
            unit.fields.assert_all(item, (machine, subject), gen=1, at=NOW)
            unit.fields.assert_all(item, (person,), gen=1, at=NOW, by=0)
            unit.fields.assert_all(item, (machine, FieldValue("subject", "Về việc mới", 0.9)), gen=2, at=NOW)
            unit.fields.project(item, unit.fields.current(item))
            unit.commit()
        with catalogue.reading() as unit:
            now = unit.fields.current(item)
            assert (now.value("number"), now.value("subject")) == ("17", "Về việc mới")
            assert len(unit.fields.history(item)) == 5

    def test_lists_are_closed_by_default(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            item = accept(unit)
            unit.fields.project(item, Description((FieldValue("date", "2020-12", 0.9), FieldValue("type", "Quyết định", 1.0))))
            unit.holdings.change(item, NOW, state=ItemState.READ)
            unit.commit()
        with catalogue.reading() as unit:
            assert unit.lists.items(AccessFilter(frozenset())) == []
            assert unit.lists.items(AccessFilter(frozenset({PUBLIC_AUDIENCE}))) == []
            mine = AccessFilter(frozenset({INTAKE_AUDIENCE}))
            [row] = unit.lists.items(mine)
            assert (row.id, row.date, row.file_name) == (item, "2020-12", "qd.pdf")
            assert unit.lists.items(AccessFilter(frozenset({INTAKE_AUDIENCE}), hidden=frozenset({item}))) == []

    def test_items_still_being_read_show_to_who_uploads_alone(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            item = accept(unit)
            unit.commit()
        with catalogue.reading() as unit:
            assert unit.lists.items(AccessFilter(frozenset({INTAKE_AUDIENCE}))) == []
            assert [row.id for row in unit.lists.items(AccessFilter(frozenset({INTAKE_AUDIENCE}), uncleared=True))] == [item]

    def test_quarantined_items_show_to_nobody_else(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            item = accept(unit)
            unit.holdings.change(item, NOW, state=ItemState.QUARANTINED)
            unit.commit()
        with catalogue.reading() as unit:
            assert unit.lists.items(AccessFilter(frozenset({INTAKE_AUDIENCE}))) == []
            assert [row.id for row in unit.lists.items(AccessFilter(frozenset(), quarantined=True))] == [item]

    def test_the_tree(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            tree = unit.arrangement
            fonds = tree.add(NodeKind.FONDS, parent=None, code="UBND", title="Ủy ban", audience=PUBLIC_AUDIENCE)
            series = tree.add(NodeKind.SERIES, parent=fonds.id, code="2026", title="Năm 2026", audience=None)
            named = tree.audience(Mode.CONDITIONAL, persons=[5, 3])
            assert tree.audience(Mode.CONDITIONAL, persons=[3, 5]).id == named.id
            dossier = tree.add(NodeKind.DOSSIER, parent=series.id, code="12.VP", title="Thông báo", audience=named.id)
            with pytest.raises(Conflict):
                tree.add(NodeKind.FONDS, parent=None, code="UBND", title="Khác", audience=PUBLIC_AUDIENCE)
            with pytest.raises(Invalid):
                tree.add(NodeKind.FONDS, parent=series.id, code="X", title="X", audience=None)
            item = accept(unit)
            tree.place(item, dossier.id)
            tree.place(item, series.id, home=False)
            unit.commit()
        with catalogue.writing() as unit:
            tree = unit.arrangement
            assert [node.code for node in tree.path(dossier.id)] == ["UBND", "2026", "12.VP"]
            assert tree.children(series.id, [PUBLIC_AUDIENCE]) == []
            assert tree.nodes_of(item) == [dossier.id, series.id]
            assert unit.holdings.item(item).audience == named.id
            assert tree.by_codes(["UBND", "2026"]) == tree.node(series.id)
            renamed = tree.rename(series, code="2026", title="Năm 2026 (sửa)")
            assert renamed.revision == series.revision + 1
            with pytest.raises(Conflict):
                tree.rename(series, code="2026", title="cũ")

    def test_a_moved_node_takes_all_under_it_and_the_audience_of_the_new_place(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            tree = unit.arrangement
            narrow = tree.audience(Mode.CONDITIONAL, persons=[5]).id
            old = tree.add(NodeKind.FONDS, parent=None, code="A", title="A", audience=PUBLIC_AUDIENCE)
            new = tree.add(NodeKind.FONDS, parent=None, code="B", title="B", audience=narrow)
            series = tree.add(NodeKind.SERIES, parent=old.id, code="1", title="Một", audience=None)
            plain = tree.add(NodeKind.DOSSIER, parent=series.id, code="1.1", title="Theo trên", audience=None)
            own = tree.add(NodeKind.DOSSIER, parent=series.id, code="1.2", title="Riêng", audience=PUBLIC_AUDIENCE)
            items = [accept(unit, sha="a"), accept(unit, sha="b")]
            for item, node in zip(items, (plain, own), strict=True):
                tree.place(item, node.id)
            unit.commit()
        with catalogue.writing() as unit:
            tree = unit.arrangement
            moved = tree.move(series, new.id)
            assert (moved.parent, moved.audience, moved.revision) == (new.id, narrow, series.revision + 1)
            assert [tree.node(each.id).audience for each in (plain, own)] == [narrow, PUBLIC_AUDIENCE]
            assert [unit.holdings.item(item).audience for item in items] == [narrow, PUBLIC_AUDIENCE]
            assert [node.code for node in tree.path(plain.id)] == ["B", "1", "1.1"]
            unit.commit()
        with catalogue.writing() as unit:
            tree = unit.arrangement
            with pytest.raises(Conflict):
                tree.move(series, old.id)
            tree.add(NodeKind.SERIES, parent=old.id, code="1", title="Trùng mã", audience=None)
            with pytest.raises(CodeTaken):
                tree.move(tree.node(series.id), old.id)
            for wrong in (series.id, plain.id, INTAKE_NODE):
                with pytest.raises(Invalid):
                    tree.move(tree.node(series.id), wrong)

    def test_events_are_append_only_and_the_chain_tells_of_changes(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            for n in range(5):
                unit.events.add(Deed.VIEW, agent=0, item=7, page=n)
            assert unit.seals.seal() == 5
            assert (unit.seals.loose(), unit.seals.verify()) == (0, [])
            unit.commit()
        for change in ("DELETE FROM events", "UPDATE events SET agent = 9", "UPDATE events SET payload = 'x'"):
            with catalogue.writing() as unit, pytest.raises(DBAPIError, match="append-only"):
                unit._connection.execute(sql(change))
        with catalogue.writing() as unit:
            unit._connection.execute(sql("UPDATE events SET payload = NULL WHERE id = (SELECT min(id) FROM events)"))
            assert unit.seals.verify() == []
            unit._connection.execute(sql("UPDATE seals SET payload_sha256 = 'f' WHERE seq = 3"))
            assert [broken.seq for broken in unit.seals.verify()] == [3]

    def test_a_lease_is_held_by_one(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            assert unit.archive.hold("seal", "one", 60)
            assert not unit.archive.hold("seal", "two", 60)
            assert unit.archive.hold("seal", "one", -1)
            assert unit.archive.hold("seal", "two", 60)

    def test_sessions_and_tokens_end(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            people = unit.people
            user = people.add_user("lan", password="x", roles=[Role.READER], at=NOW)
            with pytest.raises(Conflict):
                people.add_user("lan", password="x", roles=[], at=NOW)
            people.open_session("h1", user.id, at=NOW, expires=NOW + timedelta(hours=1), address="::1")
            assert people.session_user("h1", NOW) == user
            assert people.session_user("h1", NOW + timedelta(hours=2)) is None
            token = people.add_token("h2", user.id, label="quét", scopes=["search"], at=NOW, expires=NOW + timedelta(days=1))
            asker = people.token_asker("h2", NOW)
            assert asker is not None and asker.scopes == frozenset({"search"})
            people.revoke_token(token, user.id)
            assert people.token_asker("h2", NOW) is None
            people.change_user(user.id, active=False)
            assert people.session_user("h1", NOW) is None

    def test_failed_sign_ins_are_counted(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            for n in range(3):
                unit.people.note_failure("lan", "10.0.0.1", NOW + timedelta(seconds=n))
            assert unit.people.failures(since=NOW - timedelta(1), name="lan") == (3, NOW + timedelta(seconds=2))
            unit.people.forget_failures("lan")
            assert unit.people.failures(since=NOW - timedelta(1), address="10.0.0.1") == (0, None)

    def test_a_key_belongs_to_one_body(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            unit.uploads.keep_answer(0, "k", body="b1", status=201, answer="{}", at=NOW)
            assert unit.uploads.answer(0, "k", at=NOW) == ("b1", 201, "{}")
            with pytest.raises(KeyReused):
                unit.uploads.keep_answer(0, "k", body="b2", status=201, answer="{}", at=NOW)
            assert unit.uploads.answer(0, "k", at=NOW + timedelta(hours=25)) is None

    def test_figures_count_everything(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            item = accept(unit)
            batch = unit.holdings.item(item).batch
            unit.uploads.refuse(batch, name="x", size=1, code="empty-file", facts={}, at=NOW)
            unit.jobs.add(Stage.PLAN, item, uniq="p", priority=1)
            job = unit.jobs.claim([Stage.PLAN], worker="w", lease=60)
            assert job
            unit.jobs.finish(job)
            assert unit.figures.uploads() == {"accepted": 1, "empty-file": 1}
            assert unit.figures.pages()["waiting"] == 3
            done, seconds = unit.figures.durations()["plan"]
            assert done == 1 and seconds >= 0
            assert unit.uploads.size(batch) == 1

    def test_use_is_noted_only_now_and_then(self, catalogue: Catalogue) -> None:
        later = NOW + timedelta(hours=2)
        with catalogue.writing() as unit:
            user = unit.people.add_user("lan", password="x", roles=[Role.READER], at=NOW)
            unit.people.open_session("h", user.id, at=NOW, expires=later, address="::1")
            assert unit.people.session_due("h", later) and not unit.people.session_due("h", NOW)
            unit.people.session_seen("h", at=later, expires=later + timedelta(hours=1))
            assert unit.people.session_user("h", later) == user
            unit.people.add_token("t", user.id, label="x", scopes=["search"], at=NOW, expires=later)
            assert unit.people.token_due("t", NOW)
            unit.people.token_used("t", NOW)
            assert not unit.people.token_due("t", NOW)


class TestJobs:
    def test_one_worker_gets_a_job_and_the_best_comes_first(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            item = accept(unit)
            assert unit.jobs.add(Stage.PLAN, item, uniq="bulk", priority=50)
            assert unit.jobs.add(Stage.PLAN, item, uniq="single", priority=10)
            assert not unit.jobs.add(Stage.PLAN, item, uniq="single", priority=10)
            unit.jobs.add(Stage.KEEP, item, uniq="keep", priority=0)
            unit.jobs.add(Stage.PLAN, item, uniq="later", priority=0, delay=3600)
            unit.commit()
        claimed: list[str | None] = []

        def claim() -> None:
            with catalogue.writing() as unit:
                job = unit.jobs.claim([Stage.PLAN], worker="w", lease=60)
                unit.commit()
                claimed.append(job.uniq if job else None)

        threads = [threading.Thread(target=claim) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(claimed, key=str) == [None, None, "bulk", "single"]

    def test_a_result_after_the_lease_is_dropped(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            unit.jobs.add(Stage.PLAN, accept(unit), uniq="p", priority=1)
            slow = unit.jobs.claim([Stage.PLAN], worker="slow", lease=-1)
            fast = unit.jobs.claim([Stage.PLAN], worker="fast", lease=60)
            assert slow and fast and slow.id == fast.id and fast.attempts == 2
            for late in (unit.jobs.finish, lambda job: unit.jobs.prolong(job, 9), lambda job: unit.jobs.give_up(job, "x")):
                with pytest.raises(LeaseLost):
                    late(slow)
            unit.jobs.finish(fast)
            assert unit.jobs.claim([Stage.PLAN], worker="w", lease=60) is None
            assert [row["state"] for row in unit.jobs.of_item(fast.item)] == [JobState.DONE.value]

    def test_the_first_page_is_read_first(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            item = accept(unit)
            pages = [page.id for page in unit.pages.of_item(item)]
            unit.jobs.add_reads(item, 1, pages, priority=50)
            order = [unit.jobs.claim([Stage.READ], worker="w", lease=60) for _ in range(4)]
            assert [job.page if job else None for job in order] == [*pages, None]

    def test_put_back_released_and_given_up(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            unit.jobs.add(Stage.PLAN, accept(unit), uniq="p", priority=1)
            job = unit.jobs.claim([Stage.PLAN], worker="w", lease=60)
            assert job
            unit.jobs.release(job)
            job = unit.jobs.claim([Stage.PLAN], worker="w", lease=60)
            assert job and job.attempts == 1
            unit.jobs.put_back(job, error="store-away", delay=0)
            assert unit.jobs.due([Stage.PLAN]) == 1
            job = unit.jobs.claim([Stage.PLAN], worker="w", lease=60)
            assert job and job.error == "store-away"
            assert unit.jobs.queue()["plan"][:2] == (0, 1)
            unit.jobs.give_up(job, "error")
            assert unit.jobs.claim([Stage.PLAN], worker="w", lease=60) is None
            assert unit.jobs.clear_failed(job.item) == 1


def test_a_database_that_is_away_is_named(tmp_path: Path) -> None:
    away = open_catalogue("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(Unavailable, match="refused"):
        away.check()


def test_an_old_schema_says_what_to_do(tmp_path: Path) -> None:
    empty = open_catalogue(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(Unavailable, match="migrate"):
        empty.check()
    empty.close()
