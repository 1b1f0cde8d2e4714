"""What was done, in plain words: the fact of an event that people ask for, on a document's page and in the audit trail."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from docarchive.records.access import Role
from docarchive.records.events import Deed
from docarchive.web.pages import words
from docarchive.web.shown import size

Facts = Mapping[str, Any]


def fact_words(deed: Deed, facts: Facts | None) -> str:
    """The facts of an event in words ("" when they were erased); those that nobody reads (keys of rows) are left out."""
    tell = _TELLERS.get(deed)
    return tell(facts) if tell and facts is not None else ""


def _accepted(facts: Facts) -> str:
    return f"{facts.get('name', '')}, {size(int(facts.get('size', 0)))}"


def _viewed(facts: Facts) -> str:
    return _("Trang %(pages)s", pages=facts["page"]) if facts.get("page") else _("mô tả")


def _retried(facts: Facts) -> str:
    return _("Trang %(pages)s", pages=", ".join(map(str, facts["pages"]))) if facts.get("pages") else ""


def _split(facts: Facts) -> str:
    told = [_("trang %(pages)s của tệp", pages=facts["pages"])] if facts.get("pages") else []
    if facts.get("why") in words.STAYED:
        told.append(_("để ở nơi nhận tệp: %(why)s", why=words.STAYED[facts["why"]]))
    return "; ".join(told)


def _searched(facts: Facts) -> str:
    return f"“{facts.get('typed', '')}”: {_documents(facts)}"


def _documents(facts: Facts) -> str:
    count = int(facts.get("total", 0))
    return ngettext("%(shown)s văn bản", "%(shown)s văn bản", count, shown=format_decimal(count))


def _exported(facts: Facts) -> str:
    if facts.get("what") == "trail":
        return _("Nhật ký, %(count)s dòng", count=format_decimal(facts.get("total", 0)))
    return f"“{facts['typed']}”: {_documents(facts)}" if facts.get("typed") else _documents(facts)


def _arranged(facts: Facts) -> str:
    named = f"{facts.get('code', '')} {facts.get('title', '')}"
    before = facts.get("before")
    if facts.get("left") and facts.get("left") != facts.get("parent"):
        return _("%(name)s, chuyển chỗ", name=named)
    return _("%(after)s (trước: %(before)s)", after=named, before=before) if before and before != named else named


def _granted(facts: Facts) -> str:
    if "node" in facts:
        named = f"{facts.get('code', '')} {facts.get('title', '')}"
        return _("%(name)s: %(before)s → %(after)s", name=named, before=_rule(facts["before"]), after=_rule(facts["after"]))
    user = str(facts.get("user", ""))
    if "token" in facts:
        return _("%(user)s: khóa API “%(label)s”", user=user, label=facts["token"])
    if "revoked" in facts:
        return _("%(user)s: thu hồi khóa API", user=user)
    if "password" in facts:
        return _("%(user)s: đổi mật khẩu", user=user)
    if "before" in facts:
        told = _("%(name)s: %(before)s → %(after)s", name=user, before=_roles(facts["before"]), after=_roles(facts["after"]))
        return told if facts.get("active", True) else f"{told}; {_('bị khóa')}"
    return f"{user}: {_roles(facts.get('roles', ()))}"


def _roles(names: Any) -> str:
    known = {role.value for role in Role}
    return ", ".join(str(words.ROLES[Role(name)]) if name in known else str(name) for name in names)


def _rule(told: str) -> str:
    """A node's rule as its event keeps it (see services.granting), in words."""
    mode, *names = told.split()
    shown = next((str(word) for each, word in words.MODES.items() if each.value == mode), mode)
    if "inherited" in names:
        return _("theo nơi chứa (%(mode)s)", mode=shown)
    return f"{shown}: {', '.join(names)}" if names else shown


def _verified(facts: Facts) -> str:
    faults = facts.get("faults", 0)
    count = len(faults) if isinstance(faults, list) else int(faults)
    return ngettext("%(num)s lỗi", "%(num)s lỗi", count) if count else _("không lỗi")


_TELLERS: dict[Deed, Callable[[Facts], str]] = {
    Deed.ACCEPT: _accepted,
    Deed.PLAN: lambda facts: ngettext("%(num)s trang", "%(num)s trang", int(facts.get("pages", 0))),
    Deed.RETRY: _retried,
    Deed.SPLIT: _split,
    Deed.REORDER: lambda facts: next((str(word) for how, word in words.PAGE_ORDERS.items() if how.value == facts.get("how")), ""),
    Deed.JOIN: lambda facts: ngettext("%(num)s văn bản", "%(num)s văn bản", int(facts.get("documents", 1))),
    Deed.VIEW: _viewed,
    Deed.DOWNLOAD: lambda facts: _("Bản gốc") if facts.get("what") == "original" else _("PDF tìm được chữ"),
    Deed.DESCRIBE: lambda facts: str(words.STATES.get(str(facts.get("state")), "")),
    Deed.QUARANTINE: lambda facts: str(facts.get("mark", "")),
    Deed.SEARCH: _searched,
    Deed.EXPORT: _exported,
    Deed.SIGN_IN: lambda facts: _("từ %(address)s", address=facts.get("address", "")),
    Deed.SIGN_IN_FAILED: lambda facts: _(
        "%(name)s, từ %(address)s", name=facts.get("name", ""), address=facts.get("address", "")
    ),
    Deed.ARRANGE: _arranged,
    Deed.GRANT: _granted,
    Deed.VERIFY: _verified,
    Deed.REBUILD: lambda facts: ngettext("%(num)s văn bản", "%(num)s văn bản", int(facts.get("items", 0))),
}
