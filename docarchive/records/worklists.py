"""What waits for a person: the lists that an archivist works down."""

from enum import Enum

#: Under this mean confidence a page counts as poorly read: its scan is worth a look (its error rate is high; r = −0.91).
POORLY_READ = 0.80
#: Under this confidence a value that no person has confirmed counts as doubtful: the desk lists its document, whose page says so.
DOUBTFUL = 0.80
#: From this confidence on a value needs nobody's eye.
SURE = 0.98


def level(confidence: float) -> str:
    """How sure the machine is, in a word of ours: sure, likely or doubt. The one rule for the desk and for every page."""
    return "sure" if confidence >= SURE else "likely" if confidence >= DOUBTFUL else "doubt"


class Worklist(Enum):
    """Why documents wait, in the order of urgency. One document may stand in several."""

    FAILED = "failed"  #: a page, or the whole file, could not be read
    POOR = "poor"  #: a page was read with little confidence
    UNREAD = "unread"  #: something on a page that looks like text was not read
    NUMBERLESS = "numberless"  #: read, and no number was found
    DATELESS = "dateless"  #: read, and no date was found
    DOUBTFUL = "doubtful"  #: a value that nobody confirmed and the machine hardly believes
    UNPLACED = "unplaced"  #: still in the intake, in no dossier
    READING = "reading"  #: not read yet
