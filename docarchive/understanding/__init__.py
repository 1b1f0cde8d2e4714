"""Pages in, Description out: what a Vietnamese official document says of itself, and where on the page it says so.

Pure functions over word boxes; the vocabulary tables beside them are data. Nothing is guessed: what isn't read clearly
stays out, or stands apart as a suggestion.
"""

from collections.abc import Sequence

from docarchive.records.description import Description
from docarchive.records.pages import Page
from docarchive.understanding.citations import cited
from docarchive.understanding.closing import signature
from docarchive.understanding.dating import place_and_date
from docarchive.understanding.fields import VERSION
from docarchive.understanding.issuing import issuer_and_parent
from docarchive.understanding.letterhead import letterhead
from docarchive.understanding.naming import agreed, named_in_file
from docarchive.understanding.numbering import number_line
from docarchive.understanding.recipients import recipients
from docarchive.understanding.spans import of_page
from docarchive.understanding.stamps import hidden_by_arrival, outside, secrecy, urgency
from docarchive.understanding.titling import type_and_subject

__all__ = ["VERSION", "describe", "secrecy"]


def describe(pages: Sequence[Page], *, file_name: str = "") -> Description:
    """The fields of the document that `pages` (all of them, in order) are; `file_name` gives suggestions of its number.

    Every value has its confidence (0–1), page (from 1) and box on that page; what isn't found isn't there.
    """
    if not pages:
        return Description()
    # The receiver's stamp and what a digital signature shows carry numbers and dates of their own: regions, not text.
    running = [page.running for page in pages]
    spans = [of_page(page, number) for number, page in enumerate(running, start=1)]
    hidden = hidden_by_arrival(pages[0])
    first = spans[0] = outside(spans[0], hidden)
    sized = [(each, page.width) for each, page in zip(spans, pages, strict=True)]
    head = letterhead(running[0], first)
    line = number_line(head)
    stamps = [value for value in (secrecy(pages), urgency(pages)) if value is not None]
    return Description(
        (
            *agreed([*(line.values if line else ()), *named_in_file(file_name, line)]),
            *issuer_and_parent(head, line),
            *place_and_date(head),
            *type_and_subject(running[0], head, line, hidden=hidden),
            *signature(sized),
            *recipients(first, sized),
            *stamps,
            *cited(spans, line),
        )
    )
