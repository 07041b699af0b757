"""The bodies of requests and responses, in the terms of openapi-python-client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.document import deref, escape
from generation.limitations import Limitations
from generation.media_types import (
    BYTES,
    FORM,
    MULTIPART,
    kind_of,
    read_media_type,
    sent_media_types,
)
from generation.opc_forms import Form
from generation.opc_schemas import SchemaWriter
from generation.schema_parts import Part, common_types, expand

# The media types by which openapi-python-client knows each kind of content.
_CANONICAL = {
    "json": "application/json", "text": "text/plain", "form": FORM, "multipart": MULTIPART,
    "file": BYTES,
}  # fmt: skip
# The media types of responses. No contract has these for JSON and text: the options override the
# media types of requests, and openapi-python-client applies that to responses too.
_READ = {"json": "application/x-response+json", "text": "text/x-response", "file": BYTES}


class ContentWriter:
    """
    Writes the `content` of requests and responses, with one schema for each media type.

    Args:
        document: the contract.
        limitations: receives the media types that a client cannot choose.
        schemas: writes the schemas.
    """

    def __init__(
        self, document: Mapping[str, Any], limitations: Limitations, schemas: SchemaWriter
    ) -> None:
        self._document = document
        self._limitations = limitations
        self._schemas = schemas
        #: The canonical media type of each media type of a request.
        self.media_types: dict[str, str] = {}

    def responses(self, operation: Mapping[str, Any], place: str, name: str) -> dict[str, Any]:
        """Return the responses of an operation, each with the media type that the client reads."""
        written: dict[str, Any] = {}
        for status, raw in operation["responses"].items():
            response = deref(self._document, raw)
            pattern = status if status == "default" else status.upper()
            written[pattern] = {"description": str(response.get("description") or "")}
            if not response.get("content"):
                continue
            media_type = read_media_type(response["content"])
            where = f"{place}/responses/{status}/content/{escape(media_type)}/schema"
            schema = response["content"][media_type].get("schema", {})
            kind, form = self._content(media_type, schema, where, (name, f"response_{pattern}"))
            kind = kind if kind in ("json", "text") else "file"
            written[pattern]["content"] = {_READ[kind]: {"schema": form}}
        return written

    def body(self, operation: Mapping[str, Any], place: str, name: str) -> dict[str, Any] | None:
        """Return the body of an operation, with the media types that a client can tell apart."""
        body = deref(self._document, operation.get("requestBody", {}))
        content = body.get("content", {})
        if not content:
            return None
        written: dict[str, Any] = {}
        types: list[str] = []
        for media_type in sent_media_types(content):
            where = f"{place}/requestBody/content/{escape(media_type)}"
            words = (name, f"{kind_of(media_type)} body" if written else "body")
            schema = content[media_type].get("schema", {})
            kind, form = self._content(media_type, schema, f"{where}/schema", words)
            instance = self._instance_type(form)
            if types and (not instance or not all(types) or instance in types):
                reason = "a value for this media type cannot be told apart from one for another"
                self._limitations.add("skipped", where, reason, "use different schemas")
                del content[media_type]
                continue
            types.append(instance)
            self.media_types[media_type] = _CANONICAL["file" if kind == "text" else kind]
            written[media_type] = {"schema": form}
        return {"required": body.get("required", False), "content": written}

    def _instance_type(self, form: Form) -> str:
        """Return the name of the Python type of the values of *form*, or an empty text."""
        if "$ref" in form:
            name = form["$ref"].rpartition("/")[2]
            written = self._schemas.schemas[name]
            return name if written.get("properties") else str(written["type"])
        return "file" if form.get("format") == "binary" else str(form.get("type", ""))

    def _content(
        self, media_type: str, schema: Any, place: str, words: tuple[str, str]
    ) -> tuple[str, Form]:
        """Return the kind and the form of a body, which is a text or bytes if it is not JSON."""
        kind = kind_of(media_type, deref(self._document, schema))
        if kind in ("json", "form", "multipart"):
            form = self._schemas.write(schema, place, words)
            if kind == "json" or form:
                return kind, form
            return kind, self._schemas.write({"type": "object"}, place, words)
        types = common_types(expand(self._document, [Part(place, schema)]))
        if types is not None and types != ["string"]:
            reason = "a body that is not JSON is a text" if kind == "text" else "the body is bytes"
            self._limitations.add("untyped", place, reason, "describe it with `type: string`")
        return kind, {"type": "string", **({} if kind == "text" else {"format": "binary"})}
