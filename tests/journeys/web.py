"""The app over a whole archive, and clients of it as different people."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apiflask import APIFlask
from flask.testing import FlaskClient

from docarchive.records.identifiers import from_letters
from docarchive.records.objects import Item
from docarchive.rules.access import SCOPES
from docarchive.services import people, tokens
from docarchive.web import create_app
from tests.archives import PASSWORD, Working, asker, at_work, opened

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


@dataclass
class Site:
    """The app, its archive with a worker behind it, and who comes."""

    app: APIFlask
    working: Working
    _headers: dict[tuple[str, tuple[str, ...]], dict[str, str]] = field(default_factory=dict)

    def headers(self, name: str, *scopes: str) -> dict[str, str]:
        """What a program of `name` sends: a token with these scopes (default: all)."""
        if (name, scopes) not in self._headers:
            wanted = scopes or tuple(sorted(SCOPES))
            token = tokens.add(self.working.archive, asker(self.working.archive, name), name, label="thử", scopes=wanted)
            self._headers[name, scopes] = {"Authorization": f"Bearer {token}"}
        return self._headers[name, scopes]

    def stranger(self) -> FlaskClient:
        """A client without token or session, from elsewhere."""
        client = self.app.test_client()
        client.environ_base.update(ELSEWHERE)
        return client

    def program(self, name: str, *scopes: str) -> FlaskClient:
        """A client with a token of `name`."""
        client = self.stranger()
        authorization = self.headers(name, *scopes)["Authorization"]
        client.environ_base["HTTP_AUTHORIZATION"] = authorization
        return client

    def browser(self, name: str) -> FlaskClient:
        """A client with a session of `name`, and no form token."""
        client = self.stranger()
        _, secret = people.sign_in(self.working.archive, name, PASSWORD, address="192.0.2.7")
        client.set_cookie("docarchive", secret)
        return client

    def upload(self, data: bytes, name: str = "trang.png", *, as_user: str = "hoa", **options: Any) -> dict[str, Any]:
        """The answer to an upload that is taken."""
        headers = {"X-File-Name": name, **options.pop("headers", {})}
        address = "/api/v1/uploads"
        answer = self.program(as_user).post(
            address, data=data, headers=headers, content_type="application/octet-stream", **options
        )
        assert answer.status_code == 201, answer.text
        return dict(answer.get_json())

    def done(self, letters: str) -> Item:
        """The item when nothing of it waits or runs any more."""
        return self.working.done(from_letters(letters))


@contextmanager
def site(folder: Path, **settings: Any) -> Iterator[Site]:
    """A site of its own in `folder`."""
    with opened(folder / "archive", **settings) as archive, at_work(archive) as working:
        yield Site(create_app(archive), working)
