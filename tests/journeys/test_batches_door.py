"""Whose a batch is: who opened it uses it, archivists see it where they may see its node, to others it isn't there."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from docarchive.catalogue.archive import INTAKE_NODE
from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.services import arranging, batching
from docarchive.services.people import OPERATOR
from tests.archives import asker, drawn_page
from tests.journeys.visitor import text_of, visitor
from tests.journeys.web import Site, site

API = "/api/v1"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("batches")) as made:
        yield made


@pytest.fixture(scope="module")
def mine(at: Site) -> str:
    archive = at.working.archive
    return to_letters(batching.open_batch(archive, asker(archive, "hoa"), "Lô của Hoa", node=INTAKE_NODE))


@pytest.fixture(scope="module")
def secret(at: Site) -> str:
    """A batch into a node that only the secrecy officer may see."""
    with at.working.archive.catalogue.writing() as unit:
        audience = unit.arrangement.audience(Mode.SECRET).id
        fonds = unit.arrangement.add(NodeKind.FONDS, parent=None, code="M", title="Mật", audience=audience)
        made = unit.uploads.open_batch("Lô mật", by=OPERATOR.id, node=fonds.id, at=datetime.now(UTC))
        unit.commit()
    return to_letters(made)


def test_a_token_that_only_uploads_fills_its_owners_batch_and_no_other(at: Site, mine: str) -> None:
    def sent(name: str) -> list[int]:
        client = at.program(name, "upload")
        into = client.post(f"{API}/uploads?batch={mine}", data=name.encode(), headers={"X-File-Name": "a.txt"})
        seen = client.get(f"{API}/batches/{mine}")
        assert (mine in client.get(f"{API}/batches").text) == (seen.status_code == 200)
        return [into.status_code, seen.status_code]

    assert sent("hoa") == [201, 200]
    assert sent("admin") == [404, 404]
    assert mine in at.program("admin").get(f"{API}/batches").text, "with all her rights she keeps the intake, too"


def test_a_batch_into_a_node_out_of_sight_is_not_there(at: Site, secret: str) -> None:
    hoa = visitor(at, "hoa")
    pages = [f"/upload/{secret}", f"/upload/{secret}/rows", f"/desk/reading?batch={secret}"]
    assert [hoa.get(page).status_code for page in pages][:2] == [404, 404]
    assert all("Lô mật" not in hoa.get(page).text for page in (*pages, "/", "/batches", "/desk"))
    answers = [
        hoa.post("/upload", batch=secret, file=(BytesIO(b"x"), "a.txt")),
        hoa.post(f"/upload/{secret}/retry"),
        hoa.post(f"/upload/{secret}/refusals/{secret}/dismiss"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert at.program("hoa").get(f"{API}/batches/{secret}").status_code == 404


def test_the_sender_of_what_went_to_the_secrecy_officer_reads_that_it_did_and_no_more(at: Site, mine: str) -> None:
    page = drawn_page("UBND TỈNH LAM GIANG", "MẬT", "Số: 77/BC-UBND", "BÁO CÁO", "Về phương án kín")
    with at.working.archive.catalogue.reading() as unit:
        sent = unit.lists.in_batch(from_letters(mine), arranging.access_of(unit, OPERATOR))
    for each in sent:
        at.done(to_letters(each.id))
    before = at.program("hoa").get(f"{API}/batches/{mine}").get_json()["totals"]
    taken = at.upload(page, "phuong-an-77.png", query_string={"batch": mine})
    assert at.done(taken["item"]).state.value == "quarantined"
    hoa = visitor(at, "hoa")
    shown = hoa.get(f"/upload/{mine}/rows").text
    assert text_of(shown).count("Đã chuyển người phụ trách bí mật") == 1
    assert f"{before['files']} đã nhận 1 đã chuyển người phụ trách bí mật" in text_of(shown)
    assert f"{before['files'] + 1} tệp" in text_of(shown)
    assert f"{before['pages']} trang" in text_of(shown)
    totals = at.program("hoa").get(f"{API}/batches/{mine}").get_json()["totals"]
    assert totals == before | {"files": before["files"] + 1, "handed": 1}
    assert [each for each in ("phuong-an", "77/BC", "phương án", "BÁO CÁO", f"/items/{taken['item']}") if each in shown] == []
    assert "1 tệp đã chuyển người phụ trách bí mật" in text_of(hoa.get("/batches").text)
    assert visitor(at, "mai").get(f"/items/{taken['item']}").status_code == 200
    assert text_of(hoa.get(f"/upload/{mine}/rows").text) == text_of(shown), "that it was opened is not told"
    others = [
        *(visitor(at, "admin").get(page).text for page in (f"/upload/{mine}", "/batches")),
        at.program("admin").get(f"{API}/batches/{mine}").text,
    ]
    assert all("người phụ trách bí mật" not in other and taken["item"] not in other for other in others)


def test_the_list_of_batches_says_who_sent_them_and_how_far_they_are(at: Site) -> None:
    hoa = at.program("hoa")
    batch = hoa.post(f"{API}/batches", json={"title": "Lô chiều"}).get_json()["id"]
    item = at.upload(drawn_page(), "trang-hai.png", query_string={"batch": batch})["item"]
    at.done(item)
    hoa.post(f"{API}/uploads?batch={batch}", data=b"", headers={"X-File-Name": "rong.png"})
    row = next(each for each in visitor(at, "hoa").get("/batches").text.split("<tr>") if "Lô chiều" in each)
    assert text_of(row).endswith(" hoa 1 1 Đã đọc 1 tệp không nhận"), text_of(row)


def test_a_batch_without_a_name_is_called_after_the_offices_day(at: Site) -> None:
    told = at.program("hoa").post(f"{API}/batches", json={}).get_json()
    local = datetime.fromisoformat(told["created"]).astimezone(ZoneInfo(at.working.archive.settings.timezone))
    assert told["title"] == f"Lô {local:%d/%m/%Y %H:%M:%S}"


def test_a_refused_file_that_is_sent_again_stands_in_the_list_once(at: Site) -> None:
    hoa = at.program("hoa")
    batch = hoa.post(f"{API}/batches", json={"title": "Lô lặp"}).get_json()["links"]["self"]
    taken = at.upload(drawn_page("Giấy mời", "họp giao ban"), "moi.png")
    at.done(taken["item"])
    for key in ("một", "một", "hai"):
        files = ((b"", "rong.png"), (drawn_page("Giấy mời", "họp giao ban"), "moi-lai.png"))
        for data, name in files:
            headers = {"X-File-Name": name, "Idempotency-Key": f"{key.encode().hex()}-{name}"}
            assert hoa.post(f"{API}/uploads?batch={batch.split('/')[-1]}", data=data, headers=headers).status_code in (409, 422)
    shown = hoa.get(batch).get_json()
    assert sorted(each["name"] for each in shown["refusals"]) == ["moi-lai.png"] * 2 + ["rong.png"] * 2, "keys two, files two"
    assert shown["totals"] | {"refused": 4, "duplicates": 2} == shown["totals"]
    rows = text_of(visitor(at, "hoa").get(f"/upload/{batch.split('/')[-1]}").text)
    assert "2 không nhận" in rows and "2 đã có trong kho" in rows
    assert re.search(r"Bản đã có: \S", rows)
