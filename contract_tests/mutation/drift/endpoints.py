"""Drifts of paths, methods, servers and credentials."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contract_tests.mutation.drift.json_paths import JsonPath, renamed, without
from contract_tests.mutation.drift.responses import SERVER_ACCEPTS_MORE, Edit, Node

METHODS = ("put", "patch", "post", "delete", "get")
# The security scheme that a drift adds.
LATER_SCHEME = {"type": "apiKey", "in": "header", "name": "X-Later-Key"}
# The alternatives of OpenAPI's `security`: each names the schemes that are needed together.
Alternatives = Sequence[Mapping[str, Any]]


def path_edits(document: Node, url_path: str) -> Iterator[Edit]:
    """Yield each drift of the path and the methods of the path item at *url_path*."""
    paths, item = document["paths"], document["paths"][url_path]
    if match := re.search(r"/([^/{}]+)", url_path):
        start, end = match.span(1)
        other = f"{url_path[:start]}later-{url_path[start:end]}{url_path[end:]}"
        yield Edit(f"{url_path} renamed", "path", ("paths",), renamed(paths, url_path, other))
    prefixed = renamed(paths, url_path, f"/later{url_path}")
    yield Edit(f"{url_path} with a prefix", "path", ("paths",), prefixed)
    if len(paths) > 1:
        yield Edit(f"{url_path} dropped", "path", ("paths", url_path), {})
    for name in re.findall(r"\{([^}]+)\}", url_path):
        changed = {**paths, url_path: _with_path_parameter_renamed(item, name)}
        others = renamed(changed, url_path, url_path.replace(f"{{{name}}}", "{later}"))
        reason = "The name of a path parameter is not sent."
        yield Edit(f"{url_path} renames {{{name}}}", "path", ("paths",), others, reason)
    free = [each for each in METHODS if each not in item]
    for method in [each for each in METHODS if each in item] if free else ():
        other = "patch" if "patch" in free else free[0]
        moved = renamed(item, method, other)
        yield Edit(f"{url_path} {method} becomes {other}", "method", ("paths", url_path), moved)
        added = {**item, other: without(item[method], "operationId")}
        name = f"{url_path} {other} added beside {method}"
        yield Edit(name, "method", ("paths", url_path), added, SERVER_ACCEPTS_MORE)


def server_edits(document: Node) -> Iterator[Edit]:
    """Yield each drift of the server URLs."""
    servers = document.get("servers", ())
    for index, server in enumerate(servers):
        url = server["url"].rstrip("/")
        moved = [*servers[:index], {**server, "url": f"{url}/later"}, *servers[index + 1 :]]
        yield Edit(f"server {url} with another path", "path", ("servers",), moved)
        more = [*servers, {"url": "https://later.example"}]
        name = f"server added beside {url}"
        yield Edit(name, "path", ("servers",), more, SERVER_ACCEPTS_MORE)


def scheme_edits(schemes: Node, securities: Sequence[Alternatives]) -> Iterator[Edit]:
    """Yield each drift of the security *schemes*. *securities*: of each operation."""
    for name, scheme in schemes.items():
        needed = any(_is_needed(name, alternatives) for alternatives in securities)
        reason = "" if needed else "An alternative without this credential is enough."
        path = ("components", "securitySchemes", name)
        if scheme["type"] == "apiKey":
            later = {**scheme, "name": f"{scheme['name']}-Later"}
            yield Edit(f"credential {name} renamed", "security", path, later, reason)
            other = "query" if scheme["in"] != "query" else "header"
            moved = {**scheme, "in": other}
            yield Edit(f"credential {name} moved to the {other}", "security", path, moved, reason)
        bearer = scheme["type"] == "http" and scheme["scheme"].lower() == "bearer"
        retyped = {"type": "http", "scheme": "basic" if bearer else "bearer"}
        yield Edit(f"credential {name} of another type", "security", path, retyped, reason)


def credential_edits(operation: Node, path: JsonPath) -> Iterator[Edit]:
    """Yield each drift of the credentials that *operation*, which is at *path*, demands."""
    security: Alternatives = operation.get("security") or ()

    def edit(name: str, value: Any, reason: str = "") -> Edit:
        return Edit(name, "security", (*path, "security"), value, reason)

    for index, gone in enumerate(security):
        rest = [*security[:index], *security[index + 1 :]]
        if rest:
            enough = any(schemes.keys() <= gone.keys() for schemes in rest)
            reason = "Another alternative needs no other credential." if enough else ""
            yield edit(f"alternative {' and '.join(gone) or 'none'} removed", rest, reason)
    if any(security):
        yield edit("all credentials removed", [], SERVER_ACCEPTS_MORE)
    if security:
        yield edit("credentials made optional", [*security, {}], SERVER_ACCEPTS_MORE)
        every = {name: scopes for schemes in security for name, scopes in schemes.items()}
        if any(schemes.keys() != every.keys() for schemes in security):
            yield edit("all credentials together", [every])
    both = [{**schemes, "Later": []} for schemes in security or [{}]]
    yield edit("another credential required", both)


def _with_path_parameter_renamed(item: Node, name: str) -> dict[str, Any]:
    """Return the path item with its path parameter *name* called `later`."""
    changed = dict(item)
    for method in METHODS:
        if method in item:
            parameters = [
                {**each, "name": "later"} if (each["in"], each["name"]) == ("path", name) else each
                for each in item[method].get("parameters", ())
            ]
            changed[method] = {**item[method], "parameters": parameters}
    return changed


def _is_needed(name: str, alternatives: Alternatives) -> bool:
    """Tell whether an alternative with the scheme *name* has no subset without that scheme."""
    without_it = [schemes.keys() for schemes in alternatives if name not in schemes]
    return any(
        name in schemes and not any(other <= schemes.keys() for other in without_it)
        for schemes in alternatives
    )
