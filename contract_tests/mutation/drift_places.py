"""Where an API is, and with which keys it is called, drifted in one place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contract_tests.mutation.drift_answers import MORE, Edit, Node
from contract_tests.mutation.drift_nodes import Place, renamed, without

OTHER_METHODS = ("put", "patch", "post", "delete", "get")
LATER = {"type": "apiKey", "in": "header", "name": "X-Later-Key"}
Alternatives = Sequence[Mapping[str, Any]]


def drifted_places(document: Node, path: str) -> Iterator[Edit]:
    """What may happen to the place of the operations at *path*."""
    paths, item, place = document["paths"], document["paths"][path], ("paths",)
    if moved := re.search(r"/([^/{}]+)", path):
        start, end = moved.span(1)
        other = f"{path[:start]}later-{path[start:end]}{path[end:]}"
        yield Edit(f"{path} renamed", "path", place, renamed(paths, path, other))
    yield Edit(f"{path} with a prefix", "path", place, renamed(paths, path, f"/later{path}"))
    if len(paths) > 1:
        yield Edit(f"{path} dropped", "path", (*place, path), {})
    for name in re.findall(r"\{([^}]+)\}", path):
        later = _with_parameter_renamed(item, name)
        others = renamed({**paths, path: later}, path, path.replace(f"{{{name}}}", "{later}"))
        reason = "The name of a parameter in a path is not on the wire."
        yield Edit(f"{path} calls {name} another name", "path", place, others, reason)
    methods = [each for each in OTHER_METHODS if each in item]
    free = [each for each in OTHER_METHODS if each not in item]
    for method in methods if free else ():
        other = "patch" if "patch" in free else free[0]
        changed = renamed(item, method, other)
        yield Edit(f"{path} {method} is {other}", "method", (*place, path), changed)
        added = {**item, other: without(item[method], "operationId")}
        yield Edit(f"{path} {other} added as {method}", "method", (*place, path), added, MORE)


def drifted_servers(document: Node) -> Iterator[Edit]:
    """What may happen to where the server is."""
    servers = document.get("servers", ())
    for index, server in enumerate(servers):
        url = server["url"].rstrip("/")
        moved = [*servers[:index], {**server, "url": f"{url}/later"}, *servers[index + 1 :]]
        yield Edit(f"server {url} has another path", "path", ("servers",), moved)
        more = [*servers, {"url": "https://later.example"}]
        yield Edit(f"server {url} has another beside it", "path", ("servers",), more, MORE)


def drifted_schemes(schemes: Node, asked: Sequence[Alternatives]) -> Iterator[Edit]:
    """What may happen to each of the security *schemes*. *asked*: those of each operation."""
    for name, scheme in schemes.items():
        needed = any(_is_needed(name, some) for some in asked)
        reason = "" if needed else "Another alternative, without it, is enough."
        place = ("components", "securitySchemes", name)
        if scheme["type"] == "apiKey":
            later = {**scheme, "name": f"{scheme['name']}-Later"}
            yield Edit(f"key {name} renamed", "security", place, later, reason)
            other = "query" if scheme["in"] != "query" else "header"
            moved = {**scheme, "in": other}
            yield Edit(f"key {name} moved to the {other}", "security", place, moved, reason)
        bearer = scheme["type"] == "http" and scheme["scheme"].lower() == "bearer"
        retyped = {"type": "http", "scheme": "basic" if bearer else "bearer"}
        yield Edit(f"key {name} of another type", "security", place, retyped, reason)


def drifted_keys(operation: Node, place: Place) -> Iterator[Edit]:
    """What may happen to the keys that *operation*, which stands at *place*, asks for."""
    security, place = operation.get("security") or (), (*place, "security")
    for index, gone in enumerate(security):
        rest = [*security[:index], *security[index + 1 :]]
        if rest:
            enough = any(some.keys() <= gone.keys() for some in rest)
            reason = "Another alternative asks for no more." if enough else ""
            name = f"alternative {' and '.join(gone) or 'none'} removed"
            yield Edit(name, "security", place, rest, reason)
    if any(security):
        yield Edit("all keys removed", "security", place, [], MORE)
    if security:
        yield Edit("no key needed", "security", place, [*security, {}], MORE)
        every: dict[str, Any] = {}
        for some in security:
            every |= some
        if any(some.keys() != every.keys() for some in security):
            yield Edit("all keys together", "security", place, [every])
    both = [{**some, "Later": []} for some in security or [{}]]
    yield Edit("another key, too", "security", place, both)


def _with_parameter_renamed(item: Node, name: str) -> dict[str, Any]:
    """The path item with its path parameter *name* called `later`."""
    changed = dict(item)
    for method in OTHER_METHODS:
        if method in item:
            parameters = [
                {**each, "name": "later"} if (each["in"], each["name"]) == ("path", name) else each
                for each in item[method].get("parameters", ())
            ]
            changed[method] = {**item[method], "parameters": parameters}
    return changed


def _is_needed(name: str, security: Alternatives) -> bool:
    """Whether some alternative has no other, without that key, inside it."""
    return any(
        name in some and not any(name not in other and other.keys() <= some.keys()
                                 for other in security)
        for some in security
    )  # fmt: skip
