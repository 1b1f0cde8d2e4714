"""Every deed that is noted is told in words, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_babel import force_locale

from docarchive.records.events import Deed
from docarchive.web import create_app
from docarchive.web.pages.deeds import fact_words
from tests.archives import opened

TOLD = [
    (Deed.ACCEPT, {"name": "a.pdf", "size": 1500}, "a.pdf, 1,5 kB"),
    (Deed.VIEW, {"page": 3}, "Trang 3"),
    (Deed.VIEW, {}, "mô tả"),
    (Deed.VIEW, None, ""),
    (Deed.SPLIT, {"documents": 3, "pages": "2–4", "node": "7", "why": ""}, "trang 2–4 của tệp"),
    (
        Deed.SPLIT,
        {"documents": 3, "pages": "2–4", "node": "7", "why": "other-archive"},
        "trang 2–4 của tệp; để ở nơi nhận tệp: tờ phân cách của kho khác",
    ),
    (Deed.SPLIT, {"documents": 0, "why": "only-sheets"}, "để ở nơi nhận tệp: tệp chỉ có tờ phân cách"),
    (Deed.REORDER, {"how": "no-blank-backs"}, "Quét hai mặt: bỏ mặt sau trắng khỏi trang xem"),
    (Deed.JOIN, {"documents": 3}, "3 văn bản"),
    (Deed.SEARCH, {"typed": "số hóa", "total": 1200}, "“số hóa”: 1.200 văn bản"),
    (Deed.EXPORT, {"what": "trail", "total": 3}, "Nhật ký, 3 dòng"),
    (Deed.EXPORT, {"what": "list", "node": "7", "total": 3}, "3 văn bản"),
    (Deed.SIGN_IN_FAILED, {"name": "lan", "address": "192.0.2.7"}, "lan, từ 192.0.2.7"),
    (Deed.ARRANGE, {"code": "12.VP", "title": "Mới", "before": "12.VP Cũ"}, "12.VP Mới (trước: 12.VP Cũ)"),
    (Deed.ARRANGE, {"code": "1", "title": "A", "before": "1 A", "parent": "8", "left": "7"}, "1 A, chuyển chỗ"),
    (Deed.GRANT, {"user": "lan", "roles": ["reader"]}, "lan: Người đọc"),
    (
        Deed.GRANT,
        {"user": "lan", "before": ["reader"], "after": ["reader", "archivist"], "active": False},
        "lan: Người đọc → Người đọc, Lưu trữ viên; bị khóa",
    ),
    (Deed.GRANT, {"user": "lan", "token": "máy quét", "scopes": ["upload"]}, "lan: khóa API “máy quét”"),
    (Deed.GRANT, {"user": "lan", "revoked": "7"}, "lan: thu hồi khóa API"),
    (Deed.GRANT, {"user": "lan", "password": "changed"}, "lan: đổi mật khẩu"),
    (
        Deed.GRANT,
        {"node": "7", "code": "12.VP", "title": "Thông báo", "before": "public inherited", "after": "conditional hoa lan"},
        "12.VP Thông báo: theo nơi chứa (Công khai) → Sử dụng có điều kiện: hoa, lan",
    ),
    (Deed.VERIFY, {"objects": 9, "faults": ["x", "y"]}, "2 lỗi"),
    (Deed.VERIFY, {"faults": 0}, "không lỗi"),
]


@pytest.fixture(scope="module", autouse=True)
def request_context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder: Path = tmp_path_factory.mktemp("deeds")
    with opened(folder) as archive, create_app(archive).test_request_context(), force_locale("vi"):
        yield


@pytest.mark.parametrize(("deed", "facts", "told"), TOLD)
def test_the_facts_of_a_deed_are_told_in_words(deed: Deed, facts: dict[str, object] | None, told: str) -> None:
    assert fact_words(deed, facts) == told


@pytest.mark.parametrize("deed", Deed)
def test_no_deed_stumbles_over_facts_that_are_missing(deed: Deed) -> None:
    assert isinstance(fact_words(deed, {}), str)
    assert fact_words(deed, None) == ""
