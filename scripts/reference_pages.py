"""Writes the references of commands and errors from the code: docs/{vi,en}/commands.md and errors.md.

python scripts/reference_pages.py            writes them
python scripts/reference_pages.py --check    says which of them the code has left behind, and exits with 1
"""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click

import docarchive.services
import docarchive.web
from docarchive.cli import commands
from docarchive.errors import ArchiveError
from docarchive.records.jobs import FAILURES

ROOT = Path(__file__).parent.parent
MADE = {
    "vi": "*Trang này được tạo từ mã nguồn bằng `scripts/reference_pages.py`.*",
    "en": "*This page is made from the code by `scripts/reference_pages.py`.*",
}


def half(told: str, language: str) -> str:
    """The Vietnamese or the English half of a text that tells both."""
    for sign in ("\f", " · "):
        if sign in told:
            vi, en = told.split(sign, 1)
            return inspect.cleandoc(vi if language == "vi" else en)
    return inspect.cleandoc(told)


def command_page(language: str) -> str:
    """The page of all commands."""
    title = "# Dòng lệnh" if language == "vi" else "# Commands"
    return "\n\n".join([title, MADE[language], *command_parts(commands(), "docarchive", language)]) + "\n"


def command_parts(command: click.Command, name: str, language: str) -> Iterator[str]:
    """A command's own part, then those under it."""
    context = click.Context(command, info_name=name)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    yield f"## `{name}`\n\n{half(command.callback.__doc__ or '', language)}\n\n    {usage}"
    options = [each for each in command.params if isinstance(each, click.Option)]
    if options:
        yield "\n".join(
            f"- `{' / '.join([*each.opts, *each.secondary_opts])}`: {half(each.help or '', language)}" for each in options
        )
    if isinstance(command, click.Group):
        for under in sorted(command.commands):
            yield from command_parts(command.commands[under], f"{name} {under}", language)


def every_error() -> list[type[ArchiveError]]:
    """All error classes of the product, by their code."""
    for room in (docarchive.services, docarchive.web):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            importlib.import_module(module.name)
    found, waiting = set(), [ArchiveError]
    while waiting:
        kind = waiting.pop()
        found.add(kind)
        waiting += kind.__subclasses__()
    return sorted(found, key=lambda kind: (kind.code, kind.__name__))


def error_page(language: str) -> str:
    """The page of all errors, and of the reasons why a page or stage fails."""
    head = "| mã | HTTP | câu người dùng thấy |" if language == "vi" else "| code | HTTP | what people read |"
    rows = [f"| `{kind.code}` | {kind.status} | {kind.vi if language == 'vi' else kind.en} |" for kind in every_error()]
    why = "## Vì sao một trang hay một giai đoạn hỏng" if language == "vi" else "## Why a page or a stage fails"
    reasons = [f"- `{code}`: {vi if language == 'vi' else en}" for code, (vi, en) in FAILURES.items()]
    title = "# Lỗi" if language == "vi" else "# Errors"
    table = "\n".join([head, "|---|---|---|", *dict.fromkeys(rows)])
    return "\n\n".join([title, MADE[language], table, why, "\n".join(reasons)]) + "\n"


def pages() -> dict[Path, str]:
    """Each page and what is to stand in it."""
    made = {"commands.md": command_page, "errors.md": error_page}
    return {ROOT / "docs" / language / name: make(language) for language in ("vi", "en") for name, make in made.items()}


def main() -> int:
    """Write the pages, or with --check compare them."""
    old = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv:
        for path in old:
            print(f"{path.relative_to(ROOT)} is behind the code: python scripts/reference_pages.py")
        return 1 if old else 0
    for path, text in pages().items():
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
