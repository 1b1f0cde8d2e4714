"""The arrangement: Fonds ⊃ Series ⊃ Dossier (phông, mục lục, hồ sơ); items are placed in dossiers."""

from dataclasses import dataclass
from enum import Enum


class NodeKind(Enum):
    """Levels of the tree, and the intake where new items land until they are placed."""

    FONDS = "fonds"
    SERIES = "series"
    DOSSIER = "dossier"
    INTAKE = "intake"

    @property
    def parents(self) -> tuple["NodeKind", ...]:
        """Kinds that may hold this kind; none: it stands at the root."""
        return {
            NodeKind.FONDS: (),
            NodeKind.SERIES: (NodeKind.FONDS,),
            NodeKind.DOSSIER: (NodeKind.SERIES, NodeKind.FONDS),
            NodeKind.INTAKE: (),
        }[self]


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the tree. `audience` is its own or inherited; `revision` fences edits (a stale one is a Conflict)."""

    id: int
    kind: NodeKind
    parent: int | None
    code: str
    title: str
    opened: str
    closed: str
    audience: int
    own_audience: bool
    retention_rule: int | None
    revision: int
