"""What of all that a client can do a contract makes use of. The rest is not in its client."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generation.schemas import ALONE, LISTED, NAMED

if TYPE_CHECKING:
    from generation.facts import Facts

JSON = re.compile(r"(application/json|[^;]*\+json)\s*(;|$)", re.IGNORECASE)
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"

_SCALARS = {"boolean", "integer", "null", "number", "string"}


@dataclass(frozen=True)
class Uses:
    """
    What a client's modules have to know.

    Args:
        keywords: of JSON Schema.
        types: that a schema names.
        formats: likewise.
        places: where there are parameters: path, query, header, cookie.
        styles: in which they are written; `json` where one is described by its `content`.
        composites: whether one may be an array or an object.
        bodies: what is sent as `json`, `form` or `multipart`, or as a `file`.
        files: whether a file is sent or received.
        answers: what is read: `json`, `text`, a `file`, or `nothing`.
        keys: the kinds of keys and the places where they go.
    """

    keywords: frozenset[str]
    types: frozenset[str]
    formats: frozenset[str]
    places: frozenset[str]
    styles: frozenset[str]
    composites: bool
    bodies: frozenset[str]
    files: bool
    answers: frozenset[str]
    keys: frozenset[str]

    @classmethod
    def of(cls, facts: Facts) -> Uses:
        """What the contract of *facts* makes use of."""
        parameters = [p for operation in facts.operations for p in operation.parameters.items()]
        sent = [content for operation in facts.operations for content in operation.body.items()]
        answers = [a for operation in facts.operations for a in operation.responses.values()]
        read = [content for answer in answers for content in answer.items()]
        roots = [fact["schema"] for _, fact in parameters] + [schema for _, schema in sent + read]
        schemas = [found for root in [*facts.schemas.values(), *roots] for found in within(root)]
        formats = frozenset(str(found["format"]) for found in schemas if "format" in found)
        bodies = frozenset(_kind(media_type) for media_type, _ in sent)
        received = frozenset(_kind(media_type) for media_type, _ in read)
        received |= {"nothing"} if not all(answers) else set()
        return cls(
            keywords=frozenset(keyword for found in schemas for keyword in found) | {"$ref"},
            types=frozenset(name for found in schemas for name in types_of(found)),
            formats=formats,
            places=frozenset(where for (where, _), _ in parameters),
            styles=frozenset(fact["style"] for _, fact in parameters),
            composites=any(not _is_scalar(facts, fact["schema"]) for _, fact in parameters),
            bodies=bodies,
            files="binary" in formats or "file" in bodies | received,
            answers=received,
            keys=frozenset(part for key in facts.keys for part in (key.kind, key.where)),
        )


def within(schema: Any) -> Iterator[Mapping[str, Any]]:
    """*schema* and those in it, each as a mapping. One that is a boolean is none."""
    if not isinstance(schema, Mapping):
        return
    yield schema
    inner: list[Any] = [schema[keyword] for keyword in ALONE if keyword in schema]
    for keyword in NAMED:
        inner += schema.get(keyword, {}).values()
    for keyword in LISTED:
        inner += schema.get(keyword, [])
    for each in inner:
        yield from within(each)


def types_of(schema: Mapping[str, Any]) -> list[str]:
    """The types that *schema* names."""
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else list(types)


def only(lines: str, names: Iterable[str]) -> str:
    """*lines* of a mapping, an entry a line, without those whose key is none of *names*."""
    wanted = set(names)
    kept = []
    for line in lines.split("\n"):
        key = re.match(r'\s*"([^"]+)":', line)
        if key is None or key[1] in wanted:
            kept.append(line)
    return "\n".join(kept)


def _kind(media_type: str) -> str:
    name = media_type.partition(";")[0].strip().lower()
    if JSON.match(media_type):
        return "json"
    if name.startswith("text/"):
        return "text"
    return {FORM: "form", MULTIPART: "multipart"}.get(name, "file")


def _is_scalar(facts: Facts, schema: Any) -> bool:
    while isinstance(schema, Mapping) and "$ref" in schema:
        schema = facts.schemas[schema["$ref"]]
    types = set(types_of(schema)) if isinstance(schema, Mapping) else set()
    return bool(types) and types <= _SCALARS
