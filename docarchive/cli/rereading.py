"""reread: what was read before, read again with what the archive reads with now."""

from typing import Any

import click

from docarchive.cli import Session
from docarchive.cli.holdings import item_id
from docarchive.records.identifiers import to_letters
from docarchive.services import rereading
from docarchive.services.rereading import Moved, Selection

_SHOWN = 20


@click.command()
@click.argument("items", nargs=-1)
@click.option("--batch", default="", help="Chỉ các văn bản của lô này. · Only the documents of this batch.")
@click.option(
    "--below",
    type=click.FloatRange(0, 1),
    default=1.0,
    help="Chỉ các trang có độ chắc dưới mức này. · Only pages under this confidence.",
)
@click.option("--dry-run", is_flag=True, help="Chỉ đếm, không đọc. · Only count.")
@click.option("--report", is_flag=True, help="Đã đọc lại thì chữ và độ chắc đổi ra sao. · How words and confidence moved.")
@click.pass_obj
def reread(session: Session, items: tuple[str, ...], batch: str, below: float, dry_run: bool, report: bool) -> None:
    """Đọc lại các trang đã nhận dạng bằng bộ đọc hiện có; bản đọc cũ được giữ. Không ghi văn bản nào: mọi văn bản.\f

    Read recognised pages again with the engines of now; the old readings are kept. No document named: all of them.
    """
    selection = Selection(
        below if below < 1 else rereading.ANY, [item_id(each) for each in items], item_id(batch) if batch else 0
    )
    if report:
        _report(session, rereading.moved(session.archive, session.asker, selection))
        return
    pages = rereading.chosen(session.archive, session.asker, selection)
    count = sum(map(len, pages.values())) if dry_run else rereading.reread(session.archive, session.asker, selection)
    told = {"pages": count, "items": len(pages), "dry_run": dry_run}
    session.tell(told, f"{'Sẽ đọc' if dry_run else 'Đọc'} lại {count} trang của {len(pages)} văn bản.")


def _report(session: Session, moved: list[Moved]) -> None:
    words, changed = sum(each.words for each in moved), sum(each.changed for each in moved)
    told = {"pages": [_told(each) for each in moved], "words": words, "changed": changed}
    lines = list(map(_line, moved[:_SHOWN]))
    lines += [f"… và {len(moved) - _SHOWN} trang nữa (--json liệt kê hết)"] if len(moved) > _SHOWN else []
    session.tell(told, "\n".join([*lines, f"{len(moved)} trang đã đọc lại: {changed} trên {words} chữ đổi."]))


def _line(each: Moved) -> str:
    words = f"{each.changed} trên {each.words} chữ đổi"
    return f"{to_letters(each.item)} trang {each.page}: {words}, độ chắc {each.before:.0%} → {each.now:.0%}"


def _told(each: Moved) -> dict[str, Any]:
    confidence = {"before": round(each.before, 3), "now": round(each.now, 3)}
    engines = {"before": each.engines[0], "now": each.engines[1]}
    return {"item": to_letters(each.item), "page": each.page, "words": each.words, "changed": each.changed} | {
        "confidence": confidence,
        "engines": engines,
    }


COMMANDS = [reread]
