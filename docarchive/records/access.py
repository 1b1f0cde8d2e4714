"""Who asks, who may see, and the filter that a list or a search runs under."""

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a person is in the archive. Each role's rights stand in `rules/access.py`."""

    READER = "reader"
    ARCHIVIST = "archivist"
    ADMINISTRATOR = "administrator"
    SECRECY_OFFICER = "secrecy-officer"


class Mode(Enum):
    """Access modes of Circular 05/2025 (mode 01, 02, 03), and the intake's own."""

    PUBLIC = "public"  #: 01: everyone who may sign in
    CONDITIONAL = "conditional"  #: 02: the named departments and persons
    SECRET = "secret"  #: 03: the secrecy officer alone
    INTAKE = "intake"  #: not placed yet: archivists alone


@dataclass(frozen=True, slots=True)
class Audience:
    """One distinct rule about who may see. `persons` are user ids; `department` 0 stands for none."""

    id: int
    mode: Mode
    department: int = 0
    persons: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: a signed-in person, a token (scopes narrow the roles), or nobody (id 0, no roles)."""

    id: int
    name: str
    roles: frozenset[Role]
    department: int = 0
    scopes: frozenset[str] | None = None

    @property
    def known(self) -> bool:
        """Whether anybody is there: a signed-in person, a token, or the command line's operator (id 0, but with roles)."""
        return self.id != 0 or bool(self.roles)


NOBODY = Asker(0, "", frozenset())


@dataclass(frozen=True, slots=True)
class AccessFilter:
    """What a list, a search or a count is narrowed to.

    `audiences`: ids that the asker may see; `hidden`: items left out whatever their audience (they are being moved);
    `quarantined`: whether quarantined items show (to the secrecy officer, and to nobody else). `uncleared`: whether items
    show that are still being read, and so may yet turn out to carry a secrecy mark (to who uploads, and to nobody else).
    """

    audiences: frozenset[int]
    hidden: frozenset[int] = frozenset()
    quarantined: bool = False
    uncleared: bool = False

    def within(self, other: "AccessFilter") -> "AccessFilter":
        """What both let through."""
        both = self.quarantined and other.quarantined, self.uncleared and other.uncleared
        return AccessFilter(self.audiences & other.audiences, self.hidden | other.hidden, *both)
