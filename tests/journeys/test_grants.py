"""Who may see what: laid down for a node by administrators, confirmed with before and after in sight, and in force at once."""

import json
from collections.abc import Iterator

import pytest

from docarchive.errors import Conflict, Forbidden, Invalid
from docarchive.records.access import Mode
from docarchive.records.arrangement import Node, NodeKind
from docarchive.records.events import Deed
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.services import arranging, granting
from tests.archives import asker, drawn_page
from tests.journeys.visitor import text_of, visitor
from tests.journeys.web import Site, site


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("grants")) as made:
        yield made


@pytest.fixture(scope="module")
def made(at: Site) -> dict[str, str]:
    """A conditional fonds with a dossier and a document in it; the letters of each."""
    archive = at.working.archive
    hoa = asker(archive, "hoa")
    fonds = arranging.add_node(
        archive, hoa, NodeKind.FONDS, parent=None, code="P07", title="Phông Sở Y tế", mode=Mode.CONDITIONAL
    )
    node = arranging.add_node(archive, hoa, NodeKind.DOSSIER, parent=fonds.id, code="12.VP", title="Thông báo", opened="2026")
    item = str(at.upload(drawn_page(), "594.png")["item"])
    at.done(item)
    arranging.place(archive, hoa, from_letters(item), node.id)
    at.done(item)
    return {"fonds": to_letters(fonds.id), "dossier": to_letters(node.id), "item": item}


def node(at: Site, letters: str) -> Node:
    with at.working.archive.catalogue.reading() as unit:
        return unit.arrangement.node(from_letters(letters))


def test_a_person_is_named_sees_it_at_once_and_no_more_when_the_name_is_gone(at: Site, made: dict[str, str]) -> None:
    admin, lan = visitor(at, "admin"), visitor(at, "lan")
    address = f"/browse/{made['dossier']}/readers"
    assert lan.get(f"/items/{made['item']}").status_code == 404
    page = text_of(admin.get(address).text)
    assert "Sử dụng có điều kiện: chỉ lưu trữ viên. Theo P07 Phông Sở Y tế." in page
    asked = admin.post(address, mode="conditional", person="lan").text
    assert "Đang là Sử dụng có điều kiện: chỉ lưu trữ viên." in text_of(asked)
    assert "Sẽ là Sử dụng có điều kiện: lưu trữ viên, và lan." in text_of(asked)
    assert "Liên quan tới 1 văn bản." in text_of(asked)
    assert lan.get(f"/items/{made['item']}").status_code == 404, "nothing is changed before it is confirmed"
    revision = str(node(at, made["dossier"]).revision)
    admin.post(address, mode="conditional", person="lan", revision=revision, confirmed="1")
    assert lan.get(f"/items/{made['item']}").status_code == 200
    at.done(made["item"])
    assert made["item"] in lan.get("/search?q=594").text
    assert "Đọc được: 12.VP Thông báo (trong Phông Sở Y tế)" in text_of(admin.get("/users/lan").text)
    assert admin.post(address, mode="inherited", revision=revision, confirmed="1").status_code == 409, "it changed since"
    admin.post(address, mode="inherited", revision=str(node(at, made["dossier"]).revision), confirmed="1")
    assert lan.get(f"/items/{made['item']}").status_code == 404
    at.done(made["item"])
    assert made["item"] not in lan.get("/search?q=594").text
    with at.working.archive.catalogue.reading() as unit:
        told = [json.loads(row["payload"])["facts"] for row in unit.events.recent(deed=Deed.GRANT.value, limit=2)]
    assert [(each["before"], each["after"]) for each in told] == [
        ("conditional lan", "conditional inherited"),
        ("conditional inherited", "conditional lan"),
    ]


def test_a_fonds_takes_all_that_has_no_rule_of_its_own_along(at: Site, made: dict[str, str]) -> None:
    archive = at.working.archive
    admin = asker(archive, "admin")
    fonds, dossier = (from_letters(made[name]) for name in ("fonds", "dossier"))
    granting.change(archive, admin, fonds, mode=Mode.PUBLIC, revision=node(at, made["fonds"]).revision)
    assert granting.readers(archive, asker(archive, "hoa"), dossier).mode is Mode.PUBLIC
    assert visitor(at, "lan").get(f"/items/{made['item']}").status_code == 200
    granting.change(archive, admin, dossier, mode=Mode.CONDITIONAL, revision=node(at, made["dossier"]).revision)
    (reach,) = [each for each in granting.reach(archive, admin, "lan") if each.fonds.id == fonds]
    assert (reach.items, [each.id for each in reach.closed]) == (0, [dossier])
    page = text_of(visitor(at, "admin").get("/users/lan").text)
    assert "Đọc được: Phông Sở Y tế (trừ 12.VP Thông báo)" in page
    change = granting.asked(archive, admin, fonds, mode=Mode.CONDITIONAL)
    assert change.items == 0, "the dossier has a rule of its own"
    granting.change(archive, admin, dossier, mode=None, revision=node(at, made["dossier"]).revision)
    granting.change(archive, admin, fonds, mode=Mode.CONDITIONAL, revision=node(at, made["fonds"]).revision)
    assert visitor(at, "lan").get(f"/items/{made['item']}").status_code == 404


def test_only_administrators_change_it_and_what_makes_no_sense_changes_nothing(at: Site, made: dict[str, str]) -> None:
    archive = at.working.archive
    admin, fonds = asker(archive, "admin"), from_letters(made["fonds"])
    for name in ("lan", "hoa", "mai"):
        with pytest.raises(Forbidden):
            granting.change(archive, asker(archive, name), fonds, mode=Mode.PUBLIC, revision=1)
        assert visitor(at, name).get(f"/browse/{made['fonds']}/readers").status_code == 403
        assert visitor(at, name).post(f"/browse/{made['fonds']}/readers", mode="public", confirmed="1").status_code == 403
    for wrong in (
        {"mode": None},
        {"mode": Mode.SECRET},
        {"mode": Mode.INTAKE},
        {"mode": Mode.PUBLIC, "persons": ["lan"]},
        {"mode": Mode.CONDITIONAL, "persons": ["nobody"]},
    ):
        with pytest.raises(Invalid):
            granting.asked(archive, admin, fonds, **wrong)
    with pytest.raises(Conflict):
        granting.change(archive, admin, fonds, mode=Mode.PUBLIC, revision=0)
    assert granting.readers(archive, admin, fonds).mode is Mode.CONDITIONAL


def test_who_keeps_documents_reads_who_may_see_one(at: Site, made: dict[str, str]) -> None:
    page = visitor(at, "hoa").get(f"/items/{made['item']}?tab=access").text
    assert "Sử dụng có điều kiện: chỉ lưu trữ viên." in text_of(page)
    assert "/readers" not in page
    assert "/readers" in visitor(at, "admin").get(f"/items/{made['item']}?tab=access").text


def test_roles_are_changed_with_before_and_after_in_sight(at: Site) -> None:
    admin = visitor(at, "admin")
    asked = text_of(admin.post("/users/mai/roles", role=["reader", "archivist"]).text)
    assert "Đang là Người phụ trách bí mật; đang dùng" in asked
    assert "Sẽ là Người đọc, Lưu trữ viên; đang dùng" in asked
    assert {role.value for role in asker(at.working.archive, "mai").roles} == {"secrecy-officer"}, "nothing is changed yet"
    admin.post("/users/mai/roles", role=["secrecy-officer", "reader"], confirmed="1")
    assert {role.value for role in asker(at.working.archive, "mai").roles} == {"secrecy-officer", "reader"}
