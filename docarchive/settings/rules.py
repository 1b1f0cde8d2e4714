"""Which settings go together, and which secrets nobody may keep. Each breach is a `SettingWrong` that says what is allowed."""

from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from docarchive.errors import SettingWrong, Told

SCHEMES = {
    "database": ("sqlite", "postgresql+psycopg"),
    "storage": ("file", "s3"),
    "search": ("tantivy", "http", "https"),
    "broker": ("amqp", "amqps"),
    "public_url": ("http", "https"),
}
#: What servers ship with and manuals print. Guest is RabbitMQ's own, which it lets in from the same machine alone.
WELL_KNOWN = frozenset("admin changeme change-me default docarchive minioadmin password postgres secret".split())
ON_DISK = ("sqlite", "file", "tantivy")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Knobs(Protocol):
    """The settings that the rules read."""

    database: str
    database_password: str
    storage: str
    s3_access_key: str
    s3_secret_key: str
    search: str
    search_password: str
    broker: str
    broker_password: str
    public_url: str
    secret_key: str
    timezone: str
    lease_seconds: float
    heartbeat_seconds: float
    keep_quiet_seconds: float
    keep_at_most_seconds: float


def wrong(setting: str, *, vi: str, en: str) -> SettingWrong:
    """The error for `setting`, its reason in both languages."""
    return SettingWrong(setting=setting, reason=Told(vi, en))


def with_passwords(values: dict[str, Any]) -> dict[str, Any]:
    """`values` with each `…_password` put into the address that it belongs to (a file holds it alone, an address is shown)."""
    filled = dict(values)
    for name in ("database", "search", "broker"):
        password, address = values.get(f"{name}_password"), values.get(name)
        if not password:
            continue
        parts = urlsplit(str(address or ""))
        if parts.username is None or parts.password is not None:
            raise wrong(
                f"{name}_password",
                vi=f"chỉ dùng khi {name} có tên người dùng và chưa có mật khẩu (…://người@máy…).",
                en=f"is for an address in {name} that names a user and no password (…://user@host…).",
            )
        user, rest = parts.netloc.rsplit("@", 1)
        filled[name] = parts._replace(netloc=f"{user}:{quote(password, safe='')}@{rest}").geturl()
    return filled


def usable_folder(data: Path) -> Path:
    """`data` itself: addresses are made of it, so it holds none of their signs. Raises SettingWrong."""
    if any(sign in str(data) for sign in "?#%"):
        raise wrong("data", vi="đường dẫn không được có ?, # hoặc %.", en="the path may hold no ?, # or %.")
    return data


def profile(settings: Knobs) -> Literal["embedded", "distributed", "mixed"]:
    """The form that the four stores make together."""
    kinds = {SCHEMES[name].index(scheme(settings, name)) > 0 for name in ("database", "storage", "search")}
    kinds.add(settings.broker != "")
    if len(kinds) == 2:
        return "mixed"
    return "distributed" if kinds == {True} else "embedded"


def check(settings: Knobs) -> None:
    """Refuse what can't hold. Raises SettingWrong for the first rule that is broken."""
    for name in SCHEMES:
        _address(settings, name)
    _mix(settings)
    _secrets(settings)
    _times(settings)


def scheme(settings: Knobs, name: str) -> str:
    """The part of an address before `://`."""
    return str(getattr(settings, name)).partition("://")[0]


def _address(settings: Knobs, name: str) -> None:
    value = str(getattr(settings, name))
    if name == "broker" and not value:
        return
    parts = urlsplit(value)
    whole = (parts.path.strip("/") and not parts.netloc) if parts.scheme in ON_DISK else parts.hostname
    if "://" not in value or parts.scheme not in SCHEMES[name] or not whole:
        kinds = [f"{kind}:///" if kind in ON_DISK else f"{kind}://" for kind in SCHEMES[name]]
        raise wrong(
            name,
            vi=f"phải là một địa chỉ đầy đủ, bắt đầu bằng {' hoặc '.join(kinds)}",
            en=f"has to be a whole address that starts with {' or '.join(kinds)}",
        )


def _mix(settings: Knobs) -> None:
    if settings.broker and scheme(settings, "database") == "sqlite":
        raise wrong(
            "broker",
            vi="amqp cần database là PostgreSQL, vì SQLite chỉ dùng trên một máy. Để trống broker, hoặc đổi database.",
            en="amqp needs PostgreSQL as database, since SQLite serves one machine. Leave broker empty, or change database.",
        )
    if settings.broker and scheme(settings, "search") == "tantivy":
        raise wrong(
            "broker",
            vi="amqp cần search là Elasticsearch, vì chỉ một tiến trình ghi được tantivy. Để trống broker, hoặc đổi search.",
            en="amqp needs Elasticsearch as search, since only one process writes tantivy. Leave broker empty, or change search.",
        )
    if scheme(settings, "storage") == "s3":
        for name in ("s3_access_key", "s3_secret_key"):
            if not getattr(settings, name):
                raise wrong(name, vi="phải có khi storage là s3.", en="is needed when storage is s3.")


def _secrets(settings: Knobs) -> None:
    given = {name: getattr(settings, name) for name in ("s3_access_key", "s3_secret_key", "secret_key")}
    for name in ("database", "search", "broker"):
        address = urlsplit(getattr(settings, name))
        given[name] = unquote(address.password or "")
        if given[name] == "guest" and address.hostname not in LOOPBACK:
            raise _too_well_known(name)
    for name, secret in given.items():
        if (secret.lower() in WELL_KNOWN and name != "s3_access_key") or secret == "minioadmin":
            raise _too_well_known(name)
    if not settings.secret_key and scheme(settings, "database") != "sqlite":
        raise wrong("secret_key", vi="phải có khi database là PostgreSQL.", en="is needed when database is PostgreSQL.")
    if settings.secret_key and len(settings.secret_key) < 32:
        raise wrong("secret_key", vi="cần ít nhất 32 ký tự.", en="needs 32 characters or more.")


def _too_well_known(name: str) -> SettingWrong:
    return wrong(
        name,
        vi="mật khẩu mặc định ai cũng biết, không dùng được. Đặt mật khẩu riêng.",
        en="holds a default password that everybody knows. Set one of your own.",
    )


def _times(settings: Knobs) -> None:
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        reason = {"vi": "không có múi giờ này. Ví dụ: Asia/Ho_Chi_Minh.", "en": "is no known zone. Example: Asia/Ho_Chi_Minh."}
        raise wrong("timezone", **reason) from None
    if settings.heartbeat_seconds * 2 > settings.lease_seconds:
        raise wrong(
            "heartbeat_seconds",
            vi=f"nhiều nhất là nửa lease_seconds ({settings.lease_seconds / 2:g}).",
            en=f"may be half of lease_seconds at most ({settings.lease_seconds / 2:g}).",
        )
    if settings.keep_at_most_seconds < settings.keep_quiet_seconds:
        raise wrong(
            "keep_at_most_seconds",
            vi=f"ít nhất bằng keep_quiet_seconds ({settings.keep_quiet_seconds:g}).",
            en=f"may not be less than keep_quiet_seconds ({settings.keep_quiet_seconds:g}).",
        )
