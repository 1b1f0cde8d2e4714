"""A document's way over HTTP: in, read, found without marks, opened with boxes on the words, taken out again."""

import hashlib
import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.archives import drawn_page
from tests.journeys.web import Site, site

API = "/api/v1"
SHEET = drawn_page()


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("api")) as made:
        yield made


@pytest.fixture(scope="module")
def dossier(at: Site) -> str:
    hoa = at.program("hoa")
    fonds = hoa.post(f"{API}/nodes", json={"kind": "fonds", "code": "UB", "title": "Ủy ban", "mode": "public"}).get_json()
    wanted = {"kind": "dossier", "parent": fonds["id"], "code": "12.VP", "title": "Thông báo kết luận", "opened": "01/2026"}
    made = hoa.post(f"{API}/nodes", json=wanted).get_json()
    assert made["opened"] == {"edtf": "2026-01", "shown": "01/2026"}
    return str(made["id"])


@pytest.fixture(scope="module")
def taken(at: Site, dossier: str) -> dict[str, Any]:
    answer = at.upload(SHEET, "th%C3%B4ng%20b%C3%A1o.png", query_string={"node": dossier})
    at.done(answer["item"])
    return answer


def test_the_answer_to_an_upload_says_what_was_kept(taken: dict[str, Any]) -> None:
    assert taken["name"] == "thông báo.png"
    assert taken["sha256"] == hashlib.sha256(SHEET).hexdigest()
    assert taken["pages"] == 1


def test_progress_by_page_with_an_etag_while_nothing_changes(at: Site, taken: dict[str, Any]) -> None:
    hoa = at.program("hoa")
    shown = hoa.get(taken["links"]["batch"])
    batch = shown.get_json()
    assert batch["totals"]["read"] == 1 and batch["totals"]["reading"] == 0
    assert [page["state"] for page in batch["files"][0]["page_states"]] == ["read"]
    again = hoa.get(taken["links"]["batch"], headers={"If-None-Match": shown.headers["ETag"]})
    assert again.status_code == 304 and not again.data


def test_found_without_marks_and_opened_with_boxes_on_the_words(at: Site, taken: dict[str, Any]) -> None:
    lan = at.program("lan")
    found = lan.get(f"{API}/search", query_string={"q": "so hoa tai lieu luu tru"}).get_json()
    assert [result["item"]["id"] for result in found["results"]] == [taken["item"]]
    [result] = found["results"]
    assert [result["snippet"]["text"][start:end] for start, end in result["snippet"]["spans"]] == ["số hóa tài liệu lưu trữ"]
    page = lan.get(result["links"]["page"]).get_json()
    words = {word["text"]: word["box"] for word in page["words"]}
    [mark] = page["marks"]
    assert page["text"][mark["start"] : mark["end"]] == "số hóa tài liệu lưu trữ"
    for name, box in zip(["số", "hóa", "tài", "liệu", "lưu", "trữ"], mark["boxes"], strict=True):
        assert (box["left"], box["top"], box["bottom"]) == (words[name]["left"], words[name]["top"], words[name]["bottom"])


def test_a_number_typed_anyhow_finds_its_document(at: Site, taken: dict[str, Any]) -> None:
    for typed in ("594/TB-VP", "594 tb vp", "594-TB-VP", "số: 594/tb-vp"):
        found = at.program("lan").get(f"{API}/search", query_string={"q": typed}).get_json()
        assert found["results"][0]["item"]["number"] == "594/TB-VP", typed
    begun = at.program("lan").get(f"{API}/suggest", query_string={"q": "594"}).get_json()
    assert [row["id"] for row in begun["numbers"]] == [taken["item"]]


def test_facets_narrow_and_name_dossiers_by_their_letters(at: Site, taken: dict[str, Any], dossier: str) -> None:
    lan = at.program("lan")
    everything = lan.get(f"{API}/search", query_string={"q": "thong bao"}).get_json()
    [facet] = [facet for facet in everything["facets"] if facet["name"] == "dossier"]
    assert dossier in [value["value"] for value in facet["values"]]
    assert lan.get(f"{API}/search", query_string={"q": "", "dossier": dossier}).get_json()["total"] == 1
    assert lan.get(f"{API}/search", query_string={"q": "", "dossier": [dossier, "0000000000001"]}).get_json()["total"] == 1
    assert lan.get(f"{API}/search", query_string={"q": "", "dossier": "0000000000001"}).get_json()["total"] == 0
    assert lan.get(f"{API}/search", query_string={"q": "", "dossier": "u"}).status_code == 422


def test_pictures_of_a_page_are_pictures_and_are_asked_for_again_each_time(at: Site, taken: dict[str, Any]) -> None:
    lan = at.program("lan")
    page = lan.get(f"{API}/items/{taken['item']}/pages/1").get_json()
    answer = lan.get(page["links"]["image"], buffered=True)
    with Image.open(BytesIO(answer.data)) as image:
        assert image.size == (page["width"], page["height"])
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert lan.get(page["links"]["image"], headers={"If-None-Match": answer.headers["ETag"]}, buffered=True).status_code == 304
    with Image.open(BytesIO(lan.get(page["links"]["thumbnail"], buffered=True).data)) as small:
        assert small.width < page["width"]
    cut = lan.get(page["links"]["cut"], query_string={"left": 100, "top": 50, "right": 400, "bottom": 150})
    with Image.open(BytesIO(cut.data)) as part:
        assert part.size == (300, 100)
    inside_out = lan.get(page["links"]["cut"], query_string={"left": 400, "top": 50, "right": 100, "bottom": 150})
    assert inside_out.status_code == 422


def test_the_item_tells_its_fields_stages_and_digests(at: Site, taken: dict[str, Any]) -> None:
    item = at.program("lan").get(taken["links"]["item"]).get_json()
    assert item["file"]["sha256"] == taken["sha256"]
    number = next(field for field in item["fields"] if field["name"] == "number")
    assert (number["value"], number["state"], number["page"]) == ("594", "filled", 1) and number["box"]
    assert {stage["stage"]: stage["state"] for stage in item["stages"]} == dict.fromkeys(
        ("plan", "read", "describe", "index", "keep"), "done"
    )
    text = at.program("lan").get(taken["links"]["text"]).get_json()
    assert "số hóa tài liệu lưu trữ" in text["pages"][0]["text"]


def test_a_page_is_read_again_when_a_person_asks(at: Site, taken: dict[str, Any]) -> None:
    hoa = at.program("hoa")
    answer = hoa.post(f"{API}/items/{taken['item']}/retry", json={"page": 1})
    assert answer.status_code == 202 and answer.get_json()["pages"] == 1
    at.done(taken["item"])
    assert hoa.post(f"{API}/items/{taken['item']}/retry", json={"page": 9}).status_code == 404
    assert at.program("lan").post(f"{API}/items/{taken['item']}/retry", json={}).status_code == 403


def test_what_is_moved_out_of_sight_leaves_no_trace(at: Site) -> None:
    item = at.upload(drawn_page("BÁO CÁO", "Danh sách cán bộ luân chuyển"), "luan-chuyen.png")
    at.done(item["item"])
    lan, hoa = at.program("lan"), at.program("hoa")
    assert hoa.get(f"{API}/search?q=luan chuyen").get_json()["total"] == 1
    assert lan.get(f"{API}/search?q=luan chuyen").get_json()["total"] == 0  # it lies in the intake
    for address in (*item["links"].values(), f"{API}/items/{item['item']}/pages/1/image"):
        assert lan.get(address).status_code in (403, 404), address
    nobody = lan.get(f"{API}/items/0000000000002")
    hidden = lan.get(item["links"]["item"])
    for answer in (nobody, hidden):
        answer.json.pop("instance")  # type: ignore[union-attr]
    assert {**nobody.get_json(), "instance": ""} == {**hidden.get_json(), "instance": ""}


def test_placing_shows_and_undoes(at: Site, dossier: str) -> None:
    item = at.upload(drawn_page("GIẤY MỜI", "Họp giao ban tuần"), "moi.png")
    at.done(item["item"])
    lan, hoa = at.program("lan"), at.program("hoa")
    placed = hoa.put(f"{API}/items/{item['item']}/placement", json={"node": dossier}).get_json()
    assert lan.get(item["links"]["item"]).status_code == 200
    contents = lan.get(f"{API}/nodes/{dossier}").get_json()["contents"]
    assert item["item"] in [row["id"] for row in contents]
    hoa.put(f"{API}/items/{item['item']}/placement", json={"node": placed["before"]})
    assert lan.get(item["links"]["item"]).status_code == 404


def test_a_node_changed_meanwhile_is_a_conflict(at: Site, dossier: str) -> None:
    hoa = at.program("hoa")
    address = f"{API}/nodes/{dossier}"
    revision = hoa.get(address).get_json()["revision"]
    assert hoa.patch(address, json={"title": "Thông báo", "revision": revision}).get_json()["title"] == "Thông báo"
    late = hoa.patch(address, json={"title": "Khác", "revision": revision})
    assert (late.status_code, late.get_json()["type"]) == (409, "/problems/conflict")


def test_status_and_audit_are_for_those_who_may(at: Site, taken: dict[str, Any]) -> None:
    assert at.program("hoa").get(f"{API}/status").get_json()["away"] == {}
    assert at.program("lan").get(f"{API}/status").status_code == 403
    assert at.program("hoa").get(f"{API}/events").status_code == 403
    admin = at.program("admin")
    trail = admin.get(f"{API}/events", query_string={"deed": "accept", "user": "hoa", "limit": 1}).get_json()
    assert trail["events"][0]["agent_name"] == "hoa" and trail["events"][0]["facts"]["sha256"]
    older = admin.get(f"{API}/events", query_string={"deed": "accept", "before": trail["before"]}).get_json()
    assert trail["events"][0]["id"] not in [event["id"] for event in older["events"]]
    assert taken["item"] in [event["item"] for event in older["events"]]


def test_every_look_search_and_download_is_noted(at: Site, taken: dict[str, Any]) -> None:
    lan = at.program("lan")
    lan.get(taken["links"]["item"])
    lan.get(f"{API}/search?q=tien do")
    lan.get(taken["links"]["original"])
    events = at.program("admin").get(f"{API}/events", query_string={"user": "lan"}).get_json()["events"]
    assert [event["deed"] for event in events[:3]] == ["download", "search", "view"]


def test_figures_for_prometheus(at: Site, taken: dict[str, Any]) -> None:
    lines = at.app.test_client().get("/metrics").text.splitlines()
    figures = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert float(figures['docarchive_uploads_total{outcome="accepted"}']) >= 1
    assert float(figures['docarchive_pages{state="read"}']) >= 1
    assert float(figures['docarchive_stage_seconds_sum{stage="read"}']) > 0
    assert float(figures["docarchive_search_seconds_count"]) >= 1
    assert figures['docarchive_queue_jobs{stage="read",state="ready"}'] == "0.0"


def test_answers_are_utf8_json_that_repeats_itself(at: Site, tmp_path: Path) -> None:
    answer = at.program("lan").get(f"{API}/me")
    assert answer.content_type == "application/json"
    assert json.loads(answer.data)["rights"] == ["search", "download"]
