"""
Repairs of a document that violates OpenAPI, and of parts that no client can have.

Each repair is the smallest change with which the rest of the document can be used, and adds a
limitation. A valid document without unsupported parts keeps its meaning.
"""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Mapping
from typing import Any

from generation.credential_parameters import drop_credential_parameters
from generation.document import METHODS, deref, escape, operations
from generation.limitations import Limitations
from generation.operation_repairs import repair_operation, repair_parameters
from generation.schema_repairs import repair_schemas
from generation.security import unsupported_scheme
from generation.text_validation import ENVIRONMENT_VARIABLE, environment_holders


def repair(document: dict[str, Any], limitations: Limitations) -> None:
    """Repair *document*, in place."""
    _repair_info(document, limitations)
    _drop_invalid_members(document, "#", _FORMS, limitations)
    _drop_invalid_members(
        document.setdefault("components", {}), "#/components", _PARTS, limitations
    )
    _repair_server(document, limitations)
    unusable = _unusable_schemes(document, limitations)
    _drop_invalid_variables(document, limitations)
    if "security" in document:
        _repair_security(document, "#", unusable, limitations)
    _repair_paths(document, limitations)
    name_operations_apart(document, limitations)
    for path, method, operation in list(operations(document)):
        place = f"#/paths/{escape(path)}"
        if "security" in operation:
            _repair_security(operation, f"{place}/{method}", unusable, limitations)
        if reason := repair_operation(document, path, method, limitations):
            limitations.add("skipped", f"{place}/{method}", reason, "correct the contract")
            del document["paths"][path][method]
    drop_credential_parameters(document, limitations)
    repair_schemas(document, limitations)


def _repair_info(document: dict[str, Any], limitations: Limitations) -> None:
    raw = document.get("info")
    info: dict[str, Any] = raw if isinstance(raw, dict) else {}
    for name, default in (("title", "API"), ("version", "0")):
        if not isinstance(info.get(name), str):
            reason = f"`{name}` is not a text"
            limitations.add("repaired", f"#/info/{name}", reason, "write a text")
            info = {**info, name: str(info.get(name) or default)}
    if not isinstance(info.get("description", ""), str):
        info = {name: value for name, value in info.items() if name != "description"}
    document["info"] = info


def _drop_invalid_members(
    node: dict[str, Any], pointer: str, forms: Mapping[str, type], limitations: Limitations
) -> None:
    for name, form in forms.items():
        if name in node and not isinstance(node[name], form):
            reason = "not an object" if form is dict else "not a list"
            limitations.add("repaired", f"{pointer}/{name}", reason, "correct it")
            del node[name]


#: Member -> type, of the document and of its components.
_FORMS: Mapping[str, type] = {
    "components": dict, "paths": dict, "security": list, "servers": list, "tags": list,
}  # fmt: skip
_PARTS: Mapping[str, type] = dict.fromkeys(
    ("headers", "parameters", "pathItems", "requestBodies", "responses", "schemas",
     "securitySchemes"),
    dict,
)  # fmt: skip


def _repair_server(document: dict[str, Any], limitations: Limitations) -> None:
    for index, server in enumerate(document.get("servers", [])[:1]):
        variables = server.get("variables", {}) if isinstance(server, dict) else None
        if (
            not isinstance(variables, dict)
            or not isinstance(server.get("url"), str)
            or not all(isinstance(each, dict) for each in variables.values())
        ):
            limitations.add("repaired", f"#/servers/{index}", "not a server", "correct it")
            del document["servers"]
            return
        for name in re.findall(r"\{([^{}]+)\}", server["url"]):
            if name not in variables:
                reason = f"the variable `{name}` is not declared"
                limitations.add("repaired", f"#/servers/{index}/url", reason, "declare it")
                server.setdefault("variables", {})[name] = {}


def _drop_invalid_variables(document: dict[str, Any], limitations: Limitations) -> None:
    for place, holder in list(environment_holders(document)):
        if not ENVIRONMENT_VARIABLE.allows(holder["x-env"]):
            reason = ENVIRONMENT_VARIABLE.refusal(holder["x-env"])
            limitations.add("repaired", f"{place}/x-env", reason, "correct it")
            del holder["x-env"]


def _unusable_schemes(document: dict[str, Any], limitations: Limitations) -> set[str]:
    """Delete the security schemes that a client cannot use, and return the names of others."""
    schemes = document["components"].get("securitySchemes", {})
    for name, scheme in list(schemes.items()):
        if reason := unsupported_scheme(document, name, scheme):
            place = f"#/components/securitySchemes/{escape(name)}"
            limitations.add("skipped", place, reason, "use apiKey, http, oauth2 or openIdConnect")
            del schemes[name]
    named = set()
    for holder in [document, *(operation for _, _, operation in operations(document))]:
        security = holder.get("security")
        for alternative in security if isinstance(security, list) else []:
            named |= set(alternative) if isinstance(alternative, dict) else set()
    for name in sorted(named - set(schemes)):
        place = f"#/components/securitySchemes/{escape(name)}"
        limitations.add("skipped", place, f"the security scheme `{name}` is missing", "declare it")
    return named - set(schemes)


def _repair_security(
    holder: dict[str, Any], pointer: str, unusable: set[str], limitations: Limitations
) -> None:
    """Delete the *unusable* schemes, which are not sent, from the alternatives of *holder*."""
    security = holder["security"]
    given = security if isinstance(security, list) else []
    alternatives = [each for each in given if isinstance(each, dict)]
    if alternatives != security:
        reason = "not a list of security requirements"
        limitations.add("repaired", f"{pointer}/security", reason, "correct it")
    holder["security"] = [
        {name: scopes for name, scopes in each.items() if name not in unusable}
        for each in alternatives
    ]


def _repair_paths(document: dict[str, Any], limitations: Limitations) -> None:
    """Replace references to path items, and delete what is not a path item."""
    paths = document.setdefault("paths", {})
    for path, item in list(paths.items()):
        place = f"#/paths/{escape(path)}"
        if path.startswith("x-"):
            del paths[path]
            continue
        try:
            found = copy.deepcopy(deref(document, item))
        except LookupError:
            found = None
        if not isinstance(found, dict) or not path.startswith("/"):
            reason = "not a path item" if path.startswith("/") else "the path has no slash in front"
            limitations.add("skipped", place, reason, "correct it")
            del paths[path]
            continue
        # A copy, because each path has its own parameters and operationIds.
        paths[path] = {key: value for key, value in found.items() if not key.startswith("x-")}
        for method in METHODS:
            if method in found and not isinstance(found[method], dict):
                limitations.add("skipped", f"{place}/{method}", "not an operation", "correct it")
                del paths[path][method]
        if "parameters" in paths[path]:
            reason, kept = repair_parameters(
                document, paths[path]["parameters"], f"{place}/parameters", limitations
            )
            paths[path]["parameters"] = kept
            if reason:
                limitations.add("skipped", place, reason, "correct the contract")
                del paths[path]


def name_operations_apart(document: dict[str, Any], limitations: Limitations) -> None:
    """Give every operation whose operationId is taken another one."""
    seen: dict[str, str] = {}
    taken = {str(each.get("operationId")) for _, _, each in operations(document)}
    for path, method, operation in operations(document):
        label, name = f"{method.upper()} {path}", operation.get("operationId")
        if name is None:
            continue
        place = f"#/paths/{escape(path)}/{method}/operationId"
        if not isinstance(name, str) or not re.search(r"\w", name):
            limitations.add("repaired", place, "not a name", "write a name")
            del operation["operationId"]
        elif name in seen:
            reason = f"operationId `{name}` names both {seen[name]} and {label}"
            limitations.add("repaired", place, reason, "rename one of them")
            numbered = (f"{name}_{number}" for number in itertools.count(2))
            operation["operationId"] = next(new for new in numbered if new not in taken)
            taken.add(operation["operationId"])
        else:
            seen[name] = label
