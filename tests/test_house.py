"""The house holds: imports run strictly downwards, vendors stay in their rooms, files and functions stay small."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
FLOORS = [
    {"records", "errors"},
    {"rules", "understanding", "packages", "storage", "catalogue", "search", "dispatch", "reading"},
    {"settings", "archive", "child"},
    {"services"},
    {"web", "workers"},
    {"cli"},
]
VENDORS = {  # import → the only places that may have it
    "flask": ("docarchive/web/",),
    "apiflask": ("docarchive/web/",),
    "minio": ("docarchive/storage/minio.py",),
    "elasticsearch": ("docarchive/search/elastic.py",),
    "tantivy": ("docarchive/search/embedded.py",),
    "pytesseract": ("docarchive/reading/tesseract.py",),
    "tesserocr": ("docarchive/reading/library.py",),
    "pdfplumber": ("docarchive/reading/",),
    "viparse": ("docarchive/reading/legacy.py",),
    "zxingcpp": ("docarchive/reading/codes.py",),
    "celery": ("docarchive/dispatch/celery.py", "workers/celery.py"),
    "sqlalchemy": ("docarchive/catalogue/",),
}
SOURCES = sorted([*ROOT.glob("docarchive/**/*.py"), *ROOT.glob("workers/**/*.py")])


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def room(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] == "workers":
        return "workers"
    return parts[1] if parts[0] == "docarchive" and len(parts) > 1 else None


def floor(name: str) -> int | None:
    return next((level for level, rooms in enumerate(FLOORS) if name in rooms), None)


def test_imports_run_downwards() -> None:
    wrong = []
    for path in SOURCES:
        here = room(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for module in imports(ast.parse(path.read_text("utf-8"))):
            there = room(module)
            if here and there and there != here and floor(there) is not None:
                mine, theirs = floor(here), floor(there)
                assert mine is not None, f"{path} stands on no floor"
                # On floor 0 and 2 the neighbours are few and ordered: records above errors, archive above settings.
                if theirs > mine or (theirs == mine and (here, there) not in {("records", "errors"), ("archive", "settings")}):
                    wrong.append(f"{path.relative_to(ROOT)} imports {module}")
    assert not wrong, "\n".join(wrong)


def test_vendors_stay_in_their_rooms() -> None:
    wrong = []
    for path in SOURCES:
        place = path.relative_to(ROOT).as_posix()
        for module in imports(ast.parse(path.read_text("utf-8"))):
            allowed = VENDORS.get(module.split(".")[0])
            if allowed and not place.startswith(allowed):
                wrong.append(f"{place} imports {module}")
    assert not wrong, "\n".join(wrong)


def test_files_and_functions_stay_small() -> None:
    wrong = []
    for path in SOURCES:
        source = path.read_text("utf-8")
        if path.parent.name == "versions":  # a migration is one long list, written by Alembic and read once
            continue
        if source.count("\n") > 300:
            wrong.append(f"{path.relative_to(ROOT)} has {source.count(chr(10))} lines")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} is over 60 lines")
    assert not wrong, "\n".join(wrong)


def test_names_say_what_is_inside() -> None:
    vague = {"utils", "helpers", "common", "manager", "handler", "base", "misc"}
    assert not [path for path in SOURCES if path.stem in vague]
