"""Who may see what: laid down for a node by administrators, confirmed with before and after in sight, and in force at once."""

import json
from collections.abc import Iterator

import pytest

from docarchive.errors import Conflict, Forbidden, Invalid
from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.events import Deed
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.services import arranging, granting
from tests.archives import asker, drawn_page
from tests.journeys.visitor import kept_fields, text_of, visitor
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


def give(at: Site, node: int, mode: Mode | None, *persons: str) -> None:
    """A node gets a rule, asked for and confirmed."""
    archive, admin = at.working.archive, asker(at.working.archive, "admin")
    fence = granting.asked(archive, admin, node, mode=mode, persons=persons).fence
    granting.change(archive, admin, node, mode=mode, persons=persons, fence=fence)


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
    confirmed = kept_fields(asked)
    admin.post(address, **confirmed)
    assert lan.get(f"/items/{made['item']}").status_code == 200
    at.done(made["item"])
    assert made["item"] in lan.get("/search?q=594").text
    assert "Đọc được: 12.VP Thông báo (trong Phông Sở Y tế)" in text_of(admin.get("/users/lan").text)
    assert admin.post(address, **confirmed).status_code == 409, "it changed since"
    admin.post(address, **kept_fields(admin.post(address, mode="inherited").text))
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
    give(at, fonds, Mode.PUBLIC)
    assert granting.readers(archive, asker(archive, "hoa"), dossier).mode is Mode.PUBLIC
    assert visitor(at, "lan").get(f"/items/{made['item']}").status_code == 200
    give(at, dossier, Mode.CONDITIONAL)
    (reach,) = [each for each in granting.reach(archive, admin, "lan") if each.fonds.id == fonds]
    assert (reach.items, [each.id for each in reach.closed]) == (0, [dossier])
    page = text_of(visitor(at, "admin").get("/users/lan").text)
    assert "Đọc được: Phông Sở Y tế (trừ 12.VP Thông báo)" in page
    change = granting.asked(archive, admin, fonds, mode=Mode.CONDITIONAL)
    assert change.items == 0, "the dossier has a rule of its own"
    give(at, dossier, None)
    give(at, fonds, Mode.CONDITIONAL)
    assert visitor(at, "lan").get(f"/items/{made['item']}").status_code == 404


def test_only_administrators_change_it_and_what_makes_no_sense_changes_nothing(at: Site, made: dict[str, str]) -> None:
    archive = at.working.archive
    admin, fonds = asker(archive, "admin"), from_letters(made["fonds"])
    for name in ("lan", "hoa", "mai"):
        with pytest.raises(Forbidden):
            granting.change(archive, asker(archive, name), fonds, mode=Mode.PUBLIC, fence="")
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
        granting.change(archive, admin, fonds, mode=Mode.PUBLIC, fence="0")
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
    admin.post("/users/mai/roles", **kept_fields(admin.post("/users/mai/roles", role=["secrecy-officer", "reader"]).text))
    assert {role.value for role in asker(at.working.archive, "mai").roles} == {"secrecy-officer", "reader"}


def test_what_was_confirmed_is_what_was_shown(at: Site, made: dict[str, str]) -> None:
    """Between the question and its confirmation the rule above, or that of a part inside, becomes another: nothing is opened."""
    fonds, dossier = (from_letters(made[name]) for name in ("fonds", "dossier"))
    admin, lan = visitor(at, "admin"), visitor(at, "lan")
    give(at, dossier, Mode.CONDITIONAL, "mai")
    inherit = kept_fields(admin.post(f"/browse/{made['dossier']}/readers", mode="inherited").text)
    whole = kept_fields(admin.post(f"/browse/{made['fonds']}/readers", mode="public").text)
    give(at, fonds, Mode.PUBLIC)
    assert admin.post(f"/browse/{made['dossier']}/readers", **inherit).status_code == 409
    give(at, fonds, Mode.CONDITIONAL)
    whole = kept_fields(admin.post(f"/browse/{made['fonds']}/readers", mode="public").text)
    give(at, dossier, None)
    assert admin.post(f"/browse/{made['fonds']}/readers", **whole).status_code == 409
    assert lan.get(f"/browse/{made['dossier']}").status_code == 404


@pytest.mark.parametrize("wrong", [{}, {"mode": "conditionl"}, {"mode": ""}, {"mode": "secret"}])
def test_a_mode_that_is_none_is_not_guessed_at(at: Site, made: dict[str, str], wrong: dict[str, str]) -> None:
    give(at, from_letters(made["dossier"]), Mode.CONDITIONAL)
    admin, address = visitor(at, "admin"), f"/browse/{made['dossier']}/readers"
    assert admin.post(address, **wrong).status_code == 422
    for fence in ("", "9" * 5000):
        assert admin.post(address, **wrong, fence=fence, confirmed="1").status_code == 422
    assert granting.readers(at.working.archive, asker(at.working.archive, "hoa"), from_letters(made["dossier"])).source.id == (
        from_letters(made["dossier"])
    )


def test_a_late_confirmation_undoes_no_lock(at: Site) -> None:
    admin, other = visitor(at, "admin"), visitor(at, "admin")
    late = kept_fields(admin.post("/users/lan/roles", role=["reader", "archivist"]).text)
    other.post("/users/lan/roles", **kept_fields(other.post("/users/lan/roles", role=["reader"], locked="1").text))
    assert admin.post("/users/lan/roles", **late).status_code == 409
    assert admin.post("/users/lan/roles", role=["reader"], confirmed="1").status_code == 409, "nothing was shown before"
    with at.working.archive.catalogue.reading() as unit:
        assert not unit.people.named("lan").active
    admin.post("/users/lan/roles", **kept_fields(admin.post("/users/lan/roles", role=["reader"]).text))


def test_what_an_administrator_may_not_see_isnt_counted_for_them(at: Site) -> None:
    """The secrecy officer sees a quarantined document; how many there are is nothing for an administrator to read there."""
    item = str(at.upload(drawn_page("TUYỆT MẬT", "Số: 12/BC-VP", "BÁO CÁO"), "mật.png")["item"])
    assert at.done(item).state.value == "quarantined"
    archive = at.working.archive
    assert sum(each.items for each in granting.reach(archive, asker(archive, "admin"), "mai")) == 0
