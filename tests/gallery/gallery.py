"""Every part of the face with invented content, under the strict policy: a tool to look at and to test, no route of the product.

`python tests/gallery/gallery.py` serves it on a free port and prints the address.
"""

import io
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

from accept import accept, rows
from flask import Flask, Response, render_template, request, send_file
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from paper import HEIGHT, HITS, WIDTH, draw_page

from docarchive.records.access import Asker, Role
from docarchive.records.pages import Box
from docarchive.web.shown import FILTERS

WEB = Path(__file__).parents[2] / "docarchive" / "web"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LINKED = "search.results browse.tree review.desk system.status users.list account.show account.sign_out account.sign_in".split()
ASKER = Asker(1, "Nguyễn Thị A", frozenset({Role.ADMINISTRATOR}))


def create_gallery() -> Flask:
    """The gallery's app; `?theme=dark` and `?language=en` choose the face."""
    app = Flask(__name__, template_folder=str(WEB / "templates"), static_folder=str(WEB / "static"))
    app.jinja_loader.searchpath.append(str(Path(__file__).parent / "templates"))  # type: ignore[union-attr]
    app.config.update(SECRET_KEY="gallery", BABEL_TRANSLATION_DIRECTORIES=str(WEB / "translations"))
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.autoescape = True
    CSRFProtect(app)
    Babel(app, locale_selector=language, default_locale="vi")
    app.context_processor(face)
    app.after_request(strict)
    for name in LINKED:
        app.add_url_rule(f"/{name.replace('.', '/')}", name, lambda: "")
    app.add_url_rule("/account/face", "account.face", lambda: "", methods=["POST"])
    app.add_url_rule("/", "search.home", lambda: show("home"))
    app.add_url_rule("/upload", "upload.form", lambda: show("upload"))
    app.add_url_rule("/scan/<int:number>.png", "scan", scan)
    app.add_url_rule("/gallery/<name>", "show", show)
    app.add_url_rule("/api/v1/uploads", "accept", accept, methods=["POST"])
    app.add_url_rule("/upload/1/rows", "rows", rows)
    return app


def language() -> str:
    """The language asked for."""
    return request.args.get("language", "vi")


def face() -> dict[str, Any]:
    """What the product's context processor gives to layout.html."""
    return {
        "asker": ASKER,
        "office": "Lưu trữ Sở Tư pháp",
        "may": {"upload", "review", "system", "users"},
        "to_review": 152,
        "language": language(),
        "theme": request.args.get("theme", ""),
        "version": "0",
    }


def strict(response: Response) -> Response:
    """The product's content security policy."""
    response.headers["Content-Security-Policy"] = POLICY
    return response


def scan(number: int) -> Response:
    """A drawn page of 1000 × 1414 pixels."""
    buffer = io.BytesIO()
    draw_page(number).save(buffer, "PNG")
    buffer.seek(0)
    return send_file(buffer, "image/png")


def result(number: str, kind: str, date: str, issuer: str, **more: Any) -> Thing:
    """A row of results as the results page gives it to the macro."""
    marked = [
        ("…Giao Sở Nội vụ hoàn thành ", False),
        ("số hóa tài liệu lưu trữ", True),
        (" vĩnh viễn giai đoạn 1997–2010…", False),
    ]
    subject = [("Kết luận về tiến độ ", False), ("số hóa tài liệu lưu trữ", True), (" 6 tháng đầu năm 2026", False)]
    boxes = [Box(box.left - 110, box.top - 395, box.right - 110, box.bottom - 395) for box in HITS[1]]
    row = Thing(number=number, type=kind, date=date, issuer=issuer, href="/gallery/viewer", item_href="/gallery/item", stamps=[])
    row.place = [("Phông UBND tỉnh", "#"), ("2026", "#"), ("12.VP Thông báo kết luận", "#")]
    row.cut = Thing(src="/scan/99.png", width=744, height=252, boxes=boxes, now=(), alt="")
    vars(row).update(subject=subject, snippet=marked, state="read", page=1, pages=4, hits=7, at_least=False)
    vars(row).update(more)
    return row


def upload(name: str, state: str, **more: Any) -> Thing:
    """A row of an upload batch."""
    row = Thing(name=name, state=state, id=name, word="", pages=0, read=0, size=4_200_000, time="10:42:07", states=[])
    vars(row).update(pages_at="/gallery/viewer?page=", failures=[], note="", href="#", about="", retry="")
    vars(row).update(more)
    return row


SAMPLES: dict[str, Any] = {
    "results": [
        result("594/TB-VP", "Thông báo kết luận", "14/08/2026", "Văn phòng UBND tỉnh"),
        result("1186/SNV-VTLT", "Công văn", "22/06/2026", "Sở Nội vụ", stamps=[("urgency", "Khẩn")]),
        result("37/KH-UBND", "Kế hoạch", "19/01/2026", "UBND tỉnh", state="partial", at_least=True),
        result("", "Quyết định", "03/2025", "Sở Nội vụ", stamps=[("secrecy", "Mật")]),
        result("212/BC-STP", "Báo cáo", "28/06/2026", "Sở Tư pháp", cut=None),
    ],
    "chips": [
        Thing(name="năm", value="2025, 2026", remove="#", unclear=False),
        Thing(name="", value="từ:32/13", remove="#", unclear=True),
    ],
    "groups": [
        {
            "name": "type",
            "title": "Tên loại",
            "lang": "vi",
            "values": [
                {"value": str(n), "title": title, "count": count, "checked": n == 1}
                for n, (title, count) in enumerate(
                    [
                        ("Thông báo kết luận", 9),
                        ("Quyết định", 11),
                        ("Công văn", 8),
                        ("Kế hoạch", 4),
                        ("Báo cáo", 3),
                        ("Tờ trình", 2),
                    ]
                )
            ],
        },
        {
            "name": "year",
            "title": "Năm",
            "lang": "",
            "values": [{"value": "2026", "title": "2026", "count": 1027, "checked": True}],
        },
    ],
    "files": [
        upload("37-KH-UBND.pdf", "reading", pages=11, read=7, states=["read"] * 7 + ["reading"] * 2 + ["queued"] * 2),
        upload(
            "HS-12.VP.0000004_bao-cao-so-ket-dai.pdf",
            "partial",
            word="Đọc xong, 1 trang lỗi",
            pages=24,
            read=23,
            states=["read"] * 6 + ["failed"] + ["read"] * 8 + ["doubt"] + ["read"] * 8,
            failures=[(7, "quá thời gian cho phép mà chưa đọc xong", "#")],
        ),
        upload("594-TB-VP.pdf", "read", pages=4, read=4, states=["read"] * 4, about="594/TB-VP · 14/08/2026"),
        upload("hop-dong.pdf", "failed", note="Ảnh hỏng giữa tệp.", href=""),
        upload("dai.pdf", "queued", pages=143, states=["queued"] * 143),
    ],
    "batch": Thing(name="Lô 2026-08-A", files=24, pages=412, pages_read=334, accepted=20, reading=2, failed_pages=1, retry="#"),
    "pager": Thing(page=2, pages=9, first=51, last=100, total=1234, what="", address=lambda page: f"?page={page}"),
    "place": [("Phông UBND tỉnh Lam Giang", "#"), ("Mục lục 03, năm 2026", "#"), ("Hồ sơ 12.VP", "#"), ("Văn bản số 53", "")],
    "pages": [{"src": f"/scan/{n}.png", "width": WIDTH, "height": HEIGHT, "label": f"Trang {n}"} for n in (1, 2, 3, 4)],
    "hits": [
        {"page": page, "text": "số hóa tài liệu lưu trữ", "boxes": [[b.left, b.top, b.width, b.height] for b in boxes]}
        for page, boxes in HITS.items()
    ],
    "boxes": HITS[1],
}


def show(name: str) -> str:
    """One page of the gallery; error pages as `error-404`."""
    if name.startswith("error-"):
        from docarchive import errors

        kinds = {"404": errors.NotFound, "403": errors.Forbidden, "500": errors.ArchiveError, "413": errors.TooLarge}
        return render_template("error.html", error=kinds[name[6:]](limit="2 GB"), reference="4F2A")
    if name == "sign_in":
        return render_template("sign_in.html", asker=Asker(0, "", frozenset()), error="Tên hoặc mật khẩu chưa đúng.")
    return render_template(f"gallery/{name}.html", **SAMPLES)


if __name__ == "__main__":
    create_gallery().run(port=0)
