"""The pages over a real archive, used as a browser without script uses them: by links and forms alone."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.records.jobs import Stage
from docarchive.records.queries import Sort
from docarchive.records.text import clean
from docarchive.services import arranging, batching, finding, ingest, people, process, showing, tokens
from docarchive.services.people import OPERATOR
from docarchive.web import create_app
from docarchive.web.pages.sought import FACETS, Sought, sought
from tests.archives import PASSWORD, asker, drawn_page, opened
from tests.journeys.visitor import Visitor, kept_fields, text_of, visitor
from tests.journeys.web import Site, site


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("pages")) as made:
        yield made


@pytest.fixture(scope="module")
def dossier(at: Site) -> str:
    archive = at.working.archive
    fonds = arranging.add_node(archive, OPERATOR, NodeKind.FONDS, parent=None, code="UB", title="Phông ủy ban", mode=Mode.PUBLIC)
    made = arranging.add_node(archive, OPERATOR, NodeKind.DOSSIER, parent=fonds.id, code="12.VP", title="Thông báo kết luận")
    return to_letters(made.id)


@pytest.fixture(scope="module")
def item(at: Site, dossier: str) -> str:
    """A document that was read, placed in the dossier."""
    batch = batching.open_batch(at.working.archive, OPERATOR, "Lô đầu", node=from_letters(dossier))
    made = ingest.accept(at.working.archive, OPERATOR, BytesIO(drawn_page()), "thông báo.png", batch=batch).item
    at.working.done(made)
    return to_letters(made)


def test_a_search_shows_the_words_and_the_place_on_the_scan(at: Site, item: str) -> None:
    lan = visitor(at, "lan")
    html = lan.get("/search?q=so+hoa+tai+lieu").text
    assert ">1 văn bản</strong>" in html and "594/TB-VP" in html
    assert "<mark>số hóa tài liệu</mark>" in html
    cut = re.search(r'<img src="(/items/[^"]+/cut[^"]+)"', html)
    assert cut and html.count('<rect class="hit') == 4
    assert lan.get(cut.group(1).replace("&amp;", "&")).content_type == "image/jpeg"
    opened = lan.get(re.findall(r'data-main href="([^"]+)"|href="([^"]+)" data-main', html)[0][1].replace("&amp;", "&"))
    assert opened.status_code == 200 and "594/TB-VP, trang 1" in opened.text
    assert opened.text.count('<rect class="hit') == 4


def test_what_was_understood_stands_as_chips_that_come_off(at: Site, item: str) -> None:
    lan = visitor(at, "lan")
    html = lan.get("/search?q=so+hoa+lo%E1%BA%A1i:th%C3%B4ng+b%C3%A1o&year=2026").text
    assert 'name="q" value="so hoa"' in html, "the words alone stand in the box"
    assert 'name="also" value="loại:thông báo"' in html
    assert 'aria-label="Bỏ điều kiện loại: thông báo"' in html and 'aria-label="Bỏ điều kiện năm: 2026"' in html
    without = re.search(r'href="([^"]+)" aria-label="Bỏ điều kiện loại', html)
    assert without and "q=so+hoa&amp;year=2026" in without.group(1)
    unclear = lan.get("/search?q=so+hoa+t%E1%BB%AB:32/13").text
    assert "Chưa hiểu: từ:32/13" in unclear and 'value="so hoa từ:32/13"' in unclear


def test_the_box_sends_words_and_chips_and_they_are_one_query_again(at: Site, item: str) -> None:
    html = visitor(at, "lan").get("/search?q=so+hoa&also=s%E1%BB%91:594/TB-VP").text
    assert "<title>so hoa số:594/TB-VP" in html
    assert ">1 văn bản</strong>" in html


def test_nothing_found_offers_ways_out(at: Site, item: str) -> None:
    lan = visitor(at, "lan")
    html = lan.get('/search?q="khong+he+co"&state=read').text
    assert "Không có văn bản nào khớp." in html and "Bỏ dấu ngoặc kép" not in html, "that finds nothing either"
    assert "Xem văn bản mới nhất (1)" in html
    assert "Lọc</button>" not in html.split("facets")[1].split("</form>")[0] and 'id="sort"' not in html
    assert "Bỏ dấu ngoặc kép (1)" in lan.get('/search?q="hoa+so"&state=read').text
    assert "Bỏ các điều kiện lọc (1)" in lan.get("/search?q=so+hoa&state=failed").text
    html = lan.get('/search?q="khong+he+co"&state=read').text
    assert "data-state=" not in html.split('id="results"')[1].split("<ol>")[0]


def test_a_chosen_facet_stays_though_nothing_has_it(at: Site, item: str) -> None:
    html = visitor(at, "lan").get("/search?q=so+hoa&type=Ngh%E1%BB%8B+quy%E1%BA%BFt").text
    assert re.search(r'value="Nghị quyết" checked.*?<span class="count">0</span>', html)


@given(
    st.text(st.characters(exclude_categories=("C", "Z")), max_size=20).map(clean),
    st.lists(
        st.tuples(st.sampled_from([name for name in FACETS if name != "dossier"]), st.text("abcđ &=?#", min_size=1, max_size=8))
    ),
    st.sampled_from(Sort),
    st.integers(1, 99),
    st.booleans(),
)
def test_the_address_is_the_query(at: Site, q: str, pairs: list[tuple[str, str]], sort: Sort, page: int, compact: bool) -> None:
    chosen = tuple(sorted(set(pairs), key=lambda pair: (list(FACETS).index(pair[0]), pairs.index(pair))))
    asked = Sought(q, chosen, sort, page, compact)
    with at.app.test_request_context():
        address = asked.href(page=page)
    with at.app.test_request_context(address):
        assert sought() == asked


def test_results_step_on_from_document_to_document(at: Site, item: str) -> None:
    lan = visitor(at, "lan")
    first = lan.get("/search/0?q=so+hoa")
    assert first.status_code == 302 and f"/items/{item}/view" in first.headers["Location"]
    assert lan.get("/search/1?q=so+hoa").headers["Location"].startswith("/search?q=so+hoa")


def test_an_item_tells_what_is_known_and_where_it_was_seen(at: Site, item: str) -> None:
    lan = visitor(at, "lan")
    html = lan.get(f"/items/{item}").text
    words = text_of(html)
    for known in ("594/TB-VP", "Thông báo", "Đã đọc 1 trang", "Đã lập mục tìm", "SHA-256", "12.VP Thông báo kết luận"):
        assert known in words, known
    assert "Chưa điền" in words, "what wasn't found is told to be empty"
    seen = re.search(r'href="(/items/[^"]+field=ref_norm[^"]*)"', html)
    assert seen and "data-field" in lan.get(seen.group(1).replace("&amp;", "&")).text
    assert "số hóa tài liệu lưu trữ" in lan.get(f"/items/{item}?tab=text").text
    assert "Nhận tài liệu" in lan.get(f"/items/{item}?tab=history").text
    assert "Xem mô tả" not in text_of(lan.get(f"/items/{item}?tab=history").text), "who looked is for auditors"


def test_both_files_can_be_taken_away(at: Site, item: str) -> None:
    lan = visitor(at, "lan")
    original, searchable = lan.get(f"/items/{item}/original"), lan.get(f"/items/{item}/searchable")
    assert original.data == drawn_page() and searchable.data.startswith(b"%PDF-")
    assert "filename*=UTF-8''th%C3%B4ng%20b%C3%A1o.png" in original.headers["Content-Disposition"]


def test_a_plain_form_uploads_many_and_names_each_refusal(at: Site, dossier: str) -> None:
    hoa = visitor(at, "hoa")
    hoa.get("/upload")
    pages = [drawn_page(f"Trang thứ {n}") for n in (1, 2)]
    files = [
        (BytesIO(data), name)
        for data, name in [(pages[0], "một.png"), (b"", "rỗng.pdf"), (pages[1], "hai.png"), (pages[0], "lại.png")]
    ]
    answer = hoa.client.post("/upload", data={"csrf_token": hoa.token, "file": files, "dossier": dossier, "name": "Lô thử"})
    assert answer.status_code == 302
    batch = answer.headers["Location"]
    html = hoa.get(batch).text
    words = text_of(html)
    assert "Đã nhận 2 tệp." in words and "1 không nhận 1 đã có trong kho" in words and "Lô thử" in words
    assert "Tệp rỗng (0 byte). Kiểm tra lại tệp trên máy rồi tải lên lại." in words
    assert "Đã có trong kho" in words and "Mở bản đã có" in words
    for each in re.findall(r'data-item="(\w{13})"', html):
        at.done(each)
    rows = hoa.get(f"{batch}/rows")
    assert rows.text.count('data-state="read"') >= 2 and 'data-read="0"' in rows.text
    again = hoa.get(f"{batch}/rows", headers={"If-None-Match": rows.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    dismissal = re.search(r'action="([^"]+/dismiss)"', html)
    assert dismissal
    after = hoa.post(dismissal.group(1), follow=True).text
    assert "1 đã có trong kho" in text_of(after) and "rỗng.pdf" not in after
    assert hoa.get(f"{batch}/rows", headers={"If-None-Match": rows.headers["ETag"]}).status_code == 200
    assert batch.rsplit("/", 1)[1] in hoa.get("/batches").text


def test_a_form_without_files_says_so(at: Site) -> None:
    hoa = visitor(at, "hoa")
    assert "Tệp không có tên" in hoa.post("/upload", name="x").text


def test_nodes_are_made_renamed_and_filled_with_a_way_back(at: Site, item: str, dossier: str) -> None:
    hoa = visitor(at, "hoa")
    made = hoa.post("/browse/add", kind="fonds", code="P9", title="Phông  thử", mode="public")
    fonds = made.headers["Location"].rsplit("/", 1)[1]
    other = hoa.post("/browse/add", kind="dossier", parent=fonds, code="01.QĐ", title="Quyết định", opened="12/2026").headers[
        "Location"
    ]
    node = other.rsplit("/", 1)[1]
    assert "12/2026" in hoa.get(other).text and "Phông thử" in hoa.get("/browse").text
    assert hoa.post("/browse/add", kind="dossier", parent=fonds, code="01.QĐ", title="Trùng mã").status_code == 409
    assert hoa.post("/browse/add", kind="dossier", parent=fonds, code="02", title="X", opened="32/13").status_code == 422
    assert hoa.post(f"{other}/rename", code="01.QĐ", title="Quyết định cũ", revision="1").status_code == 302
    assert hoa.post(f"{other}/rename", code="01.QĐ", title="Chậm tay", revision="1").status_code == 409
    moved = hoa.post(f"/browse/{dossier}/move", item=item, to=node, follow=True).text
    assert "Đã chuyển 1 văn bản." in moved and "594/TB-VP" in hoa.get(other).text
    back = re.search(rf'action="(/browse/{node}/move)".*?name="to" value="(\w+)".*?name="item" value="(\w+)"', moved, re.DOTALL)
    assert back and back.groups() == (f"/browse/{node}/move", dossier, item)
    hoa.post(back.group(1), to=back.group(2), item=back.group(3))
    assert "594/TB-VP" in hoa.get(f"/browse/{dossier}").text and "594/TB-VP" not in hoa.get(other).text
    assert hoa.post(f"/browse/{dossier}/move", to=node).status_code == 422
    assert hoa.post(f"/items/{item}/place", node=fonds).status_code == 422, "a fonds holds no documents"
    at.done(item)


def test_a_page_that_failed_says_why_and_can_be_read_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    with opened(tmp_path_factory.mktemp("failed") / "archive") as archive:
        batch = batching.open_batch(archive, OPERATOR, "Lô")
        item = ingest.accept(archive, OPERATOR, BytesIO(drawn_page()), "hỏng.png", batch=batch).item
        with archive.catalogue.writing() as unit:
            job = unit.jobs.claim([Stage.PLAN], worker="test", lease=60)
            unit.commit()
        assert job
        process.plan(archive, job)
        with archive.catalogue.writing() as unit:
            job = unit.jobs.claim([Stage.READ], worker="test", lease=60)
            unit.commit()
        assert job
        process.fail_page(archive, job, "too-slow")
        hoa = Visitor(create_app(archive).test_client())
        hoa.get("/sign-in")
        hoa.post("/sign-in", name="hoa", password=PASSWORD)
        letters = to_letters(item)
        html = hoa.get(f"/items/{letters}/view?page=1").text
        assert "Trang 1 không đọc được: quá thời gian cho phép mà chưa đọc xong." in html and "Đọc lại trang 1" in html
        assert "quá thời gian cho phép mà chưa đọc xong" in hoa.get(f"/upload/{to_letters(batch)}").text
        words = text_of(hoa.get(f"/upload/{to_letters(batch)}").text)
        assert "1 đang lập mô tả" in words and "đang đọc" not in words, "no page is left to be read"
        after = hoa.post(f"/items/{letters}/retry", page="1", back="//evil.example", follow=True)
        assert "Trang 1 đang chờ đọc lại." in after.text and after.request.path == f"/items/{letters}"
        assert "Trang 1 chưa đọc xong." in hoa.get(f"/items/{letters}/view?page=1").text


def test_ones_own_face_password_and_tokens(at: Site) -> None:
    admin = visitor(at, "admin")
    assert admin.post("/users", name="thu", shown_name="Người thử", password=PASSWORD, role="archivist").status_code == 302
    thu = visitor(at, "thu")
    thu.post("/face", language="en", theme="dark", back="/account")
    html = thu.get("/account").text
    assert '<html lang="en" data-theme="dark">' in html and "Sign out" in html
    thu.post("/face", language="vi", theme="")
    made = thu.post("/account/tokens", label="máy quét", scope="upload", days="30")
    secret = re.search(r"data-made>(dat_[\w-]+)<", made.text)
    assert made.status_code == 201 and secret
    assert secret.group(1) not in thu.get("/account").text, "shown once"
    program = at.stranger()
    assert program.get("/api/v1/me", headers={"Authorization": f"Bearer {secret.group(1)}"}).status_code == 200
    revoked = re.search(r'action="(/account/tokens/\w+/revoke)"', thu.get("/account").text)
    assert revoked
    thu.post(revoked.group(1))
    assert program.get("/api/v1/me", headers={"Authorization": f"Bearer {secret.group(1)}"}).status_code == 401
    assert thu.post("/account/tokens", label="x", days="30").status_code == 422
    assert thu.post("/account/password", old="sai", new="mat-khau-moi-dai", again="mat-khau-moi-dai").status_code == 422
    assert thu.post("/account/password", old=PASSWORD, new="mat-khau-moi-dai", again="khác").status_code == 422
    assert thu.post("/account/password", old=PASSWORD, new="mat-khau-moi-dai", again="mat-khau-moi-dai").status_code == 302
    assert thu.get("/account").status_code == 302, "every session has ended"


def give_roles(admin: Visitor, name: str, **wanted: Any) -> None:
    """Roles are changed, and that is confirmed."""
    admin.post(f"/users/{name}/roles", **kept_fields(admin.post(f"/users/{name}/roles", **wanted).text))


def test_an_administrator_keeps_people(at: Site) -> None:
    admin = visitor(at, "admin")
    admin.post("/users", name="khach", password=PASSWORD, role="reader")
    assert admin.post("/users", name="khach", password=PASSWORD, role="reader").status_code == 409
    assert admin.post("/users", name="ngan", password="ngắn", role="reader").status_code == 422
    assert admin.post("/users", name="khong-vai", password=PASSWORD).status_code == 422
    khach = visitor(at, "khach")
    assert khach.get("/upload").status_code == 403
    give_roles(admin, "khach", role=["reader", "archivist"])
    assert khach.get("/upload").status_code == 200
    admin.post("/users/khach/password", password="dat-lai-mat-khau")
    assert khach.get("/").status_code == 302
    give_roles(admin, "khach", role="reader", locked="on")
    assert "Đã khóa" in admin.get("/users/khach").text
    assert admin.get("/users/khong-co").status_code == 404


def test_the_audit_trail_is_narrowed(at: Site, item: str) -> None:
    admin = visitor(at, "admin")
    visitor(at, "lan").get(f"/items/{item}")
    assert "594" not in admin.get("/audit?deed=sign-in").text
    page = admin.get("/audit?deed=view&user=lan").text
    assert "lan Xem" in text_of(page) and f'href="/items/{item}"' in page
    assert "Không có người dùng nào tên đó." in admin.get("/audit?user=khong-co").text
    assert admin.get("/audit?before=zzz&deed=nothing").status_code == 200


def test_the_systems_page_says_how_the_archive_is(at: Site, item: str) -> None:
    words = text_of(visitor(at, "hoa").get("/system").text)
    assert "Kho hoạt động bình thường." in words and "Mọi việc đều xong" in words and "còn trống" in words


def test_the_desk_counts_what_waits_and_leads_to_it(at: Site) -> None:
    waits = str(at.upload(drawn_page("PHIẾU CHUYỂN", "Kính chuyển tài liệu đã chỉnh lý"))["item"])
    at.done(waits)
    hoa = visitor(at, "hoa")
    html = hoa.get("/desk").text
    links = re.findall(r'href="(/desk/numberless[^"]*)"', html)
    whole, newest_batch, today = links[0], links[1], links[-1]
    assert whole == "/desk/numberless" and "?batch=" in newest_batch and "?day=" in today
    for link in (whole, newest_batch, today):
        assert f"/items/{waits}/view?page=1" in hoa.get(link).text
    assert f"/items/{waits}" not in hoa.get("/desk/numberless?day=2001-01-01").text
    told = hoa.get("/desk/numberless").text.split("<tbody>")[1]
    assert "Không thấy số, ký hiệu" in told and "Đã đọc" not in told, "why it waits, not how it stands"
    page = text_of(hoa.get(f"/items/{waits}").text)
    assert "Độ mật Không có dấu" in page and "Độ khẩn Không có dấu" in page
    assert [hoa.get(f"/desk/{wrong}").status_code for wrong in ("nothing", "poor?day=x", "poor?batch=x")] == [404] * 3


def way_back(html: str) -> tuple[str, dict[str, str]]:
    """Where the toast's undo goes, and the fields that it sends."""
    form = re.search(r'data-toast>.*?<form[^>]*action="([^"]+)".*?</form>', html, re.DOTALL)
    assert form, "no way back is offered"
    hidden = re.findall(r'name="([^"]+)" value="([^"]*)"', form[0])
    return form[1], {name: value for name, value in hidden if name != "csrf_token"}


def test_a_dossier_is_renamed_and_carried_and_both_can_be_undone(at: Site) -> None:
    archive = at.working.archive
    add = arranging.add_node
    old = add(archive, OPERATOR, NodeKind.FONDS, parent=None, code="CU", title="Phông cũ", mode=Mode.PUBLIC)
    new = add(archive, OPERATOR, NodeKind.FONDS, parent=None, code="MOI", title="Phông mới", mode=Mode.CONDITIONAL)
    node = to_letters(add(archive, OPERATOR, NodeKind.DOSSIER, parent=old.id, code="7", title="Đê điều").id)
    batch = batching.open_batch(archive, OPERATOR, "Lô đê", node=from_letters(node))
    item = ingest.accept(archive, OPERATOR, BytesIO(drawn_page("Số: 70/BC-UBND", "BÁO CÁO")), "bc.png", batch=batch).item
    at.working.done(item)
    hoa, lan = visitor(at, "hoa"), visitor(at, "lan")

    def found(query: str, by: Visitor) -> bool:
        at.working.done(item)
        return f"/items/{to_letters(item)}" in by.get(f"/search?q={query}").text

    assert found('hồ sơ:"đê điều"', lan)
    hoa.get(f"/browse/{node}")
    hoa.post(f"/browse/{node}/rename", code="7", title="Thủy lợi", revision="1")
    assert found('hồ sơ:"thủy lợi"', lan) and not found('hồ sơ:"đê điều"', lan)
    action, fields = way_back(hoa.get(f"/browse/{node}").text)
    hoa.post(action, **fields)
    assert found('hồ sơ:"đê điều"', lan)
    hoa.get(f"/browse/{node}")
    hoa.post(f"/browse/{node}/carry", to=to_letters(new.id), revision="3")
    html = hoa.get(f"/browse/{node}").text
    assert "Đã chuyển 7 Đê điều. Người được xem nay theo nơi mới." in text_of(html)
    assert found('hồ sơ:"phông mới"', hoa) and not found("70/BC-UBND", lan)
    action, fields = way_back(html)
    hoa.post(action, **fields)
    assert found('hồ sơ:"phông cũ"', lan)
    assert hoa.post(f"/browse/{node}/carry", to=to_letters(new.id), revision="3").status_code == 409


def test_a_document_is_checked_against_what_was_received(at: Site, item: str) -> None:
    hoa = visitor(at, "hoa")
    assert "mã băm khớp" not in text_of(hoa.get(f"/items/{item}").text)
    hoa.post(f"/items/{item}/verify")
    told = text_of(hoa.get(f"/items/{item}").text)
    assert "Toàn vẹn: mã băm khớp Kiểm tra lúc" in told
    reader = visitor(at, "lan").get(f"/items/{item}").text
    assert "mã băm khớp" in reader and f"/items/{item}/verify" not in reader


def test_an_administrator_ends_the_tokens_of_others(at: Site) -> None:
    archive = at.working.archive
    admin = visitor(at, "admin")
    admin.post("/users", name="nga", password=PASSWORD, role="archivist")
    operator = people.OPERATOR

    def works(token: str) -> bool:
        answer = at.stranger().get("/api/v1/batches", headers={"Authorization": f"Bearer {token}"})
        return answer.status_code == 200

    one, other = (tokens.add(archive, operator, "nga", label=label, scopes=["upload"]) for label in ("quét", "nạp"))
    page = admin.get("/users/nga").text
    assert "quét" in page and works(one)
    newest_first = re.findall(r'action="(/users/nga/tokens/[^"]+/revoke)"', page)
    admin.post(newest_first[1])
    assert (works(one), works(other)) == (False, True)
    admin.post("/users/nga/password", password="mot-mat-khau-khac")
    assert not works(other), "a password that someone else sets ends what was made with the old one"
    third = tokens.add(archive, operator, "nga", label="ba", scopes=["upload"])
    give_roles(admin, "nga", role="archivist", locked="on")
    give_roles(admin, "nga", role="archivist")
    assert not works(third), "an account that is opened again doesn't bring its tokens back"


def test_a_list_and_the_document_that_it_opens_count_the_same_hits(at: Site) -> None:
    """Pages with all the words where there are any, else those with some: one rule for both."""
    sheets = [
        drawn_page("Số hóa tài liệu lưu trữ"),
        drawn_page("Số hóa tài liệu lưu trữ năm 2026", "Tài liệu kế toán"),
        drawn_page("Phụ lục kế toán"),
    ]
    first, *rest = (Image.open(BytesIO(sheet)) for sheet in sheets)
    written = BytesIO()
    first.save(written, "TIFF", save_all=True, append_images=rest, dpi=(150, 150))
    made = from_letters(str(at.upload(written.getvalue(), "ba-trang.tif")["item"]))
    at.working.done(made)
    archive = at.working.archive
    hoa = asker(archive, "hoa")
    counted = {}
    for words in ("so hoa tai lieu", "tai lieu", "ke toan", '"tài liệu kế toán"', "ba-trang", "phu luc"):
        listed = next(each for each in finding.search(archive, hoa, words).results if each.listed.id == made)
        opened = showing.page(archive, hoa, made, listed.page, words)
        counted[words] = listed.hits
        assert listed.hits == len(opened.hits), words
        assert set(opened.counts) <= set(listed.pages), words
    assert (counted["so hoa tai lieu"], counted["ke toan"]) == (3, 2)


def test_the_viewer_sends_the_boxes_of_one_page_and_names_the_pages_of_the_rest(at: Site, item: str) -> None:
    lan = visitor(at, "lan")
    html = lan.get(f"/items/{item}/view?page=1&q=so+hoa+tai+lieu").text
    assert len(re.findall(r'<script type="application/json" data-words>\{"lines": ?\[\[\[', html)) == 1
    assert re.search(r"data-hits>\[1(, 1)*\]<", html)
    answer = lan.get(f"/items/{item}/pages/1/words?q=so+hoa+tai+lieu").get_json()
    assert answer["marks"] and all(each["boxes"] and each["pieces"] for each in answer["marks"])
    assert all(text and w > 0 < h for line in answer["lines"] for text, _x, _y, w, h in line)
    assert lan.get(f"/items/{item}/pages/9/words?q=so+hoa").status_code == 404


def test_failed_stages_are_told_by_reason_and_done_again_by_reason(at: Site, item: str) -> None:
    with at.working.archive.catalogue.writing() as unit:  # a stage that ran out of tries, as a worker leaves it
        unit.jobs.add(Stage.KEEP, from_letters(item), uniq="thử", priority=0)
        job = unit.jobs.claim([Stage.KEEP], worker="thử", lease=60)
        assert job
        unit.jobs.give_up(job, "store-full")
        unit.commit()
    hoa = visitor(at, "hoa")
    told = hoa.get("/system").text
    assert "Kho hết chỗ" in told or "store-full" in told
    assert f"/items/{item}" in told and 'value="keep"' in told
    hoa.post("/system/retry", stage="keep", error="another-reason")
    assert f"/items/{item}" in hoa.get("/system").text, "only what failed for that reason"
    hoa.post("/system/retry", stage="keep", error="store-full")
    assert f"/items/{item}" not in hoa.get("/system").text
    at.done(item)
