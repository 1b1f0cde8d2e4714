"""take, bind: files of a document, or of several as one, carried out of the archive."""

import shutil
from pathlib import Path
from typing import Any

import click

from docarchive.cli import Session
from docarchive.cli.holdings import item_id
from docarchive.errors import NotFound
from docarchive.records.conformity import Breach
from docarchive.services import binding, copies, showing

_KINDS = {"original": showing.original_of, "searchable": showing.searchable_of, "alto": copies.alto_of, "hocr": copies.hocr_of}


@click.command()
@click.argument("item")
@click.option(
    "--kind",
    type=click.Choice(list(_KINDS)),
    default="searchable",
    show_default=True,
    help="Bản gốc, PDF tìm được chữ, hoặc chữ và khung (ALTO, hOCR). · What to take.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Tệp hoặc thư mục ghi vào; không ghi đè. · File or folder to write to; nothing is overwritten.",
)
@click.pass_obj
def take(session: Session, item: str, kind: str, out: Path) -> None:
    """Lấy một tệp của văn bản ra: bản gốc, PDF tìm được chữ, chữ và khung.\f

    Take a file of a document out: the original, the searchable PDF, words with their boxes.
    """
    number = item_id(item)
    download = _KINDS[kind](session.archive, session.asker, number)
    target = _target(out, download.name)
    if isinstance(download, copies.Written):
        with target.open("xb") as file:
            file.writelines(download.pieces)
    else:
        with download.open() as stream, target.open("xb") as file:
            shutil.copyfileobj(stream, file)
        download.note()
    told: dict[str, Any] = {"item": item, "kind": kind, "file": str(target), "size": target.stat().st_size}
    sentence = f"{target}: {told['size']} byte."
    if kind == "searchable":
        told["broken"], more = _lasting(session, number)
        sentence += more
    session.tell(told, sentence)


def _target(out: Path, name: str) -> Path:
    """Raises click.BadParameter when there is such a file already."""
    target = out / Path(name).name if out.is_dir() else out
    if target.exists():
        raise click.BadParameter(f"{target} đã có. · It exists already.")
    return target


def _lasting(session: Session, number: int) -> tuple[list[dict[str, str]] | None, str]:
    """The rules of PDF/A-2b that the copy breaks, and a sentence on it; None for a copy of before that was looked at."""
    try:
        broken = copies.broken_rules(session.archive, session.asker, number)
    except NotFound:
        return None, ""
    told = [{"clause": each.clause, "what": each.what} for each in broken]
    return told, _sentence(broken)


def _sentence(broken: list[Breach]) -> str:
    lines = [f"\n  {each.clause}  {each.what}" for each in broken]
    return "\nPDF thường, chưa theo được PDF/A-2b:" + "".join(lines) if broken else " PDF/A-2b."


@click.command()
@click.argument("items", nargs=-1, required=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="Tệp PDF ghi ra; không ghi đè. · The PDF to write; nothing is overwritten.",
)
@click.pass_obj
def bind(session: Session, items: tuple[str, ...], out: Path) -> None:
    """Gộp nhiều văn bản (ảnh TIFF, JPEG, PDF) thành một PDF tìm được chữ, theo thứ tự ghi ra; ảnh giữ nguyên.\f

    Bind many documents (TIFF, JPEG, PDF) into one searchable PDF, in the order given; their pictures stay as they are.
    """
    target = _target(out, out.name)
    broken = binding.bind(session.archive, session.asker, [item_id(item) for item in items], target)
    size, told = target.stat().st_size, [{"clause": each.clause, "what": each.what} for each in broken]
    sentence = f"{target}: {len(items)} văn bản, {size} byte.{_sentence(broken)}"
    session.tell({"items": len(items), "file": str(target), "size": size, "broken": told}, sentence)


COMMANDS = [take, bind]
