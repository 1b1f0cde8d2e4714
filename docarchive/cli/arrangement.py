"""node, separators: the tree of fonds, series and dossiers, and the sheets that part a stack of paper among them."""

from pathlib import Path
from typing import Any

import click

from docarchive.cli import Session
from docarchive.errors import NotFound
from docarchive.records.access import Mode
from docarchive.records.arrangement import Node, NodeKind
from docarchive.records.identifiers import to_letters
from docarchive.services import arranging
from docarchive.services import separators as separating

_KINDS = (NodeKind.FONDS, NodeKind.SERIES, NodeKind.DOSSIER)


def node_at(session: Session, codes: str) -> Node:
    """The node at a path of codes (FONDS/SERIES/DOSSIER). Raises NotFound, click.BadParameter (no code at all)."""
    parts = [part for part in codes.split("/") if part]
    if not parts:
        raise click.BadParameter("cần ít nhất một mã")
    with session.archive.catalogue.reading() as unit:
        node = unit.arrangement.by_codes(parts)
    if node is None:
        raise NotFound(f"no node {codes}")
    return node


def made_node(session: Session, codes: str) -> Node:
    """The same, but what is missing on the way is made, its code as its title. Raises Forbidden."""
    parts = [part for part in codes.split("/") if part]
    for depth in range(1, len(parts) + 1):
        try:
            node_at(session, "/".join(parts[:depth]))
        except NotFound:
            _add(session, parts[:depth], title=parts[depth - 1], mode=None)
    return node_at(session, codes)


def _add(session: Session, parts: list[str], *, title: str, mode: Mode | None) -> Node:
    parent = node_at(session, "/".join(parts[:-1])).id if parts[:-1] else None
    kind = _KINDS[min(len(parts) - 1, 2)]
    return arranging.add_node(session.archive, session.asker, kind, parent=parent, code=parts[-1], title=title, mode=mode)


@click.group()
def node() -> None:
    """Phông, mục lục, hồ sơ.\f

    Fonds, series, dossiers.
    """


@node.command("add")
@click.argument("codes")
@click.option("--title", required=True, help="Tiêu đề. · Title.")
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode if mode is not Mode.INTAKE]),
    help="Chế độ sử dụng riêng. · Access of its own.",
)
@click.pass_obj
def node_add(session: Session, codes: str, title: str, mode: str | None) -> None:
    """Tạo phông, mục lục hay hồ sơ ở đường dẫn bằng mã: PHÔNG/MỤC-LỤC/HỒ-SƠ.\f

    Make a fonds, series or dossier at a path of codes: FONDS/SERIES/DOSSIER.
    """
    parts = [part for part in codes.split("/") if part]
    made = _add(session, parts, title=title, mode=Mode(mode) if mode else None)
    session.tell({"node": to_letters(made.id), "kind": made.kind.value}, f"Đã tạo {made.code} {made.title}.")


@node.command("list")
@click.pass_obj
def node_list(session: Session) -> None:
    """In cả cây, kèm số văn bản ở mỗi nút.\f

    Print the whole tree with the number of documents at each node.
    """
    told = list(_tree(session, None, 0))
    lines = [f"{'  ' * each['depth']}{each['code']}  {each['title']}  ({each['items']})" for each in told]
    session.tell(told, "\n".join(lines))


def _tree(session: Session, parent: int | None, depth: int) -> list[dict[str, Any]]:
    branch = arranging.branch(session.archive, session.asker, parent, size=1)
    found: list[dict[str, Any]] = []
    for child in branch.children:
        head = {"node": to_letters(child.id), "kind": child.kind.value, "code": child.code}
        found.append(head | {"title": child.title, "items": branch.counts.get(child.id, 0), "depth": depth})
        found += _tree(session, child.id, depth + 1)
    return found


@click.command()
@click.option(
    "--dossier", "codes", required=True, metavar="FONDS/SERIES/DOSSIER", help="Hồ sơ, ghi bằng mã. · The dossier, by codes."
)
@click.option("--count", default=1, show_default=True, help="Số tờ. · How many sheets.")
@click.option(
    "--blank-backs",
    is_flag=True,
    help="Quét hai mặt: không cho hiện mặt sau trắng. · Scanned on both sides: leave blank backs out of view.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    default=Path("to-phan-cach.pdf"),
    show_default=True,
    help="Tệp PDF để in. · The PDF to print.",
)
@click.pass_obj
def separators(session: Session, codes: str, count: int, blank_backs: bool, output: Path) -> None:
    """Làm tờ phân cách để in: đặt giữa các tài liệu của một chồng giấy, quét cả chồng một lần, kho tự tách và xếp vào hồ sơ.\f

    Make separator sheets to print: laid between the documents of a stack that is scanned in one go, they tell the archive
    where to part it and which dossier each document goes into.
    """
    node = node_at(session, codes)
    _, made = separating.separators(session.archive, session.asker, node.id, count=count, blank_backs=blank_backs)
    output.write_bytes(made)
    session.tell(
        {"file": str(output), "sheets": count, "node": to_letters(node.id)}, f"Đã ghi {count} tờ phân cách vào {output}."
    )


COMMANDS = [node, separators]
