"""What the browser is given: vendored files are what they claim, the policy is kept, themes agree, every word has its English."""

import hashlib
import io
import json
import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

WEB = Path(__file__).parents[2] / "docarchive" / "web"
STATIC = WEB / "static"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SHEETS = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
VENDORED = json.loads((STATIC / "vendor" / "VENDORED.json").read_text("utf-8"))
TOKENS = (STATIC / "css" / "tokens.css").read_text("utf-8")
ENGLISH = WEB / "translations" / "en" / "LC_MESSAGES"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}


@pytest.mark.parametrize("part", VENDORED, ids=lambda part: part["name"])
def test_vendored_files_are_the_listed_ones(part: dict) -> None:
    folder = STATIC / "vendor" / part["name"]
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    assert found == part["files"]
    assert "LICENSE.txt" in found


def test_nothing_vendored_is_unlisted() -> None:
    assert {path.name for path in (STATIC / "vendor").iterdir() if path.is_dir()} == {part["name"] for part in VENDORED}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_keep_the_strict_policy(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|data:[a-z]+/|https?://", text)
    for attributes in re.findall(r"<script([^>]*)>", text):
        assert "src=" in attributes or 'type="application/json"' in attributes


@pytest.mark.parametrize("path", [*SHEETS, *SCRIPTS], ids=lambda path: path.name)
def test_sheets_and_scripts_reach_for_nothing_outside(path: Path) -> None:
    assert not re.search(r"data:[a-z]+/|https?:(?!//www\.w3\.org)|\beval\(", path.read_text("utf-8"))


def blocks(selector: str) -> dict[str, str]:
    body = re.search(re.escape(selector) + r" \{([^}]*)\}", TOKENS)
    assert body, selector
    return dict(re.findall(r"(--[\w-]+): ([^;]+);", body.group(1)))


def test_the_dark_theme_is_one_whether_chosen_or_the_machines() -> None:
    chosen, machine = blocks(':root[data-theme="dark"]'), blocks(':root:not([data-theme="light"])')
    assert chosen == machine
    assert chosen.keys() <= blocks(":root").keys()


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("selector", [":root", ':root[data-theme="dark"]'])
def test_text_can_be_read_on_every_ground(selector: str) -> None:
    colours = blocks(selector)
    grounds = ("--canvas", "--surface", "--sunken", "--accent-soft")
    pairs = [(text, ground) for text in ("--text", "--text-2", "--text-3", "--accent") for ground in grounds]
    pairs += [(f"--{state}", f"--{state}-soft") for state in ("ok", "busy", "wait", "warn", "bad")]
    pairs += [("--on-accent", "--accent"), ("--text", "--hit"), ("--stamp", "--surface"), ("--visited", "--canvas")]
    poor = [(text, ground) for text, ground in pairs if contrast(colours[text], colours[ground]) < 4.5]
    assert not poor


def test_every_token_used_is_defined() -> None:
    defined = set(re.findall(r"(--[\w-]+):", TOKENS))
    used = {(name, path.name) for path in SHEETS for name in re.findall(r"var\((--[\w-]+)", path.read_text("utf-8"))}
    assert not [(name, sheet) for name, sheet in used if name not in defined]


def test_every_icon_asked_for_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    asked = {name for path in TEMPLATES for name in re.findall(r"icon\('([\w-]+)'", path.read_text("utf-8"))}
    assert asked
    assert asked <= drawn


def test_sheets_and_scripts_stay_small() -> None:
    assert not [path.name for path in [*SHEETS, *SCRIPTS] if path.read_text("utf-8").count("\n") > 300]


def messages() -> set[str | tuple[str, ...]]:
    options = {"**.html": {"encoding": "utf-8"}}
    found = extract_from_dir(WEB, [("**.py", "python"), ("**.html", "jinja2")], options, keywords=KEYWORDS)
    return {message for _path, _line, message, _comments, _context in found}


def english() -> Catalog:
    return read_po(io.BytesIO((ENGLISH / "messages.po").read_bytes()), locale="en")


def test_every_word_has_its_english() -> None:
    catalog = english()
    missing = []
    for message in messages():
        entry = catalog.get(message if isinstance(message, str) else message[0])
        if entry is None or not all([entry.string] if isinstance(entry.string, str) else entry.string):
            missing.append(message)
    assert not missing, "run scripts/translate and fill in docarchive/web/translations/en/LC_MESSAGES/messages.po"


def test_the_compiled_words_are_those_of_the_po() -> None:
    compiled = read_mo(io.BytesIO((ENGLISH / "messages.mo").read_bytes()))
    assert words_of(compiled) == words_of(english())


def words_of(catalog: Catalog) -> dict[str, object]:
    """Message → translation; of words with a plural, the source → all forms."""
    plain = {entry.id: entry.string for entry in catalog if isinstance(entry.id, str) and entry.id}
    return plain | {entry.id[0]: tuple(entry.string) for entry in catalog if not isinstance(entry.id, str)}


def test_placeholders_survive_translation() -> None:
    def marks(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)s|\{\w+\}", text))

    for entry in english():
        source = entry.id if isinstance(entry.id, str) else entry.id[0]
        for translated in [entry.string] if isinstance(entry.string, str) else entry.string:
            assert not source or marks(source) == marks(translated), source


def test_words_are_composed_and_plain() -> None:
    for message in messages():
        for text in [message] if isinstance(message, str) else message:
            assert text == unicodedata.normalize("NFC", text)
            assert "!" not in text, "no exclamation marks"
            assert "vui lòng" not in text.lower()


def test_headings_of_the_type_scale_shrink_downwards() -> None:
    sizes = {
        name: float(size)
        for name, size in re.findall(r"--(hero|h1|num|h3|base|small|cap): \d+ ([\d.]+)rem", TOKENS.split("@media")[0])
    }
    order = [sizes[name] for name in ("hero", "h1", "num", "h3", "base", "small", "cap")]
    assert all(one > other for one, other in pairwise(order))
