"""How a document is cited: type, number, date, issuer, as Vietnamese offices write it, whatever the language of the face."""

from docarchive.catalogue.lists import Listed
from docarchive.understanding.casing import running_case
from docarchive.web.shown import day


def citation(listed: Listed) -> str:
    """`Thông báo số 594/TB-VP ngày 14/08/2026 của …, trang {page}`; what isn't known is left out. `{page}` is filled later."""
    parts = [listed.type or "Văn bản"]
    if listed.ref_norm:
        parts.append(f"số {listed.ref_norm}")
    if listed.date:
        parts.append(f"{'ngày' if len(listed.date) == 10 else 'năm' if len(listed.date) == 4 else 'tháng'} {day(listed.date)}")
    if listed.issuer:
        parts.append(f"của {running_case(listed.issuer)}")
    named = " ".join(parts) if listed.ref_norm or listed.date else f"{parts[0]} “{listed.subject or listed.title}”"
    return f"{named}, trang {{page}}."
