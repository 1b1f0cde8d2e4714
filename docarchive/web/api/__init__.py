"""The API: JSON under /api/v1, described by OpenAPI. Each module is one kind of thing; `shapes` holds what they share."""

from apiflask import APIBlueprint, APIFlask

from docarchive.web.api import batches, description, files, nodes, people, search, stacks, system, uploads

#: `files` adds its routes to those of `items`.
_MODULES = (uploads, batches, search, files, stacks, nodes, people, system)


def register(app: APIFlask) -> None:
    """Add the API's blueprints, its description and the page that shows it."""
    api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="API")
    for module in _MODULES:
        api.register_blueprint(module.blueprint)
    app.register_blueprint(api)
    description.register(app)
