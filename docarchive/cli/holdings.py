"""add, show, status, retry, place, split, join: what is put in and what becomes of it."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from docarchive.catalogue.archive import INTAKE_NODE
from docarchive.cli import Session
from docarchive.cli.arrangement import made_node
from docarchive.errors import Refused
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.records.jobs import BULK, SINGLE, reason
from docarchive.services import arranging, batching, ingest, progress, showing, stacks

Row = dict[str, Any]


def item_id(letters: str) -> int:
    """The identifier that was typed. Raises click.BadParameter."""
    try:
        return from_letters(letters)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--to",
    "codes",
    default="",
    metavar="FONDS/SERIES/DOSSIER",
    help="Hồ sơ nhận, ghi bằng mã từ phông xuống. · The dossier they go into, by codes; what is missing is made.",
)
@click.option("--batch", default="", help="Tên lô. · Name of the batch.")
@click.option("--wait", is_flag=True, help="Chờ đến khi đọc xong. · Wait until all is read.")
@click.pass_obj
def add(session: Session, paths: tuple[Path, ...], codes: str, batch: str, wait: bool) -> None:
    """Nhận tệp hoặc cả thư mục vào kho. Tệp nào không nhận được thì nói rõ vì sao.\f

    Take files or whole folders into the archive. What is not accepted is named with its reason (exit code 3).
    """
    files = list(_files(paths))
    node = made_node(session, codes).id if codes else INTAKE_NODE
    batch_id = batching.open_batch(session.archive, session.asker, batch, node=node)
    taken: list[Row] = []
    refused: list[Row] = []
    priority = SINGLE if len(files) == 1 else BULK
    with click.progressbar(files, label="Nhận", hidden=session.as_json or len(files) < 2) as bar:
        for path in bar:
            try:
                with path.open("rb") as stream:
                    size = path.stat().st_size
                    accepted = ingest.accept(
                        session.archive, session.asker, stream, path.name, batch=batch_id, priority=priority, length=size
                    )
                taken.append({"item": to_letters(accepted.item), "name": accepted.name, "pages": accepted.pages})
            except Refused as refusal:
                refused.append({"name": path.name, "code": refusal.code, "reason": refusal.message("vi")})
    if wait:
        _wait(session, batch_id)
    session.tell({"batch": to_letters(batch_id), "accepted": taken, "refused": refused}, _told(taken, refused))
    if refused:
        raise SystemExit(3)


def _told(taken: list[Row], refused: list[Row]) -> str:
    lines = [f"  {each['item']}  {each['name']}  ({each['pages']} trang)" for each in taken]
    lines += [f"  KHÔNG NHẬN  {each['name']}: {each['reason']}" for each in refused]
    return "\n".join([*lines, f"Đã nhận {len(taken)}, không nhận {len(refused)}."])


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]


def _wait(session: Session, batch_id: int) -> None:
    done = progress.batch(session.archive, session.asker, batch_id)
    total = done.totals["pages"]
    with click.progressbar(length=total, label="Đọc", hidden=session.as_json) as bar:
        while done.totals["reading"]:
            time.sleep(0.3)
            done = progress.batch(session.archive, session.asker, batch_id)
            bar.update(total - done.totals["pages_open"] - bar.pos)


@click.command()
@click.argument("item")
@click.option("--page", type=int, help="Chỉ một trang, kèm khung của từng chữ. · One page only, with the box of each word.")
@click.pass_obj
def show(session: Session, item: str, page: int | None) -> None:
    """Xem một văn bản: thông tin, các giai đoạn, chữ đọc được.\f

    Show a document: description, stages, the text as read.
    """
    view = showing.item(session.archive, session.asker, item_id(item))
    readings = showing.text(session.archive, session.asker, view.item.id)
    fields = {each.name: each.value for each in view.description.fields if each.state.value != "suggested"}
    wanted = {number: reading for number, reading in readings.items() if page in (None, number)}
    told: Row = {
        "item": item,
        "name": view.file.name,
        "state": view.item.state.value,
        "fields": fields,
        "stages": [{name: row[name] for name in ("kind", "page", "state", "attempts", "error")} for row in view.stages],
        "pages": {
            number: {"engine": reading.engine, "confidence": round(reading.confidence, 3), "text": reading.page.text}
            for number, reading in wanted.items()
        },
    }
    if page is not None and page in readings:
        told["words"] = [[w.text, w.box.left, w.box.top, w.box.right, w.box.bottom] for w in readings[page].page.words]
    lines = [f"{view.file.name}  [{view.item.state.value}]", *(f"  {name}: {value}" for name, value in fields.items())]
    lines += [f"  {row['kind']} không xong: {reason(row['error'])}" for row in view.stages if row["state"] == "failed"]
    for number, reading in wanted.items():
        lines += [f"--- trang {number} ({reading.engine}, tin cậy {reading.confidence:.2f})", reading.page.text]
    session.tell(told, "\n".join(lines))


@click.command()
@click.pass_obj
def status(session: Session) -> None:
    """Tình trạng kho: số văn bản, hàng đợi, chỗ trống, phần nào không trả lời.\f

    State of the archive: documents, queue, room, and which part does not answer or whether nobody is at work (exit code 1).
    """
    state = progress.state(session.archive, session.asker)
    told = {
        "items": state.items,
        "queue": {
            kind: {"ready": row[0], "running": row[1], "oldest_seconds": round(row[2], 1)} for kind, row in state.queue.items()
        },
        "at_work": state.at_work,
        "idle": state.idle,
        "events_not_sealed": state.loose_events,
        "free_bytes": state.free_bytes,
        "away": state.away,
    }
    lines = [f"Văn bản: {', '.join(f'{count} {name}' for name, count in state.items.items()) or 'chưa có'}"]
    lines += [f"Chờ {kind}: {row[0]}, đang làm {row[1]}" for kind, row in state.queue.items()] or ["Hàng đợi trống."]
    lines += [f"KHÔNG TRẢ LỜI  {part}: {why}" for part, why in state.away.items()]
    lines += ["KHÔNG BỘ ĐỌC NÀO LÀM VIỆC, trong khi có việc chờ đã lâu."] if state.idle else []
    session.tell(told, "\n".join(lines))
    if state.away or state.idle:
        raise SystemExit(1)


@click.command()
@click.argument("item")
@click.option("--page", type=int, help="Chỉ đọc lại trang này. · Only this page.")
@click.pass_obj
def retry(session: Session, item: str, page: int | None) -> None:
    """Đọc lại các trang lỗi của một văn bản (hoặc một trang), và làm lại giai đoạn hỏng.\f

    Read a document's failed pages again (or one page), and do its failed stages again.
    """
    pages = progress.retry(session.archive, session.asker, item_id(item), page=page)
    session.tell({"pages": pages}, f"Đọc lại {pages} trang.")


@click.command()
@click.argument("item")
@click.argument("codes")
@click.pass_obj
def place(session: Session, item: str, codes: str) -> None:
    """Chuyển một văn bản vào hồ sơ (ghi bằng mã: PHÔNG/MỤC-LỤC/HỒ-SƠ).\f

    Move a document into a dossier, named by codes: FONDS/SERIES/DOSSIER.
    """
    node = made_node(session, codes)
    before = arranging.place(session.archive, session.asker, item_id(item), node.id)
    session.tell({"node": to_letters(node.id), "before": to_letters(before)}, f"Đã chuyển vào {node.code} {node.title}.")


@click.command()
@click.argument("item")
@click.pass_obj
def split(session: Session, item: str) -> None:
    """Tách một văn bản theo các tờ phân cách trong tệp của nó (tệp vừa nhận thì kho tự tách).\f

    Split a document by the separator sheets in its file (what is received is split by itself).
    """
    made = [to_letters(each) for each in stacks.split(session.archive, session.asker, item_id(item))]
    session.tell({"items": made}, "\n".join([*(f"  {each}" for each in made), f"Đã tách thành {len(made)} văn bản."]))


@click.command()
@click.argument("item")
@click.pass_obj
def join(session: Session, item: str) -> None:
    """Ghép lại thành một văn bản tất cả những gì tách ra từ cùng một tệp.\f

    Make one document again of all that was split from the same file.
    """
    made = to_letters(stacks.join(session.archive, session.asker, item_id(item)))
    session.tell({"item": made}, f"Đã ghép lại thành văn bản {made}.")


COMMANDS = [add, show, status, retry, place, split, join]
