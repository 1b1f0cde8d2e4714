"""The first page: what it offers to try is there to be found."""

from pathlib import Path

from tests.archives import drawn_page
from tests.journeys.web import site


def test_the_number_to_try_is_one_of_the_archive(tmp_path: Path) -> None:
    with site(tmp_path) as made:
        hoa = made.browser("hoa")
        assert "594/TB-VP" not in hoa.get("/").text
        made.done(made.upload(drawn_page())["item"])
        assert 'href="/search?q=594/TB-VP"' in hoa.get("/").text
