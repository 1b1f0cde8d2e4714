"""user, token: who may come in."""

import secrets
import sys
from typing import Any

import click

from docarchive.cli import Session
from docarchive.errors import NotFound
from docarchive.records.access import Role
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.rules.access import SCOPES
from docarchive.services import people as accounts
from docarchive.services import tokens

_STDIN_HELP = (
    "Đọc mật khẩu từ đầu vào chuẩn; không có thì tự tạo và in ra một lần. · "
    "Read the password from standard input; without it one is made and printed once."
)
_ROLES = click.Choice([role.value for role in Role])


@click.group()
def user() -> None:
    """Người dùng và vai trò.\f

    Users and roles.
    """


@user.command("add")
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=_ROLES,
    default=("reader",),
    help="Vai trò, ghi được nhiều lần. · Role; may be repeated.",
)
@click.option("--shown-name", default="", help="Họ tên hiện trên trang. · The name that pages show.")
@click.option(
    "--password-stdin",
    is_flag=True,
    help=_STDIN_HELP,
)
@click.pass_obj
def user_add(session: Session, name: str, roles: tuple[str, ...], shown_name: str, password_stdin: bool) -> None:
    """Thêm người dùng.\f

    Add a user.
    """
    password = sys.stdin.readline().rstrip("\n") if password_stdin else secrets.token_urlsafe(12)
    chosen = [Role(role) for role in roles]
    made = accounts.add_user(session.archive, session.asker, name, password, chosen, shown_name=shown_name)
    told = {"name": made.name, "roles": sorted(role.value for role in made.roles)}
    shown = "" if password_stdin else f" Mật khẩu (chỉ hiện lần này): {password}"
    session.tell(told if password_stdin else told | {"password": password}, f"Đã thêm {made.name}.{shown}")


@user.command("list")
@click.pass_obj
def user_list(session: Session) -> None:
    """Mọi người dùng, vai trò, còn dùng hay đã khóa.\f

    Every user, the roles, and whether the account is open.
    """
    everyone = accounts.users(session.archive, session.asker)
    told = [{"name": each.name, "roles": sorted(role.value for role in each.roles), "active": each.active} for each in everyone]
    lines = [f"{each['name']}  {', '.join(each['roles'])}{'' if each['active'] else '  (đã khóa)'}" for each in told]  # type: ignore[arg-type]
    session.tell(told, "\n".join(lines) or "Chưa có người dùng nào.")


@user.command("roles")
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=_ROLES,
    help="Vai trò mới, ghi được nhiều lần; không ghi thì giữ nguyên. · New role; may be repeated; without it they stay.",
)
@click.option(
    "--lock/--unlock",
    default=None,
    help="Khóa tài khoản và kết thúc mọi phiên; hoặc mở lại. · Lock the account and end its sessions; or open it again.",
)
@click.pass_obj
def user_roles(session: Session, name: str, roles: tuple[str, ...], lock: bool | None) -> None:
    """Đổi vai trò; khóa hoặc mở tài khoản.\f

    Change roles; lock or open the account.
    """
    before = accounts.named(session.archive, session.asker, name)
    active = before.active if lock is None else not lock
    wanted = [Role(role) for role in roles] or before.roles
    changed = accounts.change_roles(session.archive, session.asker, name, wanted, active=active)
    session.tell({"name": name, "roles": sorted(role.value for role in changed.roles)}, f"Đã đổi {name}.")


@user.command("password")
@click.argument("name")
@click.option(
    "--password-stdin",
    is_flag=True,
    help=_STDIN_HELP,
)
@click.pass_obj
def user_password(session: Session, name: str, password_stdin: bool) -> None:
    """Đặt mật khẩu mới; mọi phiên đang mở kết thúc.\f

    Set a new password; every open session ends.
    """
    password = sys.stdin.readline().rstrip("\n") if password_stdin else secrets.token_urlsafe(12)
    accounts.change_password(session.archive, session.asker, name, password)
    told = {"name": name} if password_stdin else {"name": name, "password": password}
    session.tell(told, f"Đã đổi mật khẩu của {name}." + ("" if password_stdin else f" Mật khẩu: {password}"))


@click.group()
def token() -> None:
    """Khóa truy cập API.\f

    API tokens.
    """


@token.command("add")
@click.argument("user_name")
@click.option("--label", default="dòng lệnh", help="Dùng để làm gì. · What it is for.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(sorted(SCOPES)),
    required=True,
    help="Được làm gì; ghi được nhiều lần. · What it may do; may be repeated.",
)
@click.option("--days", default=90, help="Dùng được bao nhiêu ngày. · For how many days.")
@click.pass_obj
def token_add(session: Session, user_name: str, label: str, scopes: tuple[str, ...], days: int) -> None:
    """Tạo khóa cho một người dùng; khóa chỉ hiện lần này.\f

    Make a token for a user; it is shown this once.
    """
    secret = tokens.add(session.archive, session.asker, user_name, label=label, scopes=scopes, days=days)
    session.tell({"token": secret}, secret)


@token.command("list")
@click.argument("user_name")
@click.pass_obj
def token_list(session: Session, user_name: str) -> None:
    """In các khóa của một người dùng: mã, dùng để làm gì, phạm vi, hạn, lần dùng cuối.\f

    Print a user's tokens: identifier, label, scopes, expiry, last use.
    """
    told = [_told(each) for each in tokens.of_user(session.archive, session.asker, user_name)]
    columns = ("token", "label", "scopes", "expires", "used", "revoked")
    lines = ["  ".join(str(row[name]) for name in columns) for row in told]
    session.tell(told, "\n".join(lines) or "Chưa có khóa nào.")


def _told(row: dict[str, Any]) -> dict[str, Any]:
    used = row["used"].isoformat() if row["used"] else ""
    head = {"token": to_letters(row["id"]), "label": row["label"], "scopes": ",".join(row["scopes"])}
    return head | {"expires": row["expires"].isoformat(), "used": used, "revoked": row["revoked"]}


@token.command("revoke")
@click.argument("user_name")
@click.argument("letters", metavar="TOKEN")
@click.pass_obj
def token_revoke(session: Session, user_name: str, letters: str) -> None:
    """Thu hồi một khóa, theo mã mà `token list` in ra; dùng khóa đó từ nay bị từ chối.\f

    Revoke a token by the identifier that `token list` prints; it is refused from now on.
    """
    try:
        wanted = from_letters(letters)
    except ValueError:
        raise NotFound(f"token {letters}") from None
    tokens.revoke(session.archive, session.asker, user_name, wanted)
    session.tell({"token": letters, "revoked": True}, f"Đã thu hồi khóa {letters}.")


COMMANDS = [user, token]
