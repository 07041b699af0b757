"""Validation of the texts of a contract that must have a form, such as the names of headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generation.document import deref, escape


class Form(NamedTuple):
    """A form of texts: its pattern, and a sentence part that names it."""

    pattern: re.Pattern[str]
    name: str

    def allows(self, text: Any) -> bool:
        """Return whether *text* is a text of this form."""
        return isinstance(text, str) and bool(self.pattern.fullmatch(text))

    def refusal(self, text: Any) -> str:
        """Return a sentence part that says what *text* is not."""
        return f"{str(text)[:100]!r} is not {self.name}"


# https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_01
ENVIRONMENT_VARIABLE = Form(
    re.compile("[A-Za-z_][A-Za-z0-9_]*"),
    "a name of an environment variable: use letters, digits and `_`, and no digit at the beginning",
)
# RFC 9110, 5.6.2, and RFC 6265, 4.1.1
TOKEN = Form(
    re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"),
    "a name of a header or cookie: use letters, digits and `-`",
)
# RFC 9110, 8.3.1; the parameters may have any printable text.
MEDIA_TYPE = Form(
    re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+ *(;[ -~]*)?"),
    "a media type: use a form such as `application/json`",
)
WAIT = Form(re.compile("seconds|milliseconds"), "a unit of a wait: use `seconds` or `milliseconds`")


def first_unusable(document: Mapping[str, Any]) -> str:
    """Return the JSON pointer and the form of the first text without its form, or an empty text."""
    for pointer, text, form in _texts(document):
        if not form.allows(text):
            return f"{pointer}: {form.refusal(text)}"
    return ""


def _texts(document: Mapping[str, Any]) -> Iterator[tuple[str, Any, Form]]:
    """Yield (JSON pointer, text, form) for each text that must have a form."""
    for place, holder in environment_holders(document):
        yield f"{place}/x-env", holder["x-env"], ENVIRONMENT_VARIABLE
    for name, scheme in document.get("components", {}).get("securitySchemes", {}).items():
        place, found = f"#/components/securitySchemes/{escape(name)}", deref(document, scheme)
        yield from _name(place, found)
    for path, item in document["paths"].items():
        for method, operation in [("", item), *item.items()]:
            place = "/".join(["#/paths", escape(path), *([method] if method else [])])
            if isinstance(operation, Mapping):
                yield from _of_operation(document, place, operation)


def _of_operation(
    document: Mapping[str, Any], place: str, operation: Mapping[str, Any]
) -> Iterator[tuple[str, Any, Form]]:
    for index, parameter in enumerate(operation.get("parameters", [])):
        yield from _name(f"{place}/parameters/{index}", deref(document, parameter))
    for media_type in deref(document, operation.get("requestBody", {})).get("content", {}):
        yield f"{place}/requestBody/content/{escape(media_type)}", media_type, MEDIA_TYPE
    for status, response in operation.get("responses", {}).items():
        if status.startswith("x-"):
            continue
        for name, header in deref(document, response).get("headers", {}).items():
            if "x-wait" in (found := deref(document, header)):
                where = f"{place}/responses/{status}/headers/{escape(name)}/x-wait"
                yield where, found["x-wait"], WAIT


def environment_holders(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (JSON pointer, object) of each object that names an environment variable."""
    found: list[tuple[str, Any]] = []
    for server in document.get("servers", [])[:1]:
        variables = server.get("variables", {}).items()
        found.append(("#/servers/0", server))
        found += [(f"#/servers/0/variables/{escape(name)}", each) for name, each in variables]
    for name, scheme in document.get("components", {}).get("securitySchemes", {}).items():
        found.append((f"#/components/securitySchemes/{escape(name)}", deref(document, scheme)))
    yield from ((place, holder) for place, holder in found if "x-env" in holder)


def _name(place: str, node: Mapping[str, Any]) -> Iterator[tuple[str, Any, Form]]:
    if node.get("in") in ("header", "cookie"):
        yield f"{place}/name", node["name"], TOKEN
