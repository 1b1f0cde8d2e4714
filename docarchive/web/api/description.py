"""The API's description: what the schemas alone don't say, and a page that shows it without any script."""

from collections.abc import Iterator
from typing import Any, cast

from apiflask import APIFlask
from flask import Blueprint, current_app, render_template

from docarchive.web.api.shapes import LETTERS

blueprint = Blueprint("docs", __name__)

ABOUT = (
    "Upload scans, follow their reading, find the page. Errors are problem details (RFC 9457) whose `type` explains itself."
    " Identifiers are 13 letters; instants are ISO 8601 in UTC; dates of documents may lack day or month."
)
SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "`dat_…`, made on the account's page or by command."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "docarchive",
        "description": "A browser's session. What changes something also sends `X-CSRF-Token`.",
    },
}
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong and what to do next (RFC 9457). Kinds may add facts.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["/problems/duplicate"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "For people, in their language."},
        "instance": {"type": "string", "format": "uri-reference"},
        "reference": {"type": "string", "description": "A code to quote to the administrator."},
    },
    "required": ["type", "title", "status", "detail", "instance"],
}
#: What each status says of a request, here as everywhere in the API.
ERRORS = {
    "400": "The request can't be understood.",
    "401": "No token or session, or one that has ended.",
    "403": "Not for this asker.",
    "404": "Not here, or the asker may not know of it.",
    "409": "Somebody was faster, the name or code is taken, or these bytes are in the archive already (`item` if visible).",
    "413": "Larger than allowed.",
    "415": "Content of no type that is taken, or of another type than its name says.",
    "416": "The range lies outside the file.",
    "422": "The request, the file or the key doesn't do; `errors` names fields.",
    "429": "Too many tries; `Retry-After` says when to come back.",
    "503": "A part of the archive doesn't answer; `Retry-After` says when to come back.",
    "507": "The store is nearly full; nothing was stored.",
}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_PARTS = {
    "schema": {
        "type": "object",
        "properties": {
            "batch": {**LETTERS, "description": "An open batch."},
            "node": {**LETTERS, "description": "A dossier or series for a batch of its own."},
            "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
        },
        "required": ["file"],
    }
}
_UPLOAD_HEADERS = [
    {
        "name": "X-File-Name",
        "in": "header",
        "description": "The file's name, UTF-8, percent-encoded. Needed with a raw body.",
        "schema": {"type": "string", "examples": ["quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh.pdf"]},
    },
    {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "The same key with the same bytes is answered the same for 24 hours and stored once.",
        "schema": {"type": "string", "maxLength": 200},
    },
]


def register(app: APIFlask) -> None:
    """Describe `app`'s API at /api/v1/openapi.json and show it at /api/docs."""
    app.config.update(SERVERS=[{"url": "/"}], AUTO_OPERATION_ID=True, AUTO_404_RESPONSE=False, SECURITY_SCHEMES=SCHEMES)
    app.spec_processor(lambda spec: describe(cast(dict[str, Any], spec)))
    app.register_blueprint(blueprint)


def describe(spec: dict[str, Any]) -> dict[str, Any]:
    """The description with security, problems and path parameters told for every operation."""
    spec["info"] |= {"description": ABOUT, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
    # One for each blueprint is what came: two share one, and the one round all of them has no operation.
    used = {tag for *_, operation in operations(spec) for tag in operation["tags"]}
    spec["tags"] = [{"name": name} for name in dict.fromkeys(tag["name"] for tag in spec["tags"]) if name in used]
    components = spec["components"]
    components["schemas"] = {
        **{
            name: schema for name, schema in components.get("schemas", {}).items() if name not in ("HTTPError", "ValidationError")
        },
        "Problem": _PROBLEM,
    }
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {f"Error{status}": {"description": text, "content": problem} for status, text in ERRORS.items()}
    components["responses"]["Error"] = {"description": "Any other error.", "content": problem}
    for path, method, operation in operations(spec):
        _complete(path, method, operation)
    upload = spec["paths"]["/api/v1/uploads"]["post"]
    upload["parameters"] += _UPLOAD_HEADERS
    upload["requestBody"] = {
        "required": True,
        "content": {"application/octet-stream": _BINARY, "multipart/form-data": _PARTS},
    }
    return spec


def operations(spec: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation with its path and method."""
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    operation["security"] = [{name: []} for name in SCHEMES]
    statuses = {"401", "403", "503"} | {status for status in operation["responses"] if status in ERRORS}
    statuses |= {"404"} if "{" in path else set()
    statuses |= {"400", "413", "422"} if method != "get" else set()
    statuses |= {"422"} if operation.get("parameters") else set()
    for status in statuses:
        operation["responses"][status] = {"$ref": f"#/components/responses/Error{status}"}
    operation["responses"]["default"] = {"$ref": "#/components/responses/Error"}
    if "304" in operation["responses"]:
        operation["responses"]["304"].pop("content", None)
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            parameter |= {"required": True, "schema": _path_schema(parameter["name"], parameter["schema"])}
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True


def _path_schema(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    if name == "number":
        return {"type": "integer", "minimum": 1, "description": "A page of the item, from 1."}
    return schema if name == "name" else LETTERS


@blueprint.get("/api/docs")
def show() -> str:
    """The API as a page to read. It names no document; a stranger is sent to sign in like from everywhere."""
    spec = cast(dict[str, Any], cast(APIFlask, current_app).spec)
    return render_template("api_docs.html", spec=spec, operations=list(operations(spec)))
