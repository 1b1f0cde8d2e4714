"""The tree of fonds, series and dossiers; audiences; and which items are placed where."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping, func, insert, literal, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from docarchive.catalogue.schema import arrangement as tables
from docarchive.catalogue.schema import holdings
from docarchive.errors import CodeTaken, Conflict, Invalid, NotFound, Told
from docarchive.records import identifiers, text
from docarchive.records.access import Audience, Mode
from docarchive.records.arrangement import Node, NodeKind

_nodes, _audiences, _placements, _items = tables.nodes, tables.audiences, holdings.placements, holdings.items


def node_of(row: RowMapping) -> Node:
    """A node from its row."""
    plain = {name: row[name] for name in Node.__dataclass_fields__ if name not in ("kind", "own_audience")}
    return Node(**plain, kind=NodeKind(row["kind"]), own_audience=row["own_audience"] is not None)


_NOT_THERE = Told(
    "hồ sơ nằm trong mục lục hoặc phông, mục lục nằm trong phông", "a dossier lies in a series or fonds, a series in a fonds"
)


class Arrangement:
    """The tree and its audiences."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def node(self, node_id: int) -> Node:
        """A node. Raises NotFound."""
        row = self._connection.execute(select(_nodes).where(_nodes.c.id == node_id)).mappings().first()
        if row is None:
            raise NotFound(f"node {node_id}")
        return node_of(row)

    def children(self, parent: int | None, audiences: Iterable[int]) -> list[Node]:
        """The nodes right under `parent` (None: the roots) that these audiences may see, in Vietnamese order."""
        under = _nodes.c.parent.is_(None) if parent is None else _nodes.c.parent == parent
        query = select(_nodes).where(under, _nodes.c.audience.in_(list(audiences))).order_by(_nodes.c.sort_key, _nodes.c.id)
        return [node_of(row) for row in self._connection.execute(query).mappings()]

    def all(self, audiences: Iterable[int]) -> list[Node]:
        """Every node that these audiences may see, in Vietnamese order: for choosing one."""
        query = select(_nodes).where(_nodes.c.audience.in_(list(audiences))).order_by(_nodes.c.sort_key, _nodes.c.id)
        return [node_of(row) for row in self._connection.execute(query).mappings()]

    def visible(self, ids: Iterable[int], audiences: Iterable[int]) -> set[int]:
        """Which of these nodes these audiences may see."""
        query = select(_nodes.c.id).where(_nodes.c.id.in_(set(ids)), _nodes.c.audience.in_(list(audiences)))
        return set(self._connection.scalars(query))

    def below(self, node_id: int) -> list[Node]:
        """The node and everything under it, parents before children."""
        down = select(_nodes.c.id, literal(0).label("depth")).where(_nodes.c.id == node_id).cte(recursive=True)
        down = down.union_all(select(_nodes.c.id, down.c.depth + 1).join(down, _nodes.c.parent == down.c.id))
        query = select(_nodes).join(down, _nodes.c.id == down.c.id).order_by(down.c.depth, _nodes.c.id)
        return [node_of(row) for row in self._connection.execute(query).mappings()]

    def path(self, node_id: int) -> list[Node]:
        """From the root down to the node itself."""
        up = select(_nodes.c.id, _nodes.c.parent, literal(0).label("depth")).where(_nodes.c.id == node_id).cte(recursive=True)
        step = select(_nodes.c.id, _nodes.c.parent, up.c.depth + 1).join(up, _nodes.c.id == up.c.parent)
        up = up.union_all(step)
        query = select(_nodes).join(up, _nodes.c.id == up.c.id).order_by(up.c.depth.desc())
        return [node_of(row) for row in self._connection.execute(query).mappings()]

    def by_codes(self, codes: list[str]) -> Node | None:
        """The node at a path of codes from the root, or None."""
        found: Node | None = None
        for code in codes:
            found = self.child(found.id if found else None, code)
            if found is None:
                return None
        return found

    def child(self, parent: int | None, code: str) -> Node | None:
        """The node with this code right under `parent` (None: at the root), or None."""
        under = _nodes.c.parent.is_(None) if parent is None else _nodes.c.parent == parent
        row = self._connection.execute(select(_nodes).where(under, _nodes.c.code == code)).mappings().first()
        return node_of(row) if row else None

    def add(
        self,
        kind: NodeKind,
        *,
        parent: int | None,
        code: str,
        title: str,
        audience: int | None,
        opened: str = "",
        closed: str = "",
        node_id: int | None = None,
    ) -> Node:
        """A new node; without an audience of its own it takes its parent's. Raises Invalid, CodeTaken.

        `node_id` is its id when it comes back from the store.
        """
        above = None if parent is None else self.node(parent)
        if kind is NodeKind.INTAKE or (above.kind if above else None) not in (kind.parents or (None,)):
            raise Invalid(reason=Told(f"{kind.value} không đặt được ở đây", f"a {kind.value} can't be put here"))
        inherited = above.audience if above else None
        in_force = audience or inherited
        if in_force is None:
            raise Invalid(reason=Told("phông cần chế độ sử dụng", "a fonds needs its access mode"))
        if self.child(parent, code):
            raise CodeTaken(taken=code)
        made = node_id or identifiers.mint()
        row = {"id": made, "kind": kind.value, "parent": parent, "code": code, "title": title, "revision": 1}
        row |= {
            "sort_key": text.sort_key(f"{code} {title}"),
            "opened": opened,
            "closed": closed,
        }
        access = {"audience": in_force, "own_audience": audience, "created": datetime.now(UTC)}
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(_nodes).values(**row, **access))
        except IntegrityError:
            raise CodeTaken(taken=code) from None
        return self.node(made)

    def rename(self, node: Node, *, code: str, title: str) -> Node:
        """Give a node another code and title. Raises Conflict when it changed since `node` was loaded, or CodeTaken."""
        if code != node.code and self.child(node.parent, code):
            raise CodeTaken(taken=code)
        values: dict[str, Any] = {"code": code, "title": title, "sort_key": text.sort_key(f"{code} {title}")}
        fenced = update(_nodes).where(_nodes.c.id == node.id, _nodes.c.revision == node.revision)
        if self._connection.execute(fenced.values(**values, revision=node.revision + 1)).rowcount != 1:
            raise Conflict(f"node {node.id}")
        return self.node(node.id)

    def move(self, node: Node, parent: int) -> Node:
        """Put a series or dossier, with all that is under it, under another node, at its place in the order; what has no
        audience of its own takes the new parent's. Raises Invalid (not there), CodeTaken, Conflict (changed since)."""
        above = self.node(parent)
        if above.kind not in node.kind.parents:
            raise Invalid(reason=_NOT_THERE)
        if parent != node.parent and self.child(parent, node.code):
            raise CodeTaken(taken=node.code)
        fenced = update(_nodes).where(_nodes.c.id == node.id, _nodes.c.revision == node.revision)
        if self._connection.execute(fenced.values(parent=parent, revision=node.revision + 1)).rowcount != 1:
            raise Conflict(f"node {node.id}")
        self._inherit(node.id, above)
        return self.node(node.id)

    def assign(self, node: Node, own: int | None) -> Node:
        """Give a node an audience of its own, or none, and all below it that has none itself. Raises Conflict (changed since)."""
        fenced = update(_nodes).where(_nodes.c.id == node.id, _nodes.c.revision == node.revision)
        if self._connection.execute(fenced.values(own_audience=own, revision=node.revision + 1)).rowcount != 1:
            raise Conflict(f"node {node.id}")
        in_force = own if own is not None else self.node(node.parent or 0).audience
        self._hold(node.id, in_force)
        self._inherit(node.id, self.node(node.parent or node.id))
        return self.node(node.id)

    def _hold(self, node_id: int, audience: int) -> None:
        self._connection.execute(update(_nodes).where(_nodes.c.id == node_id).values(audience=audience))
        self._connection.execute(update(_items).where(_items.c.home == node_id).values(audience=audience))

    def _inherit(self, node_id: int, above: Node) -> None:
        holds = {above.id: above.audience}
        for each in self.below(node_id):
            holds[each.id] = each.audience if each.own_audience or each.parent is None else holds[each.parent]
            if holds[each.id] != each.audience:
                self._hold(each.id, holds[each.id])

    def place(self, item: int, node: int, *, home: bool = True, ordinal: int = 0) -> None:
        """Put an item into a node: at its end, or at the `ordinal` that it had there. As its home it leaves the home before, and
        the new one's audience holds."""
        if home:
            gone = _placements.delete().where(_placements.c.item == item, (_placements.c.home) | (_placements.c.node == node))
            self._connection.execute(gone)
        last = select(func.coalesce(func.max(_placements.c.ordinal), 0)).where(_placements.c.node == node)
        ordinal = ordinal or int(self._connection.execute(last).scalar_one()) + 1
        self._connection.execute(insert(_placements).values(item=item, node=node, ordinal=ordinal, home=home))
        if home:
            audience = self.node(node).audience
            self._connection.execute(update(_items).where(_items.c.id == item).values(home=node, audience=audience))

    def ordinal_at_home(self, item: int) -> int:
        """An item's place in the order of its home; 0 when it has none."""
        at_home = (_placements.c.item == item, _placements.c.home)
        return int(self._connection.scalar(select(_placements.c.ordinal).where(*at_home)) or 0)

    def nodes_of(self, item: int) -> list[int]:
        """The nodes an item is placed in, its home first."""
        query = select(_placements.c.node).where(_placements.c.item == item)
        return list(self._connection.scalars(query.order_by(_placements.c.home.desc(), _placements.c.node)))

    def audience(self, mode: Mode, *, department: int = 0, persons: Iterable[int] = ()) -> Audience:
        """The audience with this rule, made if there is none yet: one row a distinct rule."""
        named = ",".join(str(person) for person in sorted(set(persons)))
        same = (_audiences.c.mode == mode.value, _audiences.c.department == department, _audiences.c.persons == named)
        found = self._connection.scalar(select(_audiences.c.id).where(*same))
        if found is None:
            found = identifiers.mint()
            row = {"id": found, "mode": mode.value, "department": department, "persons": named}
            self._connection.execute(insert(_audiences).values(**row))
        return Audience(found, mode, department, frozenset(persons))

    def restore_audience(self, audience: Audience) -> None:
        """Put back an audience with its id (rebuilding from the store); nothing when it is there."""
        if self._connection.scalar(select(_audiences.c.id).where(_audiences.c.id == audience.id)) is None:
            named = ",".join(str(person) for person in sorted(audience.persons))
            row = {"id": audience.id, "mode": audience.mode.value, "department": audience.department, "persons": named}
            self._connection.execute(insert(_audiences).values(**row))

    def audiences(self) -> list[Audience]:
        """Every audience: the rules, from which an asker's ids are worked out."""
        return [
            Audience(
                row["id"], Mode(row["mode"]), row["department"], frozenset(map(int, filter(None, row["persons"].split(","))))
            )
            for row in self._connection.execute(select(_audiences)).mappings()
        ]
