"""Kept and latest searches, alike on both databases: each person's own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from docarchive.catalogue import Catalogue, open_catalogue
from docarchive.errors import Conflict, NotFound
from docarchive.records.access import Role
from docarchive.records.events import Deed
from tests.databases import fresh_database

NOW = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    with fresh_database(request.param, tmp_path) as url:
        opened = open_catalogue(url)
        opened.prepare()
        yield opened
        opened.close()


@pytest.fixture
def people(catalogue: Catalogue) -> tuple[int, int]:
    with catalogue.writing() as unit:
        made = [unit.people.add_user(name, password="", roles={Role.READER}, at=NOW).id for name in ("lan", "hoa")]
        unit.commit()
    return made[0], made[1]


def test_a_search_is_kept_once_by_each_and_dropped_by_its_owner_alone(catalogue: Catalogue, people: tuple[int, int]) -> None:
    lan, hoa = people
    with catalogue.writing() as unit:
        kept = unit.searches.keep(lan, title="Số hóa", query="q=số+hóa", total=3, at=NOW)
        unit.searches.keep(hoa, title="Của tôi", query="q=số+hóa", total=5, at=NOW)
        with pytest.raises(Conflict):
            unit.searches.keep(lan, title="Khác", query="q=số+hóa", total=4, at=NOW)
        unit.commit()
    with catalogue.writing() as unit:
        assert unit.searches.of(lan) == [kept]
        assert (unit.searches.count(lan), unit.searches.count(hoa)) == (1, 1)
        with pytest.raises(NotFound):
            unit.searches.drop(hoa, kept.id)
        unit.searches.opened(lan, "q=số+hóa", 9)
        unit.commit()
    with catalogue.writing() as unit:
        assert [each.total for each in unit.searches.of(lan)] == [9]
        assert [each.total for each in unit.searches.of(hoa)] == [5]
        assert unit.searches.drop(lan, kept.id).title == "Số hóa"
        unit.commit()
    with catalogue.reading() as unit:
        assert unit.searches.of(lan) == []


def test_the_latest_searches_come_newest_first_and_each_once(catalogue: Catalogue, people: tuple[int, int]) -> None:
    lan, hoa = people
    with catalogue.writing() as unit:
        for who, typed, total in ((lan, "một", 1), (lan, "hai", 2), (hoa, "ba", 3), (lan, "một", 4), (lan, "  ", 9)):
            unit.events.add(Deed.SEARCH, agent=who, typed=typed, total=total)
        unit.events.add(Deed.VIEW, agent=lan, page=1)
        unit.commit()
    with catalogue.reading() as unit:
        assert unit.searches.latest(lan, 5) == [("một", 4), ("hai", 2)]
        assert unit.searches.latest(lan, 1) == [("một", 4)]
