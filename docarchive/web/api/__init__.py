"""The API: JSON under /api/v1, described by OpenAPI. Each module is one kind of thing."""

from apiflask import APIFlask


def register(app: APIFlask) -> None:
    """Add the API's blueprints and its description to the app."""
