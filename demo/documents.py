"""The documents as data: one TOML file each in `documents/`, made into frozen values."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from demo import inventory

FOLDER = Path(__file__).parent / "documents"


@dataclass(frozen=True, slots=True)
class Arrival:
    """The ĐẾN stamp of the office that received the document: its own number and day, written by hand."""

    office: str
    number: str
    day: str


@dataclass(frozen=True, slots=True)
class Document:
    """One official document. `sign` holds the lines over the signature; `body` is marked up as `demo.body` tells.

    `form` is "pdf", "scan", "tiff", "jpeg", "png" or "txt"; `damage` the arguments of `demo.damage.Damage`;
    `handwritten` the parts filled in with a pen ("number", "day"); `broken_page` the page to destroy, from 1;
    `signed_at` the time that an electronic signature shows on a scan.
    """

    name: str
    form: str
    issuer: list[str]
    date: date
    type: str
    subject: str
    body: str
    sign: list[str]
    signer: str
    parent: list[str] = field(default_factory=list)
    number: str = ""
    suffix: str = ""
    symbol: str = ""
    place: str = "Vĩnh Lam"
    to: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    handwritten: list[str] = field(default_factory=list)
    damage: dict[str, Any] = field(default_factory=dict)
    appendix: str = ""
    arrival: Arrival | None = None
    urgency: str = ""
    secrecy: str = ""
    resolves: str = ""
    size: float = 14.0
    spacing: float = 1.05
    broken_page: int = 0
    signed_at: datetime | None = None
    scanned_pages: list[int] = field(default_factory=list)
    sealed: bool = True

    @property
    def letter(self) -> bool:
        """A công văn: no type is printed, the subject stands under the number."""
        return self.type == "Công văn"

    @property
    def file(self) -> str:
        """Its file name in the drawn set."""
        ending = {"scan": "pdf", "tiff": "tif", "jpeg": "jpg"}.get(self.form, self.form)
        return f"{self.name}.{ending}"

    @property
    def truth(self) -> dict[str, str | bool]:
        """Its header as a person would read it off the paper; the form that the understanding benchmark takes."""
        abbreviations = re.findall(r"\b(?:TM|KT|TL|TUQ|Q)\.", " ".join(self.sign))
        return {
            "file": self.file,
            "issuer": " ".join(self.issuer),
            "number": self.number,
            "suffix": self.suffix,
            "symbol": self.symbol,
            "place": self.place,
            "date": self.date.isoformat(),
            "type": self.type,
            "subject": self.subject,
            "authority": " ".join(abbreviations) or "none",
            "sign_title": re.sub(r"^(?:KT|TL|TUQ|Q)\. ", "", self.sign[-1]),
            "signer": self.signer,
            "secrecy": self.secrecy,
            "urgency": self.urgency,
            "number_handwritten": "number" in self.handwritten,
            "date_handwritten": "day" in self.handwritten,
            "month_handwritten": "month" in self.handwritten,
        }


def load(path: Path) -> Document:
    """The document told by one TOML file. Raises TypeError on a key that no document has."""
    told = tomllib.loads(path.read_text("utf-8"))
    if "arrival" in told:
        told["arrival"] = Arrival(**told["arrival"])
    if "appendix" in told:
        told["appendix"] = inventory.filled(told["appendix"])
    return Document(name=path.stem, **told)


def every(*, secret: bool = False) -> Iterator[Document]:
    """The set in the order of names; with `secret`, instead those that carry a secrecy mark."""
    for path in sorted(FOLDER.glob("*.toml")):
        document = load(path)
        if bool(document.secrecy) == secret:
            yield document
