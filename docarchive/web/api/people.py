"""Who comes in: oneself, users and their roles, tokens."""

from datetime import datetime
from typing import Annotated, Literal

from apiflask import APIBlueprint
from flask import url_for
from pydantic import Field

from docarchive.catalogue.people import User
from docarchive.errors import NotFound
from docarchive.records.access import Role
from docarchive.rules.access import SCOPES, Right, may
from docarchive.services import people, tokens
from docarchive.web.api.shapes import Asked, Given, Identifier, Links, Shape, Text
from docarchive.web.asking import archive, asker
from docarchive.web.face import language

blueprint = APIBlueprint("people", __name__, tag="People")

RoleName = Literal["reader", "archivist", "administrator", "secrecy-officer"]
UserName = Annotated[Text, Field(min_length=1, max_length=100, pattern=r"^\S+$", examples=["lan"])]
Password = Annotated[Text, Field(min_length=10, max_length=1000)]


class Me(Shape):
    """Who asks, and what they may do."""

    id: Identifier
    name: str
    roles: list[RoleName]
    scopes: list[str] | None = Field(description="What the token is narrowed to; null for a session.")
    rights: list[str]
    language: Literal["vi", "en"]


class UserShape(Shape):
    """A person with an account."""

    id: Identifier
    name: str
    shown_name: str
    roles: list[RoleName]
    active: bool
    created: datetime
    links: Links


class Users(Shape):
    """Everyone who has an account, by name."""

    users: list[UserShape]


class NewUser(Asked):
    """A new account."""

    name: UserName
    password: Password
    roles: Annotated[list[RoleName], Field(min_length=1)]
    shown_name: Annotated[Text, Field(max_length=200)] = ""


class UserChange(Asked):
    """What is to be changed. A shut account's sessions end; so do all sessions when the password changes."""

    roles: Annotated[list[RoleName] | None, Field(min_length=1)] = None
    active: bool | None = None
    password: Password | None = None


@blueprint.get("/me")
@blueprint.output(Me)
def me() -> Me:
    """Who I am and what I may do."""
    who = asker()
    return Me(
        id=who.id,
        name=who.name,
        roles=_roles(who.roles),
        scopes=None if who.scopes is None else sorted(who.scopes),
        rights=[right.value for right in Right if may(who, right)],
        language="vi" if language() == "vi" else "en",
    )


@blueprint.get("/users")
@blueprint.output(Users)
def everyone() -> Users:
    """Everyone who has an account. Raises Forbidden."""
    return Users(users=[_user(each) for each in people.users(archive(), asker())])


@blueprint.post("/users")
@blueprint.input(NewUser, arg_name="wanted")
@blueprint.output(UserShape, status_code=201)
@blueprint.doc(responses={409: ""})
def add(wanted: NewUser) -> UserShape:
    """Make an account. Raises Forbidden, Invalid, Conflict (the name is taken)."""
    roles = [Role(role) for role in wanted.roles]
    return _user(people.add_user(archive(), asker(), wanted.name, wanted.password, roles, shown_name=wanted.shown_name))


@blueprint.patch("/users/<name>")
@blueprint.input(UserChange, arg_name="wanted")
@blueprint.output(UserShape)
def change(name: str, wanted: UserChange) -> UserShape:
    """Change roles, shut or open the account, set a password. Raises Forbidden, NotFound, Invalid."""
    before = next((each for each in people.users(archive(), asker()) if each.name == name), None)
    if before is None:
        raise NotFound(f"user {name}")
    if wanted.password is not None:
        people.change_password(archive(), asker(), name, wanted.password)
    if wanted.roles is None and wanted.active is None:
        return _user(before)
    roles = before.roles if wanted.roles is None else [Role(role) for role in wanted.roles]
    active = before.active if wanted.active is None else wanted.active
    return _user(people.change_roles(archive(), asker(), name, roles, active=active))


def _user(user: User) -> UserShape:
    same = {name: getattr(user, name) for name in ("id", "name", "shown_name", "active", "created")}
    return UserShape(**same, roles=_roles(user.roles), links={"self": url_for("api.people.change", name=user.name)})


def _roles(roles: frozenset[Role]) -> list[RoleName]:
    return sorted(role.value for role in roles)


class TokenShape(Shape):
    """A token, but for its secret."""

    id: Identifier
    label: str
    scopes: list[str]
    created: datetime
    expires: datetime
    used: datetime | None = Field(description="Its last use, to the hour.")
    revoked: bool


class Tokens(Shape):
    """A user's tokens, newest first."""

    tokens: list[TokenShape]


class NewToken(Asked):
    """A token. Each scope is a right by its name; it never allows more than the user's roles do."""

    label: Annotated[Text, Field(min_length=1, max_length=200)]
    scopes: Annotated[
        list[Annotated[str, Field(json_schema_extra={"enum": sorted(SCOPES)})]], Field(min_length=1, examples=[["search"]])
    ]
    days: Annotated[int, Field(ge=1, le=3650)] = 90
    user: Annotated[UserName | None, Field(description="Default: oneself.")] = None


class Secret(Shape):
    """The token itself, shown this once."""

    token: str = Field(examples=["dat_…"])


class Whose(Given):
    """Whose tokens."""

    user: Annotated[Text, Field(max_length=100, description="Default: one's own.")] = ""


@blueprint.get("/tokens", endpoint="tokens")
@blueprint.input(Whose, location="query", arg_name="whose")
@blueprint.output(Tokens)
def tokens_of(whose: Whose) -> Tokens:
    """A user's tokens: one's own, or anybody's for an administrator. Raises Forbidden, NotFound."""
    return Tokens(tokens=[TokenShape(**each) for each in tokens.of_user(archive(), asker(), whose.user)])


@blueprint.post("/tokens")
@blueprint.input(NewToken, arg_name="wanted")
@blueprint.output(Secret, status_code=201)
def add_token(wanted: NewToken) -> Secret:
    """Make a token; a token makes others only with the scope `people`. Raises Forbidden, NotFound, Invalid."""
    about = {"label": wanted.label, "scopes": wanted.scopes, "days": wanted.days}
    return Secret(token=tokens.add(archive(), asker(), wanted.user or "", **about))  # type: ignore[arg-type]


@blueprint.delete("/tokens/<letters:token>")
@blueprint.input(Whose, location="query", arg_name="whose")
@blueprint.output({}, status_code=204)
def revoke(token: int, whose: Whose) -> str:
    """End a token at once. Raises Forbidden, NotFound."""
    tokens.revoke(archive(), asker(), whose.user, token)
    return ""
