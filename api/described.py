"""The OpenAPI document: what FastAPI reads from the routes, and what holds for all of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI

from api.once import HEADER, KEY as KEYS, LONGEST, UNSAFE
from api.problems import problems_of
from api.ruled import OPEN

PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "description": "RFC 9457. `type` tells which; `detail` is for people, in the language that was asked for.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["/problems/unknown_contract"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "version": {"type": "integer", "description": "Of 412: the contract's version now"},
        "errors": {
            "type": "array",
            "description": "Of 422: each fault, and where it is",
            "items": {
                "type": "object",
                "required": ["where", "what"],
                "properties": {"where": {"type": "string"}, "what": {"type": "string"}},
            },
        },
    },
}

KEY: Mapping[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": (
        "Chosen by whoever asks, a new one for each request, such as a UUID. Sent again within a day with the same "
        "body, the request is not carried out again and is answered as the first time; with another body, 422."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": f"^{KEYS}$"},
}

ALWAYS = {
    429: "Too many requests; Retry-After tells when to come back",
    500: "A fault of ours",
    503: "Too much is going on; Retry-After tells when to come back",
}


def describe(app: FastAPI) -> dict[str, Any]:
    """Made once; the same object each time."""
    if app.openapi_schema is None:
        document = FastAPI.openapi(app)
        document["components"]["schemas"]["Problem"] = PROBLEM
        for name in ("HTTPValidationError", "ValidationError"):
            document["components"]["schemas"].pop(name, None)
        for schema in document["components"]["schemas"].values():
            _say_that_its_type_is_told(schema)
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                _complete(path, method.upper(), operation)
    return app.openapi()


def _say_that_its_type_is_told(schema: dict[str, Any]) -> None:
    """A command has its type as a default, and is told apart by it: whoever sends one has to write it."""
    if "const" in schema.get("properties", {}).get("type", {}):
        schema["required"] = ["type", *(each for each in schema.get("required", ()) if each != "type")]


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    told = operation["responses"]
    for status, description in _problems(path, method, operation):
        if str(status) not in told or status == 422:
            told[str(status)] = problems_of({status: description})[status]
    if method in UNSAFE and "security" in operation:
        operation.setdefault("parameters", []).append(KEY)
    for answer in told.values():
        if path.startswith("/api/"):
            answer.setdefault("headers", {}).update(HEADERS)


def _problems(path: str, method: str, operation: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """What an operation may answer by what it is; a route names what only it answers."""
    if path not in OPEN:
        yield 401, "Not signed in"
        yield 403, "Not by this role, or not with this contract"
    if "{" in path or (method in UNSAFE and path not in OPEN):
        yield 404, "There is no such thing, or not for whoever asks"
    if method in UNSAFE:
        yield 409, "Not now; `detail` says why"
        yield 413, "The body is too large"
    if "parameters" in operation or "requestBody" in operation or method in UNSAFE:
        yield 422, "Not as described here; `errors` tells where"
    if path.startswith("/api/"):
        yield from ALWAYS.items()


HEADERS: Mapping[str, Any] = {
    "RateLimit": {
        "schema": {"type": "string"},
        "description": "What is left, and in how many seconds all is back",
    },
    "RateLimit-Policy": {
        "schema": {"type": "string"},
        "description": "How many requests in how many seconds",
    },
}
