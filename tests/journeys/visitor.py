"""A visitor who uses pages and their forms as a browser without script does."""

import re
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.archives import PASSWORD
from tests.journeys.web import Site


@dataclass
class Visitor:
    """A client that sends the form token of the page it looks at."""

    client: FlaskClient
    token: str = ""

    def get(self, address: str, **options: Any) -> TestResponse:
        """Look at a page, and keep its form token."""
        answer = self.client.get(address, buffered=True, **options)
        found = re.search(r'name="csrf-token" content="([^"]+)"', answer.text) if answer.mimetype == "text/html" else None
        self.token = found.group(1) if found else self.token
        return answer

    def post(self, address: str, *, follow: bool = False, **fields: Any) -> TestResponse:
        """Send a form."""
        return self.client.post(address, data={"csrf_token": self.token, **fields}, follow_redirects=follow)


def visitor(at: Site, name: str = "") -> Visitor:
    """Somebody from elsewhere; with a name signed in by the form."""
    made = Visitor(at.stranger())
    if name:
        made.get("/sign-in")
        answer = made.post("/sign-in", name=name, password=PASSWORD)
        assert answer.status_code == 302, answer.text
        made.get("/help")
    return made


def text_of(html: str) -> str:
    """The words of a page, tags and repeated blanks left out."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<(script|template).*?</\1>", " ", html, flags=re.DOTALL)).split())


def kept_fields(html: str) -> dict[str, list[str]]:
    """The hidden fields of the forms in a page's middle, as a question before a change keeps them for the confirmation."""
    found: dict[str, list[str]] = {}
    middle = html.split("<main")[-1].split("</main>")[0]
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', middle):
        found.setdefault(name, []).append(value)
    return found
