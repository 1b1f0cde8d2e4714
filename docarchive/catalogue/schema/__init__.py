"""The tables of the catalogue (design section 4), one module a subject, on one MetaData."""

from docarchive.catalogue.schema import arrangement, description, holdings, people, work
from docarchive.catalogue.schema.metadata import metadata

__all__ = ["arrangement", "description", "holdings", "metadata", "people", "work"]
