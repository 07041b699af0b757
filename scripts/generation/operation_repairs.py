"""Repairs of operations: their parameters, bodies and responses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from generation.document import deref, escape
from generation.limitations import Limitations
from generation.media_types import concrete
from generation.schema_repairs import is_impossible
from generation.text_validation import MEDIA_TYPE, TOKEN, WAIT

STATUS = re.compile(r"[1-5](\d\d|[xX]{2})|default")
LOCATIONS = ("path", "query", "header", "cookie")


def repair_operation(
    document: dict[str, Any], path: str, method: str, limitations: Limitations
) -> str:
    """Repair an operation, in place; return why that is impossible, or an empty text."""
    item = document["paths"][path]
    operation = item[method]
    place = f"#/paths/{escape(path)}/{method}"
    if not isinstance(operation.get("tags", []), list):
        del operation["tags"]
    reason, operation["parameters"] = repair_parameters(
        document, operation.get("parameters", []), f"{place}/parameters", limitations
    )
    reason = reason or _repair_body(document, operation, place, limitations)
    if reason:
        return reason
    _match_path(document, item, operation, path, place, limitations)
    if not operation["parameters"]:
        del operation["parameters"]
    _repair_responses(document, operation, place, limitations)
    return ""


def repair_parameters(
    document: Mapping[str, Any], parameters: Any, place: str, limitations: Limitations
) -> tuple[str, list[Any]]:
    """Return why the operation cannot be called, or an empty text, and the usable parameters."""
    kept: list[Any] = []
    seen: set[tuple[str, str]] = set()
    if not isinstance(parameters, list):
        limitations.add("repaired", place, "not a list of parameters", "correct it")
        return "", kept
    for index, parameter in enumerate(parameters):
        where = f"{place}/{index}"
        found = _target(document, parameter)
        reason = _unusable(document, found)
        if reason and (not isinstance(found, dict) or found.get("required") is True):
            return reason, kept
        if reason:
            limitations.add("skipped", where, reason, "correct it")
            continue
        if (identity := (found["in"], found["name"])) in seen:
            limitations.add("repaired", where, "the parameter is there twice", "remove it")
            continue
        seen.add(identity)
        if not isinstance(found.get("required", False), bool):
            limitations.add("repaired", f"{where}/required", "not a boolean", "correct it")
            parameter = {**found, "required": found["required"] == "true"}
        if "schema" not in found and not found.get("content"):
            limitations.add("repaired", where, "the parameter has no `schema`", "add one")
            parameter = {**found, "schema": {}}
        kept.append(parameter)
    return "", kept


def _unusable(document: Mapping[str, Any], parameter: Any) -> str:
    """Return why a client cannot send *parameter*, or an empty text."""
    if not isinstance(parameter, dict):
        return "a parameter is not an object, or its `$ref` leads nowhere"
    name, location = parameter.get("name"), parameter.get("in")
    if not isinstance(name, str) or not name:
        return "a parameter has no `name`"
    if location not in LOCATIONS:
        return (
            f"the parameter `{name}` is in `{location}`, which is not path, query, header or cookie"
        )
    if location in ("header", "cookie") and not TOKEN.allows(name):
        return TOKEN.refusal(name)
    if is_impossible(_target(document, parameter.get("schema"))):
        return f"the parameter `{name}` has no valid value: none of its `enum` has its type"
    content = parameter.get("content", {})
    is_valid = isinstance(content, dict) and all(
        isinstance(each, dict) for each in content.values()
    )
    return "" if is_valid else f"the `content` of the parameter `{name}` is not a mapping"


def _match_path(
    document: Mapping[str, Any],
    item: Mapping[str, Any],
    operation: dict[str, Any],
    path: str,
    place: str,
    limitations: Limitations,
) -> None:
    """Declare each name in the path template, and delete path parameters that are not in it."""
    names = set(re.findall(r"\{([^{}]+)\}", path))
    declared = set()
    for holder in (item, operation):
        for parameter in list(holder.get("parameters", [])):
            found = _target(document, parameter)
            if found["in"] != "path":
                continue
            if found["name"] in names:
                declared.add(found["name"])
                if found.get("required") is True:
                    continue
                reason = f"the path parameter `{found['name']}` is not required"
                new = [{**found, "required": True}]
            else:
                reason = f"the path has no `{{{found['name']}}}`"
                new = []
            limitations.add("repaired", f"{place}/parameters", reason, "correct it")
            index = holder["parameters"].index(parameter)
            holder["parameters"][index : index + 1] = new
    for name in sorted(names - declared):
        reason = f"the parameter `{name}` of the path is not declared"
        limitations.add("repaired", f"{place}/parameters", reason, "declare it")
        new_one = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        operation["parameters"].append(new_one)


def _repair_body(
    document: Mapping[str, Any], operation: dict[str, Any], place: str, limitations: Limitations
) -> str:
    """Delete what is not a body; return why the operation cannot be called without it."""
    if "requestBody" not in operation:
        return ""
    place = f"{place}/requestBody"
    body = _target(document, operation["requestBody"])
    content = body.get("content") if isinstance(body, dict) else None
    if isinstance(content, dict) and content:
        _drop_media_types(content, f"{place}/content", limitations)
        _replace_ranges(document, content, f"{place}/content", limitations)
    if isinstance(content, dict) and content:
        return ""
    if isinstance(body, dict) and body.get("required") is not True:
        limitations.add("skipped", place, "the body has no usable media type", "correct it")
        del operation["requestBody"]
        return ""
    return "the body has no usable media type"


def _replace_ranges(
    document: Mapping[str, Any], content: dict[str, Any], place: str, limitations: Limitations
) -> None:
    """Replace each range of media types, which no request can name in its Content-Type."""
    for media_type, body in list(content.items()):
        sent = concrete(media_type, _target(document, body.get("schema")))
        if sent != media_type:
            reason = f"the Content-Type of a request must not be a range; it is {sent}"
            limitations.add("repaired", f"{place}/{escape(media_type)}", reason, "name one")
            content.setdefault(sent, content.pop(media_type))


def _drop_media_types(content: dict[str, Any], place: str, limitations: Limitations) -> None:
    for media_type, body in list(content.items()):
        where = f"{place}/{escape(media_type)}"
        if not MEDIA_TYPE.allows(media_type):
            limitations.add("skipped", where, MEDIA_TYPE.refusal(media_type), "correct it")
            del content[media_type]
        elif not isinstance(body, dict):
            limitations.add("repaired", where, "not a media type object", "write an object")
            content[media_type] = {}


def _repair_responses(
    document: Mapping[str, Any], operation: dict[str, Any], place: str, limitations: Limitations
) -> None:
    place = f"{place}/responses"
    responses = operation.get("responses")
    if not isinstance(responses, dict):
        responses = {}
    kept = {status: body for status, body in responses.items() if not status.startswith("x-")}
    for status, response in list(kept.items()):
        where = f"{place}/{escape(status)}"
        found = _target(document, response)
        if not STATUS.fullmatch(status):
            limitations.add("skipped", where, f"`{status[:40]}` is not a status", "correct it")
            del kept[status]
        elif not isinstance(found, dict):
            limitations.add("skipped", where, "not a response", "add its target, or correct it")
            del kept[status]
        else:
            _repair_response(document, found, where, limitations)
    if not kept:
        limitations.add("repaired", place, "no response is documented", "document one")
        kept = {"default": {"description": "Any response."}}
    operation["responses"] = kept


def _repair_response(
    document: Mapping[str, Any], response: dict[str, Any], place: str, limitations: Limitations
) -> None:
    for name in ("content", "headers"):
        if name in response and not isinstance(response[name], dict):
            limitations.add("repaired", f"{place}/{name}", "not an object", "correct it")
            del response[name]
    _drop_media_types(response.get("content", {}), f"{place}/content", limitations)
    for name, header in list(response.get("headers", {}).items()):
        where = f"{place}/headers/{escape(name)}"
        found = _target(document, header)
        if not isinstance(found, dict):
            limitations.add("skipped", where, "not a header", "add its target, or correct it")
            del response["headers"][name]
        elif "x-wait" in found and not WAIT.allows(found["x-wait"]):
            reason = WAIT.refusal(found["x-wait"])
            limitations.add("repaired", f"{where}/x-wait", reason, "correct it")
            del found["x-wait"]


def _target(document: Mapping[str, Any], node: Any) -> Any:
    """Return what *node* is or refers to; None if its reference leads nowhere."""
    try:
        found = deref(document, node)
    except LookupError:
        return None
    return None if isinstance(found, dict) and "$ref" in found else found
