"""The contract of `search.Index`, held by tantivy and by a real Elasticsearch, and their parity."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from benchmarks.corpus import draw
from benchmarks.judged import Document
from docarchive import errors
from docarchive.records.access import AccessFilter
from docarchive.records.queries import Count, Field, Found, IndexedItem, Sort
from docarchive.search import Index, open_index
from docarchive.search.parse import parse

STAFF, BOARD = 11, 12
ALL = AccessFilter(frozenset({STAFF, BOARD}))
STRANGER = AccessFilter(frozenset({99}))


def item(key: int, text: str | dict[int, str] = "", /, **known: Any) -> IndexedItem:
    """An item that staff may see, with one page of `text` or several."""
    pages = {1: text} if isinstance(text, str) else text
    return IndexedItem(**{"id": key, "acl": STAFF, "state": "read", "pages": pages, **known})


LETTERHEAD = "UBND XÃ SƠN LÂM\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nSố: {}\n"
OFFICE = [
    item(
        1,
        {1: LETTERHEAD.format("2647/QĐ-UBND") + "Ban hành quy chế chuyển đổi số", 2: "Thời hạn thi hành", 3: "quy chế này"},
        type="Quyết định",
        type_code="QĐ",
        subject="Ban hành quy chế chuyển đổi số",
        number="2647/QĐ-UBND",
        issuer="Ủy ban nhân dân xã Sơn Lâm",
        issuer_code="UBND",
        signer="Trần Văn Mẫu",
        dossiers=(70, 71),
        dossier_names=("01", "01.2024 Chuyển đổi số"),
        date_from=20240315,
        date_to=20240315,
    ),
    item(
        2,
        "Thực hiện Quyết định 2647/QĐ-UBND, kết luận cuộc họp về kế hoạch chuyển trụ sở, đổi số nhà",
        type="Thông báo",
        type_code="TB",
        subject="Kết luận cuộc họp",
        number="15/TB-VP",
        cited=("2647/QĐ-UBND",),
        issuer="Văn phòng",
        dossiers=(70,),
        date_from=20240401,
        date_to=20240430,
    ),
    item(
        3,
        "Kế hoạch kiểm tra đường giao thông",
        type="Kế hoạch",
        subject="Kiểm tra đường",
        number="36/KH-UBND",
        date_from=20231201,
    ),
    item(4, "Kế hoạch phân công đương nhiệm", type="Kế hoạch", subject="Phân công đương nhiệm", number="36a/KH-UBND"),
    item(
        5, "Danh sách đề bạt cán bộ", acl=BOARD, type="Tờ trình", subject="Đề bạt cán bộ", number="9/TTr-VP", issuer="Ban tổ chức"
    ),
    item(6, "Văn bản có dấu mật", state="quarantined", number="1/MẬT-VP", subject="Phương án mật"),
    item(7, "số 2647 hộ dân", number_maybe=("88/BC-UBND",), title="bao cao.pdf"),
]


@pytest.fixture(scope="module", params=["tantivy", "elasticsearch"])
def new_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, server_url: Callable[[str], str]
) -> Iterator[Callable[[], str]]:
    """Addresses of indices that are not there yet; what was made at them is gone after the module."""
    made: list[str] = []

    def address() -> str:
        name = f"test-{uuid.uuid4().hex[:10]}"
        made.append(name)
        return f"tantivy://{tmp_path_factory.mktemp(name)}" if request.param == "tantivy" else f"{server}/{name}"

    server = server_url("elasticsearch") if request.param == "elasticsearch" else ""
    yield address
    if server:
        drop(server, made)


def drop(server: str, prefixes: list[str]) -> None:
    with Elasticsearch(server) as client:
        for prefix in prefixes:
            names = list(client.options(ignore_status=404).indices.get(index=f"{prefix}-*").body)
            if names:
                client.indices.delete(index=",".join(names))


@pytest.fixture(scope="module")
def office(new_url: Callable[[], str]) -> Iterator[Index]:
    """An index that no test changes."""
    index = open_index(new_url(), writable=True)
    with index.rebuild() as fresh:
        fresh.put(OFFICE)
    yield index
    index.close()


@pytest.fixture
def index(new_url: Callable[[], str]) -> Iterator[Index]:
    """An empty index of the test's own."""
    index = open_index(new_url(), writable=True)
    index.prepare()
    yield index
    index.close()


def found(index: Index, typed: str, access: AccessFilter = ALL, **how: Any) -> list[int]:
    return [hit.item for hit in index.find(parse(typed), access, **how).hits]


class TestFinding:
    @pytest.mark.parametrize("typed", ["chuyển đổi số", "chuyen doi so", "CHUYỂN ĐỔI SỐ", "chuyển đổi sô"])
    def test_words_with_and_without_marks(self, office: Index, typed: str) -> None:
        assert found(office, typed) == [1, 2]

    @pytest.mark.parametrize(
        "typed",
        ["2647/QĐ-UBND", "2647/qd-ubnd", "2647 QD UBND", "số 2647/QĐ-UBND", "02647/QÐ – UBND", "2647", "số 2647", "2647/QĐ"],
    )
    def test_a_number_in_any_form_finds_its_document_first(self, office: Index, typed: str) -> None:
        assert found(office, typed)[0] == 1

    def test_who_cites_a_number_comes_after_its_document(self, office: Index) -> None:
        assert found(office, "2647/QĐ-UBND") == [1, 2]

    def test_a_suggested_number_finds_too(self, office: Index) -> None:
        assert found(office, "88/BC-UBND") == found(office, "88") == found(office, "số:88") == [7]

    def test_a_number_is_not_the_beginning_of_another(self, office: Index) -> None:
        assert 1 not in found(office, "264")

    @pytest.mark.parametrize(
        ("typed", "items"),
        [
            ('"đổi số"', [1, 2]),
            ('"chuyển đổi số"', [1]),
            ('"chuyen doi"', [1]),
            ('"đường"', [3]),
            ('"đương"', [4]),
            ('"chuyển đ*"', [1]),
            ("kế hoạch -đường", [2, 4]),
            ('kế hoạch -"cuộc họp"', [3, 4]),
            ("trụ sở OR giao thông", [2, 3]),
            ("giao tho*", [3]),
            ("loại:QĐ", [1]),
            ("loai:ke hoach", [3, 4]),
            ("kế hoạch -loại:thông báo", [3, 4]),
            ("cq:ubnd", [1]),
            ("cơ quan:văn phòng", [2]),
            ("số:36/KH-UBND", [3]),
            ("người ký:Mẫu", [1]),
            ("hồ sơ:01.2024", [1]),
            ("năm:2024 kết luận", [2]),
            ("từ:1/4/2024", [2]),
            ("từ:15/4/2024 đến:4/2024", [2]),
            ("đến:2023", [3]),
            ("nosuchword OR", []),
        ],
    )
    def test_the_language(self, office: Index, typed: str, items: list[int]) -> None:
        assert sorted(found(office, typed)) == items

    def test_marks_as_typed_come_first(self, office: Index) -> None:
        assert found(office, "đường") == [3, 4]
        assert found(office, "đương") == [4, 3]

    def test_only_as_typed(self, office: Index) -> None:
        query = replace(parse("đương"), exact=True)
        assert [hit.item for hit in office.find(query, ALL).hits] == [4]

    def test_a_short_list_is_followed_by_near_hits(self, office: Index) -> None:
        answer = office.find(parse("quy chế giao thông"), ALL)
        assert (answer.total, answer.hits) == (0, ())
        assert {hit.item for hit in answer.near} == {1, 3}
        assert answer.near_total == 2

    def test_a_quote_is_followed_by_its_words(self, office: Index) -> None:
        answer = office.find(parse('"chuyển đổi số"'), ALL)
        assert [[hit.item for hit in hits] for hits in (answer.hits, answer.near)] == [[1], [2]]

    def test_a_misread_letter_is_forgiven_when_nothing_else_is_found(self, office: Index) -> None:
        assert [hit.item for hit in office.find(parse("truong giaao"), ALL).near] == []
        assert [hit.item for hit in office.find(parse("thongg giao"), ALL).near][:1] == [3]

    def test_pages_of_a_hit(self, office: Index) -> None:
        assert office.find(parse("thi hành"), ALL).hits[0].pages[0] == 2
        assert office.find(parse("loại:QĐ"), ALL).hits[0].pages == (1,)

    def test_pages_inside_an_item(self, office: Index) -> None:
        assert office.locate(1, parse("quy chế")) == [1, 3]
        assert office.locate(1, parse("thời hạn này")) == [2, 3]
        assert office.locate(1, parse("vắng mặt")) == []

    def test_facets_count_without_their_own_choice(self, office: Index) -> None:
        answer = office.find(parse("kế hoạch").narrowed(Field.TYPE, ["Kế hoạch"]), ALL)
        assert sorted(hit.item for hit in answer.hits) == [3, 4]
        assert answer.total == 2
        assert answer.facets[Field.TYPE] == (Count("Kế hoạch", 2), Count("Thông báo", 1))
        assert answer.facets[Field.YEAR] == (Count("2023", 1),)

    def test_choices_of_one_facet_add_up(self, office: Index) -> None:
        query = (
            parse("")
            .narrowed(Field.TYPE, ["Kế hoạch"])
            .narrowed(Field.TYPE, ["Thông báo"])
            .narrowed(Field.YEAR, ["2023", "2024"])
        )
        assert [hit.item for hit in office.find(query, ALL).hits] == [2, 3]

    def test_dossiers_are_counted_with_all_above(self, office: Index) -> None:
        assert office.find(parse(""), ALL).facets[Field.DOSSIER] == (Count("70", 2), Count("71", 1))

    @pytest.mark.parametrize(
        ("sort", "items"),
        [(Sort.NEWEST, [2, 1, 3]), (Sort.OLDEST, [3, 1, 2]), (Sort.NUMBER, [2, 3, 1]), (Sort.TITLE, [1, 2, 3])],
    )
    def test_orders(self, office: Index, sort: Sort, items: list[int]) -> None:
        assert [each for each in found(office, "", sort=sort) if each in (1, 2, 3)] == items

    def test_pages_of_results_join_without_gap(self, office: Index) -> None:
        whole = found(office, "kế hoạch OR chuyển", size=10)
        assert [one for page in (1, 2, 3, 4) for one in found(office, "kế hoạch OR chuyển", size=1, page=page)] == whole
        assert len(whole) == 4

    def test_beyond_the_deepest_hit(self, office: Index) -> None:
        with pytest.raises(errors.QueryWrong):
            office.find(parse("kế hoạch"), ALL, size=20, page=501)

    def test_suggestions(self, office: Index) -> None:
        assert office.suggest("26", ALL).numbers == (1,)
        assert office.suggest("số 36", ALL).numbers == (3, 4)
        assert office.suggest("kiem tra đư", ALL).titles == (3,)
        assert office.suggest("ủy ban nh", ALL).issuers == (Count("Ủy ban nhân dân xã Sơn Lâm", 1),)


class TestAccess:
    """The asker's access is inside the list, its count, its facets and the suggestions."""

    @pytest.mark.parametrize("access", [STRANGER, AccessFilter(frozenset())], ids=["stranger", "no-audience"])
    @pytest.mark.parametrize("typed", ["kế hoạch", "2647", '"chuyển đổi"', "", "quy chế giao thông", "loại:QĐ OR chuy*"])
    def test_a_stranger_learns_nothing(self, office: Index, access: AccessFilter, typed: str) -> None:
        answer = office.find(parse(typed), access)
        assert (answer.total, answer.hits, answer.near, answer.near_total) == (0, (), (), 0)
        assert not any(answer.facets.values())
        told = office.suggest(typed or "ke", access)
        assert (told.numbers, told.titles, told.issuers) == ((), (), ())

    def test_another_audience_counts_nowhere(self, office: Index) -> None:
        staff = AccessFilter(frozenset({STAFF}))
        answer = office.find(parse(""), staff)
        assert answer.total == 5
        assert not any("Tờ trình" in str(counts) or "Ban tổ chức" in str(counts) for counts in answer.facets.values())
        told = [office.suggest(begun, staff) for begun in ("9", "đề b", "ban tổ")]
        assert all((each.numbers, each.titles, each.issuers) == ((), (), ()) for each in told)
        assert office.suggest("9", ALL).numbers == (5,)

    def test_hidden_items_count_nowhere(self, office: Index) -> None:
        answer = office.find(parse("chuyển đổi số"), AccessFilter(frozenset({STAFF}), hidden=frozenset({1})))
        assert ([hit.item for hit in answer.hits], answer.total) == ([2], 1)
        assert "71" not in str(answer.facets[Field.DOSSIER])

    def test_quarantined_items_are_for_the_secrecy_officer(self, office: Index) -> None:
        assert found(office, "phương án") == found(office, "1/MẬT-VP") == []
        assert office.suggest("phuong", ALL).titles == ()
        officer = replace(ALL, quarantined=True)
        assert found(office, "phương án", officer) == list(office.suggest("phuong", officer).titles) == [6]


class TestKeeping:
    def test_a_put_item_is_replaced_whole(self, index: Index) -> None:
        index.put([item(1, {1: "cũ", 2: "trang hai cũ"}), item(2, "khác")])
        index.put([item(1, "mới")])
        assert (found(index, "cũ"), found(index, "mới"), index.count()) == ([], [1], 2)
        assert index.locate(1, parse("hai")) == []

    def test_a_removed_item_is_gone_with_its_pages(self, index: Index) -> None:
        index.put([item(1, "còn"), item(2, "mất")])
        index.remove([2, 404])
        assert (found(index, "mất"), index.count(), index.locate(2, parse("mất"))) == ([], 1, [])

    def test_identifiers_keep_all_their_digits(self, index: Index) -> None:
        numbers = [2**62 + 1, 2**62 + 3, 7]
        index.put([item(number, "một") for number in numbers])
        assert found(index, "một") == sorted(numbers)
        assert found(index, "một", replace(ALL, hidden=frozenset({2**62 + 1}))) == [7, 2**62 + 3]

    def test_an_item_without_text_is_found_by_its_number(self, index: Index) -> None:
        index.put([item(1, {}, number="5/TB-VP")])
        assert index.find(parse("5/TB-VP"), ALL).hits[0].pages == (1,)

    def test_preparing_again_keeps_what_is_there(self, index: Index) -> None:
        index.put([item(1, "còn")])
        index.prepare()
        assert found(index, "còn") == [1]

    def test_an_index_that_was_never_made_is_unavailable(self, new_url: Callable[[], str]) -> None:
        index = open_index(new_url(), writable=False)
        for ask in (index.check, index.count, lambda: index.find(parse("a"), ALL), lambda: index.locate(1, parse("a"))):
            with pytest.raises(errors.Unavailable):
                ask()
        index.close()

    def test_a_made_index_is_available(self, office: Index) -> None:
        office.check()

    def test_another_schema_asks_for_a_rebuild(self, new_url: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
        address = new_url()
        first = open_index(address, writable=True)
        first.prepare()
        first.close()
        monkeypatch.setattr("docarchive.search.documents.SCHEMA_VERSION", 99)
        later = open_index(address, writable=True)
        with pytest.raises(errors.Invalid, match="schema"):
            later.find(parse("a"), ALL)
        with later.rebuild() as fresh:
            fresh.put([item(1, "mới")])
        assert found(later, "mới") == [1]
        later.close()


class TestRebuilding:
    def test_the_old_index_serves_until_the_end(self, index: Index) -> None:
        index.put([item(1, "cũ")])
        with index.rebuild() as fresh:
            fresh.put([item(2, "mới")])
            assert (found(index, "cũ"), found(index, "mới")) == ([1], [])
        assert (found(index, "cũ"), found(index, "mới"), index.count()) == ([], [2], 1)

    def test_a_failed_rebuild_leaves_no_trace(self, index: Index) -> None:
        index.put([item(1, "cũ")])
        with pytest.raises(ZeroDivisionError), index.rebuild() as fresh:
            fresh.put([item(2, "mới")])
            raise ZeroDivisionError
        index.put([item(3, "sau")])
        assert (found(index, "cũ"), found(index, "mới"), found(index, "sau")) == ([1], [], [3])

    def test_what_changes_meanwhile_stays_changed(self, index: Index) -> None:
        index.put([item(1, "cũ"), item(2, "bỏ"), item(3, {1: "cũ", 2: "trang hai"})])
        with index.rebuild() as fresh:
            fresh.put([item(3, {1: "cũ", 2: "trang hai"})])
            index.put([item(1, "mới"), item(3, "mới"), item(4, "mới")])
            index.remove([2])
            fresh.put([item(1, "cũ"), item(2, "bỏ")])
        assert (found(index, "mới"), found(index, "cũ"), found(index, "bỏ"), index.count()) == ([1, 3, 4], [], [], 3)
        assert index.locate(3, parse("hai")) == []


PARITY_QUERIES = [
    *(
        "quyết định",
        "về việc",
        '"về việc"',
        "so noi vu",
        "thông báo OR báo cáo",
        "quy*",
        '"ủy ban nhân d*"',
        "năm:2000-2010",
        "15",
    ),
    *("17/QĐ-UBND", "loại:thông báo", "-loại:thông báo việc", "cộng hòa xã hội chủ nghĩa việt nam độc lập tự do", "xem"),
]


@pytest.mark.parametrize("shards", [1, 3])
def test_tantivy_and_elasticsearch_give_the_same_list(
    tmp_path: Path, server_url: Callable[[str], str], request: pytest.FixtureRequest, shards: int
) -> None:
    """The same hits in the same order with the same pages and counts, scores within 1e-3, on however many shards."""
    judged = draw(300, queries=25)
    prefix = f"test-{uuid.uuid4().hex[:10]}"
    server = server_url("elasticsearch")
    request.addfinalizer(lambda: drop(server, [prefix]))
    with ExitStack() as stack:
        engines = [open_index(url, writable=True, shards=shards) for url in (f"tantivy://{tmp_path}", f"{server}/{prefix}")]
        for engine in engines:
            stack.callback(engine.close)
            with engine.rebuild() as fresh:
                fresh.put([drawn(at, document) for at, document in enumerate(judged.documents, 1)])
        for typed in [*list(judged.queries.values())[::shards], *PARITY_QUERIES]:
            for sort in (Sort.RELEVANCE, Sort.TITLE):
                alike(typed, *(engine.find(parse(typed), ALL, size=10, sort=sort) for engine in engines))


def drawn(at: int, document: Document) -> IndexedItem:
    """A drawn document as an item, with gaps in what is known of it."""
    return item(
        at,
        dict(enumerate(document.text.split("\f"), 1)),
        type=document.title.split(" Về")[0],
        subject=document.title if at % 3 else "",
        number=document.text.split("Số: ")[1].split("\t")[0] if at % 4 else "",
        date_from=20000101 + at * 371 % 250000 if at % 5 else None,
        dossiers=(at % 7,),
    )


def alike(typed: str, one: Found, other: Found) -> None:
    assert (one.total, one.near_total, one.facets) == (other.total, other.near_total, other.facets), typed
    for mine, theirs in ((one.hits, other.hits), (one.near, other.near)):
        assert [(hit.item, hit.pages) for hit in mine] == [(hit.item, hit.pages) for hit in theirs], typed
        assert [hit.score for hit in mine] == pytest.approx([hit.score for hit in theirs], rel=1e-4, abs=1e-3), typed
