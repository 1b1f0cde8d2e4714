"""How a download is named and whether a browser may show it."""

from dataclasses import dataclass
from typing import cast
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docarchive.services.showing import Download
from docarchive.web.downloads import disposition


@dataclass
class Named:
    """What `disposition` looks at."""

    name: str
    media_type: str = "application/pdf"


def told(name: str, media_type: str = "application/pdf", *, inline: bool = False) -> str:
    return disposition(cast(Download, Named(name, media_type)), inline=inline)


@given(st.text(min_size=1).filter(lambda name: not any("\ud800" <= letter <= "\udfff" for letter in name)))
def test_any_name_travels_whole_and_breaks_no_header(name: str) -> None:
    value = told(name)
    assert value.isascii() and value.isprintable()
    plain, _, encoded = value.partition("; filename*=UTF-8''")
    assert unquote(encoded) == name
    assert plain.count('"') == 2 and plain.startswith('attachment; filename="')


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [("application/pdf", "inline"), ("image/png", "inline"), ("text/plain", "attachment"), ("image/svg+xml", "attachment")],
)
def test_only_what_has_a_safe_viewer_is_shown(media_type: str, kind: str) -> None:
    assert told("a", media_type, inline=True).startswith(kind)
    assert told("a", media_type).startswith("attachment")


def test_old_programs_get_a_readable_name() -> None:
    assert 'filename="Quyet dinh so 5_QD.pdf"' in told("Quyết định số 5/QĐ.pdf")
