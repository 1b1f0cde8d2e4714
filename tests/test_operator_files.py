"""What an operator copies and reads keeps step with the code: sample settings, reference pages, units, requirements."""

import configparser
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from docarchive.settings import Settings, load_settings

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "config/docarchive.toml"


def test_settings_pages_and_sample_are_as_the_code_makes_them() -> None:
    check = subprocess.run([sys.executable, ROOT / "scripts/settings_pages.py", "--check"], capture_output=True, text=True)
    assert check.returncode == 0, check.stdout + check.stderr


def test_the_sample_sets_nothing_and_names_every_setting_with_its_default(tmp_path: Path) -> None:
    text = SAMPLE.read_text("utf-8")
    assert tomllib.loads(text) == {}
    lines = [line[1:] for line in text.splitlines() if re.match(r"#\w+ = ", line)]
    named = tomllib.loads("\n".join(lines))
    assert list(named) == list(Settings.model_fields)
    (tmp_path / "all.toml").write_text("\n".join(lines), encoding="utf-8")
    data = Path("/var/lib/docarchive")
    assert load_settings(tmp_path / "all.toml", data=data) == Settings(data=data)


def requirements() -> set[str]:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    lists = [setup["options"]["install_requires"], *setup["options.extras_require"].values()]
    names = {re.split(r"[\[<>=!~; ]", line)[0].lower() for lines in lists for line in lines.split("\n") if line}
    return names - {"docarchive"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_requirement_is_told_and_nothing_else(language: str) -> None:
    page = (ROOT / f"docs/{language}/dependencies.md").read_text("utf-8")
    told = {name.lower() for name in re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)}
    assert told == requirements()


def test_every_variable_that_a_unit_or_a_guide_names_is_a_setting() -> None:
    known = {f"DOCARCHIVE_{name}".upper() for name in Settings.model_fields}
    known |= {f"{name}_FILE" for name in known} | {"DOCARCHIVE_CONFIG"}
    texts = [
        *ROOT.glob("config/**/*.*"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("*.md"),
        *ROOT.glob("scripts/*"),
        ROOT / "Dockerfile",
    ]
    named = {
        (path.name, name)
        for path in texts
        if path.is_file()
        for name in re.findall(r"DOCARCHIVE_[A-Z0-9_]+[A-Z0-9]", path.read_text("utf-8"))
    }
    assert {(place, name) for place, name in named if name not in known} == set()
