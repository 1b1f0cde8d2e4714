"""Help for each role, in both languages: what it shows is there, what it links leads somewhere, its commands exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from docarchive.cli import main as command
from docarchive.records.access import Role
from tests.journeys.visitor import Visitor, visitor
from tests.journeys.web import Site, site

PAGES = ("/help", *(f"/help/{role.value}" for role in Role))
STATIC = Path(__file__).parents[2] / "docarchive/web/static"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("help")) as made:
        yield made


def speaking(at: Site, name: str, language: str) -> Visitor:
    someone = visitor(at, name)
    assert someone.post("/face", language=language, back="/help").status_code == 302
    return someone


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_what_a_page_shows_is_there_and_what_it_links_leads_somewhere(at: Site, address: str, language: str) -> None:
    someone = speaking(at, "admin", language)
    page = someone.get(address).text
    assert f'<html lang="{language}"' in page
    main = page.split("<main")[1].split("</main>")[0]
    pictures = re.findall(r'src="/static/(help/[^"]+)" alt="([^"]*)" width="(\d+)" height="(\d+)"', main)
    for name, alt, width, height in pictures:
        assert (STATIC / name).stat().st_size < 80_000 and alt, name
        assert abs(int(width) / int(height) - 900 / 563) < 0.02
        assert name.endswith(f"-{language}.webp")
    for link in re.findall(r'href="(/[^"#]*)"', main):
        assert someone.get(link.replace("&amp;", "&")).status_code == 200, link
    assert (address, len(pictures) > 0) in [(each, True) for each in PAGES]


def test_everybody_reads_help_and_an_unknown_role_has_none(at: Site) -> None:
    for name in ("lan", "hoa", "mai"):
        assert {visitor(at, name).get(address).status_code for address in PAGES} == {200}
    assert visitor(at, "lan").get("/help/king").status_code == 404
    assert at.stranger().get("/help/archivist").status_code == 302


def test_every_picture_is_shown_and_all_of_them_are_small(at: Site) -> None:
    admin = visitor(at, "admin")
    shown = {name for address in PAGES for name in re.findall(r"/static/help/([\w-]+)-(?:vi|en)\.webp", admin.get(address).text)}
    kept = {path.stem.rsplit("-", 1)[0] for path in (STATIC / "help").iterdir()}
    assert shown == kept
    assert sum(path.stat().st_size for path in (STATIC / "help").iterdir()) < 600_000


def test_its_commands_exist(at: Site) -> None:
    page = visitor(at, "admin").get("/help/administrator").text
    told = re.findall(r"<code>docarchive ([a-z ]+)", page)
    assert len(told) >= 4
    for line in told:
        found: click.Command = command
        for word in line.split():
            if isinstance(found, click.Group):
                assert word in found.commands, line
                found = found.commands[word]
