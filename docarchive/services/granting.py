"""Who may see what, for administrators: the rule of a node and its change, and what a person's rights come to in the archive."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.catalogue.people import User
from docarchive.errors import Conflict, Invalid, Told
from docarchive.records.access import NOBODY, AccessFilter, Asker, Mode
from docarchive.records.arrangement import Node, NodeKind
from docarchive.records.events import Deed
from docarchive.rules.access import Right, access_filter, require, require_item
from docarchive.services.arranging import access_of, carry, visible_node

_NOT_HERE = Told("nơi chờ xếp không đổi người được xem", "who sees the intake can't be changed")
_ROOT_RULE = Told("phông phải có chế độ sử dụng riêng", "a fonds needs an access mode of its own")
_NAMED_ONLY = Told("chỉ nêu tên người ở chế độ sử dụng có điều kiện", "persons are named for conditional access only")
_UNKNOWN = Told("có người không còn tài khoản", "one of the persons has no account")


@dataclass(frozen=True, slots=True)
class Readers:
    """Who may see a node: its rule, the persons it names, and the node that the rule comes from (the node itself where it has
    one of its own)."""

    mode: Mode
    persons: tuple[User, ...]
    source: Node


@dataclass(frozen=True, slots=True)
class Change:
    """A change of who may see a node that is asked for: both rules, how many documents that the asker may see it concerns, and
    the parts inside that keep a rule of their own."""

    node: Node
    before: Readers
    after: Readers
    items: int
    apart: tuple[int, ...]

    @property
    def fence(self) -> str:
        """What it was shown as, in a word: when anything of that is another by now, it isn't what was confirmed."""
        rules = [f"{_told(rule, self.node)} {rule.source.id}" for rule in (self.before, self.after)]
        shown = "\n".join([str(self.node.revision), *rules, *map(str, self.apart)])
        return sha256(shown.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person may see of a fonds: how many documents, the topmost parts of it that are closed to this person, and the
    topmost open ones within closed ones."""

    fonds: Node
    items: int
    closed: tuple[Node, ...]
    opened: tuple[Node, ...]


def readers_of_item(archive: Archive, asker: Asker, item_id: int) -> Readers:
    """Who may see a document, and where that is laid down. For who arranges. Raises Forbidden, NotFound."""
    require(asker, Right.ARRANGE)
    with archive.catalogue.reading() as unit:
        item = unit.holdings.item(item_id)
        require_item(access_of(unit, asker), item)
        return _readers(unit, unit.arrangement.node(item.home))


def readers(archive: Archive, asker: Asker, node_id: int) -> Readers:
    """Who may see a node. For who arranges. Raises Forbidden, NotFound."""
    require(asker, Right.ARRANGE)
    with archive.catalogue.reading() as unit:
        return _readers(unit, visible_node(unit, access_of(unit, asker), node_id))


def _readers(unit: Unit, node: Node) -> Readers:
    path = unit.arrangement.path(node.id)
    source = next((each for each in reversed(path) if each.own_audience), path[0])
    rule = next(each for each in unit.arrangement.audiences() if each.id == node.audience)
    return Readers(rule.mode, _named(unit, rule.persons), source)


def _named(unit: Unit, persons: Iterable[int]) -> tuple[User, ...]:
    wanted = set(persons)
    return tuple(user for user in unit.people.users() if user.id in wanted)


def asked(archive: Archive, asker: Asker, node_id: int, *, mode: Mode | None, persons: Iterable[str] = ()) -> Change:
    """What would change if a node had this rule (`mode` None: that of what it lies in), `persons` by their names. Nothing does
    yet. For administrators. Raises Forbidden, NotFound, Invalid."""
    require(asker, Right.PEOPLE)
    with archive.catalogue.reading() as unit:
        node = visible_node(unit, access_of(unit, asker), node_id)
        return _change(unit, access_of(unit, asker), node, mode, tuple(persons))


def _change(unit: Unit, access: AccessFilter, node: Node, mode: Mode | None, names: tuple[str, ...]) -> Change:
    if node.kind is NodeKind.INTAKE or mode in (Mode.INTAKE, Mode.SECRET):
        raise Invalid(reason=_NOT_HERE)
    if mode is None and node.parent is None:
        raise Invalid(reason=_ROOT_RULE)
    if names and mode is not Mode.CONDITIONAL:
        raise Invalid(reason=_NAMED_ONLY)
    known = {user.name: user for user in unit.people.users()}
    if set(names) - set(known):
        raise Invalid(reason=_UNKNOWN)
    persons = tuple(user for name, user in known.items() if name in names)
    after = _readers(unit, unit.arrangement.node(node.parent or 0)) if mode is None else Readers(mode, persons, node)
    counts = unit.lists.counts_in_nodes(access)
    below = unit.arrangement.below(node.id)
    follows = [each.id for each in _followers(below, node.id)]
    apart = tuple(sorted(each.id for each in below if each.own_audience and each.id != node.id))
    return Change(node, _readers(unit, node), after, sum(counts.get(each, 0) for each in follows), apart)


def _followers(below: Iterable[Node], node_id: int) -> Iterator[Node]:
    """The node, and what is under it without a rule of its own between; parents come before children."""
    found = set()
    for each in below:
        if each.id == node_id or (each.parent in found and not each.own_audience):
            found.add(each.id)
            yield each


def change(archive: Archive, asker: Asker, node_id: int, *, mode: Mode | None, persons: Iterable[str] = (), fence: str) -> Change:
    """Give a node and what has no rule of its own below it another rule; index and store follow. For administrators.

    `fence`: that of the change as it was asked for (`asked`). Raises Forbidden, NotFound, Invalid, Conflict (something of what
    was shown changed since: the node, the rule it would take from above, which parts inside have their own).
    """
    require(asker, Right.PEOPLE)
    with archive.catalogue.writing() as unit:
        node = visible_node(unit, access_of(unit, asker), node_id)
        done = _change(unit, access_of(unit, asker), node, mode, tuple(persons))
        if done.fence != fence:
            raise Conflict(f"node {node_id}")
        rule = unit.arrangement.audience(mode, persons=[user.id for user in done.after.persons]) if mode else None
        unit.arrangement.assign(node, rule.id if rule else None)
        facts: dict[str, Any] = {"before": _told(done.before, node), "after": _told(done.after, node)}
        unit.events.add(Deed.GRANT, agent=asker.id, node=str(node.id), code=node.code, title=node.title, **facts)
        carry(archive, unit, node.id)
        unit.commit()
    return done


def _told(rule: Readers, node: Node) -> str:
    """The rule as the event keeps it: mode, names, and "inherited" where it isn't the node's own."""
    parts = [rule.mode.value, *sorted(user.name for user in rule.persons), *([] if rule.source.id == node.id else ["inherited"])]
    return " ".join(parts)


def reach(archive: Archive, asker: Asker, name: str) -> list[Reach]:
    """What a person may see, fonds by fonds, of what the asker knows of: counts, never documents. For administrators.

    Raises Forbidden, NotFound.
    """
    require(asker, Right.PEOPLE)
    with archive.catalogue.reading() as unit:
        return _reaches(unit, access_of(unit, asker), unit.people.named(name))


def reaches(archive: Archive, asker: Asker, users: Iterable[User]) -> dict[int, list[Reach]]:
    """The same of several persons, by their ids. For administrators. Raises Forbidden."""
    require(asker, Right.PEOPLE)
    with archive.catalogue.reading() as unit:
        own = access_of(unit, asker)
        return {user.id: _reaches(unit, own, user) for user in users}


def _reaches(unit: Unit, own: AccessFilter, user: User) -> list[Reach]:
    theirs = access_filter(user.asker() if user.active else NOBODY, unit.arrangement.audiences())
    nodes = unit.arrangement.all(own.audiences)
    counts = unit.lists.counts_in_nodes(theirs.within(own))
    parents = {node.id: node for node in nodes}
    return [_reach(root, nodes, parents, theirs, counts) for root in nodes if root.parent not in parents]


def _reach(root: Node, nodes: Iterable[Node], parents: dict[int, Node], theirs: AccessFilter, counts: Mapping[int, int]) -> Reach:
    inside = [node for node in nodes if _root(node, parents).id == root.id]

    def sees(node: Node | None) -> bool:
        return node is not None and node.audience in theirs.audiences

    closed = tuple(each for each in inside if not sees(each) and (each.id == root.id or sees(parents[each.parent or 0])))
    opened = tuple(each for each in inside if sees(each) and each.id != root.id and not sees(parents[each.parent or 0]))
    return Reach(root, sum(counts.get(node.id, 0) for node in inside), closed, opened)


def _root(node: Node, nodes: dict[int, Node]) -> Node:
    while node.parent in nodes:
        node = nodes[node.parent]
    return node


def departments(archive: Archive, asker: Asker) -> dict[int, str]:
    """Names of the office's departments by id. For administrators. Raises Forbidden."""
    require(asker, Right.PEOPLE)
    with archive.catalogue.reading() as unit:
        return unit.people.departments()


def last_seen(archive: Archive, asker: Asker, users: Iterable[User]) -> dict[int, datetime]:
    """When each person last did anything, of those who ever did. For administrators. Raises Forbidden."""
    require(asker, Right.PEOPLE)
    with archive.catalogue.reading() as unit:
        found = {user.id: unit.events.last_of(user.id) for user in users}
    return {user: at.astimezone(UTC) for user, at in found.items() if at}
