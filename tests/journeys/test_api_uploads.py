"""Uploads: what is taken once, what is refused and why, forms with several files, and files out again in parts."""

import hashlib
import threading
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.archives import drawn_page
from tests.journeys.web import Site, site

API = "/api/v1"
LIMIT = 300_000


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("uploads"), max_upload_bytes=LIMIT) as made:
        yield made


def post(at: Site, data: bytes, name: str, **headers: str) -> Any:
    sent = {"X-File-Name": name, **{key.replace("_", "-"): value for key, value in headers.items()}}
    return at.program("hoa").post(f"{API}/uploads", data=data, headers=sent, content_type="application/octet-stream")


def pdf(*, password: str = "") -> bytes:
    written = BytesIO()
    canvas = Canvas(written, encrypt=StandardEncryption(password) if password else None)
    canvas.drawString(100, 700, "Trang PDF")
    canvas.showPage()
    canvas.save()
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "status", "code"),
    [
        (b"", "rong.pdf", 422, "empty-file"),
        (b"MZ\x90\0" * 100, "la.exe", 415, "unknown-type"),
        (b"PK\x03\x04" + bytes(200), "van-ban.docx", 415, "unknown-type"),
        (drawn_page("x"), "anh.pdf", 415, "type-differs"),
        (drawn_page("y")[:-500], "cut.png", 422, "damaged-file"),
        (pdf(password="bi-mat"), "khoa.pdf", 422, "encrypted-file"),
        (bytes(LIMIT + 1), "lon.pdf", 413, "too-large"),
        (b"abc", "%20", 422, "name-missing"),
        (b"abc", "%ff%fe.txt", 422, "invalid"),
    ],
)
def test_what_is_refused_says_why_and_leaves_nothing(at: Site, data: bytes, name: str, status: int, code: str) -> None:
    answer = post(at, data, name)
    assert answer.content_type == "application/problem+json"
    body = answer.get_json()
    assert (answer.status_code, body["status"], body["type"]) == (status, status, f"/problems/{code}"), body
    assert body["detail"] and body["instance"] == f"{API}/uploads"
    assert list(at.working.archive.settings.spool.glob("upload-*")) == []


def test_a_refusal_stays_in_its_batch_until_it_is_dismissed(at: Site) -> None:
    hoa = at.program("hoa")
    batch = hoa.post(f"{API}/batches", json={"title": "Lô sáng"}).get_json()
    at.upload(drawn_page("trong lô"), "lo.png", query_string={"batch": batch["id"]})
    for data in (b"MZ\x90\0", bytes(LIMIT + 1)):
        hoa.post(f"{API}/uploads?batch={batch['id']}", data=data, headers={"X-File-Name": "x.pdf"})
    shown = hoa.get(batch["links"]["self"]).get_json()
    assert [refusal["type"] for refusal in shown["refusals"]] == ["/problems/unknown-type", "/problems/too-large"]
    assert shown["totals"] | {"files": 1, "refused": 2} == shown["totals"]
    for refusal in shown["refusals"]:
        assert hoa.delete(refusal["links"]["dismiss"]).status_code == 204
    assert hoa.get(batch["links"]["self"]).get_json()["refusals"] == []
    assert hoa.delete(shown["refusals"][0]["links"]["dismiss"] + "0").status_code == 404
    assert batch["id"] in [each["id"] for each in hoa.get(f"{API}/batches").get_json()["batches"]]


def test_the_same_key_gets_the_same_answer_and_stores_once(at: Site) -> None:
    page = drawn_page("Gửi hai lần")
    first = post(at, page, "a.png", Idempotency_Key="khoa-1")
    again = post(at, page, "a.png", Idempotency_Key="khoa-1")
    assert first.status_code == again.status_code == 201
    assert first.get_json() == again.get_json() and again.headers["Idempotent-Replayed"] == "true"
    other = post(at, drawn_page("Tệp khác"), "b.png", Idempotency_Key="khoa-1")
    assert (other.status_code, other.get_json()["type"]) == (422, "/problems/key-reused")


def test_the_same_upload_twice_at_once_is_answered_the_same(at: Site) -> None:
    page = drawn_page("Hai lần cùng lúc")
    answers = []
    senders = [
        threading.Thread(target=lambda: answers.append(post(at, page, "a.png", Idempotency_Key="khoa-2"))) for _ in range(3)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.get_json()["item"] for answer in answers}) == 1


def test_a_readers_body_is_not_received(at: Site) -> None:
    form = {"file": (BytesIO(bytes(200_000)), "lon.pdf")}
    assert at.program("lan").post(f"{API}/uploads", data=form).status_code == 403
    assert list(at.working.archive.settings.spool.glob("upload-*")) == []


def test_a_duplicate_names_its_twin_only_to_those_who_may_see_it(at: Site) -> None:
    page = drawn_page("Chỉ một bản")
    taken = at.upload(page, "a.png")
    twice = post(at, page, "b.png").get_json()
    assert (twice["status"], twice["item"]) == (409, taken["item"])
    scanner = at.program("hoa", "upload")  # a token that puts in and sees nothing
    hidden = scanner.post(f"{API}/uploads", data=page, headers={"X-File-Name": "b.png"})
    assert hidden.status_code == 409 and "item" not in hidden.get_json() and taken["item"] not in hidden.text


def test_a_form_with_one_file_and_names_in_any_form(at: Site) -> None:
    name = "Thông báo (bản 2) [dấu].png"  # NFD, as some systems send it
    form = {"dossier": "0000000000001", "path": "thư mục/x", "file": (BytesIO(drawn_page("một")), name)}
    answer = at.program("hoa").post(f"{API}/uploads", data=form)
    assert answer.status_code == 201, answer.text
    assert answer.get_json()["name"] == "Thông báo (bản 2) [dấu].png"


def test_a_form_with_several_files_judges_each_for_itself(at: Site) -> None:
    files = [
        (BytesIO(drawn_page("tệp một")), "mot.png"),
        (BytesIO(bytes(LIMIT + 5)), "lon.png"),
        (BytesIO(b""), "rong.png"),
        (BytesIO(drawn_page("tệp hai")), "hai.png"),
    ]
    answer = at.program("hoa").post(f"{API}/uploads", data={"file": files}, headers={"Idempotency-Key": "nhieu"})
    assert answer.status_code == 207
    assert [each["status"] for each in answer.get_json()["files"]] == [201, 413, 422, 201]
    batch = at.program("hoa").get(answer.get_json()["batch"]).get_json()
    assert [each["file_name"] for each in batch["files"]] == ["mot.png", "hai.png"]
    assert sorted(each["name"] for each in batch["refusals"]) == ["lon.png", "rong.png"]
    assert list(at.working.archive.settings.spool.glob("upload-*")) == []
    assert at.program("hoa").post(f"{API}/uploads", data={"file": []}).status_code == 422


def test_a_batch_that_is_not_there_is_not_found(at: Site) -> None:
    hoa = at.program("hoa")
    sent = {"X-File-Name": "a.png"}
    assert hoa.post(f"{API}/uploads?batch=0000000000009", data=b"MZ", headers=sent).status_code == 404
    assert hoa.post(f"{API}/uploads?node=0000000000009", data=b"MZ", headers=sent).status_code == 404
    assert hoa.post(f"{API}/uploads?batch=uuu", data=b"MZ", headers=sent).status_code == 422
    assert at.program("lan").post(f"{API}/uploads", data=b"MZ", headers=sent).status_code == 403


@pytest.fixture(scope="module")
def stored(at: Site) -> tuple[str, bytes]:
    page = drawn_page("Bản gốc để tải về")
    taken = at.upload(page, "t%E1%BA%A3i%20v%E1%BB%81%3B%22.png")
    at.done(taken["item"])
    return taken["links"]["original"], page


def test_the_original_comes_out_byte_for_byte(at: Site, stored: tuple[str, bytes]) -> None:
    address, page = stored
    answer = at.program("hoa").get(address)
    assert answer.data == page and answer.content_type == "image/png"
    assert answer.headers["ETag"] == f'"{hashlib.sha256(page).hexdigest()}"'
    assert answer.headers["Content-Length"] == str(len(page))
    shown = answer.headers["Content-Disposition"]
    assert shown == "attachment; filename=\"tai ve__.png\"; filename*=UTF-8''t%E1%BA%A3i%20v%E1%BB%81%3B%22.png"
    assert at.program("hoa").get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert at.program("hoa").head(address).headers["Content-Length"] == str(len(page))


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-9", 0, 10), ("bytes=100-", 100, None), ("bytes=-7", -7, None), ("bytes=5-999999999", 5, None)],
)
def test_a_range_of_the_original(at: Site, stored: tuple[str, bytes], asked: str, start: int, stop: int | None) -> None:
    address, page = stored
    answer = at.program("hoa").get(address, headers={"Range": asked})
    assert answer.status_code == 206 and answer.data == page[start:stop]
    first = len(page) + start if start < 0 else start
    assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(answer.data) - 1}/{len(page)}"


def noted(at: Site, name: str) -> list[dict[str, Any]]:
    """The downloads that were noted of a person."""
    query = {"user": name, "deed": "download", "limit": 500}
    return list(at.program("admin").get(f"{API}/events", query_string=query).get_json()["events"])


def test_one_download_is_noted_however_many_parts_it_is_taken_in(at: Site, stored: tuple[str, bytes]) -> None:
    address, page = stored
    hoa, before = at.program("hoa"), len(noted(at, "hoa"))
    assert hoa.head(address).status_code == 200
    assert hoa.get(address, headers={"If-None-Match": f'"{hashlib.sha256(page).hexdigest()}"'}).status_code == 304
    assert hoa.get(address, headers={"Range": f"bytes={len(page)}-"}).status_code == 416
    assert len(noted(at, "hoa")) == before, "no byte was sent"
    for asked in ("bytes=0-9", "bytes=10-19", "bytes=20-"):
        assert hoa.get(address, headers={"Range": asked}).status_code == 206
    assert len(noted(at, "hoa")) == before + 1
    assert hoa.get(address).data == page
    assert len(noted(at, "hoa")) == before + 2, "it was taken once more"


def test_nobody_takes_all_but_the_first_byte_unseen(at: Site) -> None:
    taken = at.upload(drawn_page("Không ai lấy lén"), "len.png")
    at.done(taken["item"])
    hoa, before = at.program("hoa"), len(noted(at, "hoa"))
    for _ in range(2):
        assert hoa.get(taken["links"]["original"], headers={"Range": "bytes=1-"}).status_code == 206
    assert len(noted(at, "hoa")) == before + 1
    assert hoa.get(taken["links"]["searchable"], headers={"Range": "bytes=1-"}).status_code == 206
    assert len(noted(at, "hoa")) == before + 2, "another file"


def test_ranges_that_cant_be_served(at: Site, stored: tuple[str, bytes]) -> None:
    address, page = stored
    hoa = at.program("hoa")
    outside = hoa.get(address, headers={"Range": f"bytes={len(page)}-"})
    assert outside.status_code == 416 and outside.headers["Content-Range"] == f"bytes */{len(page)}"
    for asked in ("bytes=0-1,5-6", "pages=1-2", "bytes=x"):
        assert hoa.get(address, headers={"Range": asked}).data == page, asked
    other = hoa.get(address, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert other.status_code == 200 and other.data == page


def test_text_is_never_shown_by_the_browser_and_a_pdf_only_when_asked(at: Site) -> None:
    text = at.upload("<script>alert(1)</script> Văn bản thường".encode(), "x.txt")
    at.done(text["item"])
    answer = at.program("hoa").get(text["links"]["original"] + "?disposition=inline")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    document = at.upload(pdf(), "a.pdf")
    at.done(document["item"])
    inline = at.program("hoa").get(document["links"]["original"] + "?disposition=inline")
    assert inline.headers["Content-Disposition"].startswith("inline") and inline.data.startswith(b"%PDF")
    searchable = at.program("hoa").get(document["links"]["searchable"])
    assert searchable.data.startswith(b"%PDF") and "filename*=UTF-8''a%20" in searchable.headers["Content-Disposition"]


def test_a_searchable_pdf_that_is_not_made_yet_is_not_found(at: Site) -> None:
    taken = at.upload(drawn_page("vừa mới gửi"), "moi.png")
    early = at.program("hoa").get(taken["links"]["searchable"])
    assert early.status_code in (200, 404)
    at.done(taken["item"])
    assert at.program("hoa").get(taken["links"]["searchable"]).status_code == 200
