"""Documentation can't lie: reference pages are those of the code, links lead somewhere, both languages have the same pages."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")])


@pytest.mark.parametrize("script", ["reference_pages.py", "settings_pages.py"])
def test_reference_pages_are_those_of_the_code(script: str) -> None:
    checked = subprocess.run([sys.executable, ROOT / "scripts" / script, "--check"], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_both_languages_have_the_same_pages() -> None:
    vi, en = ({path.name for path in (ROOT / "docs" / language).glob("*.md")} for language in ("vi", "en"))
    assert vi == en
