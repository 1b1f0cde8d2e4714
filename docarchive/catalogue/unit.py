"""A unit of work: one transaction with the catalogue's subjects at hand."""

from functools import cached_property

from sqlalchemy.engine import Connection

from docarchive.catalogue.archive import ArchiveRow
from docarchive.catalogue.arrangement import Arrangement
from docarchive.catalogue.citations import Citations
from docarchive.catalogue.events import Events
from docarchive.catalogue.fields import Fields
from docarchive.catalogue.figures import Figures
from docarchive.catalogue.holdings import Holdings
from docarchive.catalogue.jobs import Jobs
from docarchive.catalogue.lists import Lists
from docarchive.catalogue.pages import Pages
from docarchive.catalogue.people import People
from docarchive.catalogue.rereads import Rereads
from docarchive.catalogue.seals import Seals
from docarchive.catalogue.searches import Searches
from docarchive.catalogue.stacks import Stacks
from docarchive.catalogue.uploads import Uploads
from docarchive.catalogue.worklists import Worklists


class Unit:
    """One transaction. `commit()` keeps what was done; leaving without it undoes everything."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def commit(self) -> None:
        """Keep everything done so far; durable when it returns."""
        self._connection.commit()

    @cached_property
    def archive(self) -> ArchiveRow:
        """Who this archive is, and its named leases."""
        return ArchiveRow(self._connection)

    @cached_property
    def arrangement(self) -> Arrangement:
        """The tree and its audiences."""
        return Arrangement(self._connection)

    @cached_property
    def holdings(self) -> Holdings:
        """Objects, files, items."""
        return Holdings(self._connection)

    @cached_property
    def pages(self) -> Pages:
        """Pages and their readings."""
        return Pages(self._connection)

    @cached_property
    def stacks(self) -> Stacks:
        """The pages of objects and the documents that they make."""
        return Stacks(self._connection)

    @cached_property
    def rereads(self) -> Rereads:
        """What can be read again, and what it was read as before."""
        return Rereads(self._connection)

    @cached_property
    def fields(self) -> Fields:
        """Field values and descriptions."""
        return Fields(self._connection)

    @cached_property
    def citations(self) -> Citations:
        """Which documents name which."""
        return Citations(self._connection)

    @cached_property
    def lists(self) -> Lists:
        """Items as lists show them."""
        return Lists(self._connection)

    @cached_property
    def worklists(self) -> Worklists:
        """What waits for a person."""
        return Worklists(self._connection)

    @cached_property
    def jobs(self) -> Jobs:
        """What is to be done."""
        return Jobs(self._connection)

    @cached_property
    def events(self) -> Events:
        """What was done."""
        return Events(self._connection)

    @cached_property
    def seals(self) -> Seals:
        """The hash chain over events."""
        return Seals(self._connection)

    @cached_property
    def people(self) -> People:
        """Users, sessions, tokens."""
        return People(self._connection)

    @cached_property
    def searches(self) -> Searches:
        """Searches that people keep, and their latest."""
        return Searches(self._connection)

    @cached_property
    def uploads(self) -> Uploads:
        """Batches, refusals, answers to repeated uploads."""
        return Uploads(self._connection)

    @cached_property
    def figures(self) -> Figures:
        """Counts for monitoring."""
        return Figures(self._connection)
