"""What is hidden from somebody isn't told by the things around it: batches, their titles, refusals."""

from io import BytesIO
from pathlib import Path

from tests.archives import drawn_page
from tests.journeys.web import site

SECRET = ("UBND TỈNH LAM GIANG", "MẬT", "Số: 12/BC-UBND", "BÁO CÁO", "Về công tác bảo vệ bí mật nhà nước")


def test_a_quarantined_documents_name_is_nowhere_for_others(tmp_path: Path) -> None:
    with site(tmp_path) as at:
        page = drawn_page(*SECRET)
        taken = at.upload(page, "ke-hoach-kin.png")
        assert at.done(taken["item"]).state.value == "quarantined"
        form = {"file": (BytesIO(drawn_page(*SECRET, "Bản hai")), "ke-hoach-kin-2.png")}
        second = at.program("hoa").post("/api/v1/uploads", data=form).get_json()
        assert at.done(second["item"]).state.value == "quarantined"
        batches = [answer["links"]["batch"] for answer in (taken, second)]
        seen = ["/api/v1/batches", "/api/v1/status", "/api/v1/events?limit=500", "/api/v1/search?q=bao+ve+bi+mat", *batches]
        for name in ("hoa", "admin"):
            program = at.program(name)
            assert [address for address in seen if "ke-hoach-kin" in program.get(address).text] == []
        assert "ke-hoach-kin" in at.program("mai").get(taken["links"]["item"]).text
