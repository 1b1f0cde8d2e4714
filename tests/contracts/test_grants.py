"""The rule of a node passes to what lies under it without a rule of its own, alike on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from docarchive.catalogue import Catalogue, open_catalogue
from docarchive.catalogue.archive import PUBLIC_AUDIENCE
from docarchive.errors import Conflict
from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.events import Deed
from tests.databases import fresh_database


@pytest.fixture(params=["sqlite", "postgresql"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    with fresh_database(request.param, tmp_path) as url:
        opened = open_catalogue(url)
        opened.prepare()
        yield opened
        opened.close()


def test_a_rule_is_given_passed_on_and_taken_away(catalogue: Catalogue) -> None:
    with catalogue.writing() as unit:
        add = unit.arrangement.add
        fonds = add(NodeKind.FONDS, parent=None, code="P", title="Phông", audience=PUBLIC_AUDIENCE)
        series = add(NodeKind.SERIES, parent=fonds.id, code="M", title="Mục lục", audience=None)
        plain = add(NodeKind.DOSSIER, parent=series.id, code="1", title="Hồ sơ", audience=None)
        named = unit.arrangement.audience(Mode.CONDITIONAL, persons=[7]).id
        own = add(NodeKind.DOSSIER, parent=series.id, code="2", title="Hồ sơ", audience=named)

        def holds() -> list[int]:
            return [unit.arrangement.node(each.id).audience for each in (fonds, series, plain, own)]

        closed = unit.arrangement.audience(Mode.CONDITIONAL).id
        after = unit.arrangement.assign(series, closed)
        assert holds() == [PUBLIC_AUDIENCE, closed, closed, named]
        assert (after.own_audience, after.revision) == (True, series.revision + 1)
        with pytest.raises(Conflict):
            unit.arrangement.assign(series, None)
        unit.arrangement.assign(after, None)
        assert holds() == [PUBLIC_AUDIENCE, PUBLIC_AUDIENCE, PUBLIC_AUDIENCE, named]
        unit.arrangement.assign(unit.arrangement.node(fonds.id), closed)
        assert holds() == [closed, closed, closed, named]
        unit.commit()


def test_when_somebody_was_seen_last(catalogue: Catalogue) -> None:
    with catalogue.writing() as unit:
        unit.events.add(Deed.SIGN_IN, agent=7)
        last = unit.events.add(Deed.SEARCH, agent=7, typed="", total=0)
        unit.events.add(Deed.SEARCH, agent=8, typed="", total=0)
        unit.commit()
    with catalogue.reading() as unit:
        assert unit.events.last_of(7) == last.at
        assert unit.events.last_of(9) is None
