"""Who this archive is: its UUID, the rows that every archive begins with, and leases for what one process does at a time."""

import uuid
from datetime import UTC, datetime

from sqlalchemy import insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from docarchive.catalogue.connection import now
from docarchive.catalogue.schema import arrangement, holdings, people, work
from docarchive.records import text
from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind

#: Rows that every archive has from its first day. The machine acts as user 0.
MACHINE, INTAKE_NODE, INTAKE_AUDIENCE, PUBLIC_AUDIENCE, SECRET_AUDIENCE = 0, 1, 1, 2, 3


class ArchiveRow:
    """The archive's own row and its leases."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def found(self) -> None:
        """Make the first rows of an empty catalogue; changes nothing in one that has them."""
        if self._connection.scalar(select(holdings.archive.c.id)) is not None:
            return
        at = datetime.now(UTC)
        execute = self._connection.execute
        execute(insert(holdings.archive).values(id=1, uuid=str(uuid.uuid4()), created=at))
        machine = {"id": MACHINE, "name": "docarchive", "shown_name": "Máy", "password": "", "roles": "", "department": 0}
        execute(insert(people.users).values(**machine, active=False, language="vi", theme="", created=at))
        for audience, mode in ((INTAKE_AUDIENCE, Mode.INTAKE), (PUBLIC_AUDIENCE, Mode.PUBLIC), (SECRET_AUDIENCE, Mode.SECRET)):
            execute(insert(arrangement.audiences).values(id=audience, mode=mode.value, department=0, persons=""))
        title = "Chờ xếp hồ sơ"
        node = {"id": INTAKE_NODE, "kind": NodeKind.INTAKE.value, "code": "CHO-XEP", "title": title, "opened": "", "closed": ""}
        access = {"audience": INTAKE_AUDIENCE, "own_audience": INTAKE_AUDIENCE}
        execute(insert(arrangement.nodes).values(**node, **access, sort_key=text.sort_key(title), revision=1, created=at))

    @property
    def uuid(self) -> str:
        """The archive's UUID, part of every OCFL object id."""
        return str(self._connection.execute(select(holdings.archive.c.uuid)).scalar_one())

    def adopt_uuid(self, known: str) -> None:
        """Take the UUID that the store's objects carry (rebuilding from the store alone)."""
        self._connection.execute(update(holdings.archive).values(uuid=known))

    def hold(self, name: str, holder: str, seconds: float) -> bool:
        """Take or prolong the lease `name`; False while another holder's runs."""
        until = now() + int(seconds * 1_000_000)
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        row = dialect.insert(work.leases).values(name=name, holder=holder, until=until)
        free = or_(work.leases.c.holder == holder, work.leases.c.until < now())
        taken = row.on_conflict_do_update(index_elements=["name"], set_={"holder": holder, "until": until}, where=free).returning(
            work.leases.c.name
        )
        return self._connection.execute(taken).first() is not None
