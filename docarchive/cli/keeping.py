"""storage verify, events verify, rebuild: proving that what was kept is what it was, and making the rest again."""

from contextlib import suppress
from typing import Any

import click

from docarchive.cli import Session
from docarchive.errors import Invalid
from docarchive.services import verifying
from docarchive.services.indexing import rebuild_index
from docarchive.services.rebuilding import rebuild_catalogue


@click.group()
def storage() -> None:
    """Kho tệp.\f

    The store.
    """


@storage.command("verify")
@click.pass_obj
def storage_verify(session: Session) -> None:
    """Đọc lại từng byte trong kho và so mã băm; báo cả tệp thiếu và đối tượng không có trong danh mục.\f

    Read every stored byte again and compare digests; names what is missing and what the catalogue doesn't know (exit code 1).
    """
    checks = verifying.verify_storage(session.archive, session.asker)
    faults: list[dict[str, Any]] = []
    seen = 0
    for check in checks:
        seen += 1
        faults += [{"object": check.object, "problem": problem} for problem in check.problems]
        if not session.as_json and seen % 100 == 0:
            click.echo(f"  {seen} đối tượng…", err=True)
    lines = [f"HỎNG  {fault['object']}: {fault['problem']}" for fault in faults]
    session.tell({"objects": seen, "faults": faults}, "\n".join([*lines, f"{seen} đối tượng, {len(faults)} lỗi."]))
    if faults:
        raise SystemExit(1)


@click.group()
def events() -> None:
    """Nhật ký.\f

    Events.
    """


@events.command("verify")
@click.pass_obj
def events_verify(session: Session) -> None:
    """Kiểm tra chuỗi niêm phong của nhật ký.\f

    Verify the chain of seals over the events (exit code 1 when it is broken).
    """
    broken = verifying.verify_events(session.archive, session.asker)
    told = [{"seq": each.seq, "event": str(each.event), "reason": each.reason} for each in broken]
    session.tell({"broken": told}, "\n".join(f"ĐỨT  {each['seq']}: {each['reason']}" for each in told) or "Chuỗi nguyên vẹn.")
    if broken:
        raise SystemExit(1)


@click.command()
@click.argument("what", type=click.Choice(["index", "catalogue"]))
@click.pass_obj
def rebuild(session: Session, what: str) -> None:
    """Dựng lại chỉ mục từ danh mục, hoặc danh mục từ kho tệp (đối tượng chưa có trong danh mục được nhận lại).\f

    Make the index again from the catalogue, or the catalogue from the store (objects it doesn't know are adopted).
    """
    done = 0
    if what == "index":
        archive = session.without_index()
        with suppress(Invalid):  # it is of another version
            archive.index_writer.prepare()
        steps = rebuild_index(archive, session.asker)
    else:
        steps = rebuild_catalogue(session.archive, session.asker)
    for done in steps:
        if not session.as_json:
            click.echo(f"\r  {done} văn bản…", nl=False, err=True)
    session.tell({"items": done}, f"\nĐã dựng lại {done} văn bản.")


COMMANDS = [storage, events, rebuild]
