"""The features of the runtime that a contract uses. Its client gets no others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generation.media_types import kind_of
from generation.pruning import Tables
from generation.schemas import subschemas, types_of
from generation.template_context import TemplateContext

# The kind of a response body in a client's `Documented`, by `kind_of` its media type.
_DECODED = {"json": "json", "text": "text"}


@dataclass(frozen=True)
class FeatureUsage:
    """
    The features that the client of one contract needs.

    Args:
        keywords: of JSON Schema.
        types: of JSON Schema.
        formats: of JSON Schema.
        locations: of parameters: path, query, header, cookie.
        styles: of parameters in a path, a header or a cookie.
        query_styles: of parameters in a query.
        bodies: kinds of request bodies: json, form, multipart, text or file.
        responses: kinds of response bodies: json, text or bytes.
        files: whether a file is sent or received.
        credentials: where credentials are sent: header, query or cookie.
    """

    keywords: frozenset[str]
    types: frozenset[str]
    formats: frozenset[str]
    locations: frozenset[str]
    styles: frozenset[str]
    query_styles: frozenset[str]
    bodies: frozenset[str]
    responses: frozenset[str]
    files: bool
    credentials: frozenset[str]

    @classmethod
    def of(cls, context: TemplateContext) -> FeatureUsage:
        """Return the features that the contract of *context* uses."""
        operations = context.operations
        parameters = [pair for operation in operations for pair in operation.parameters.items()]
        sent = [pair for operation in operations for pair in operation.body.items()]
        responses = [each for operation in operations for each in operation.responses.values()]
        received = [pair for content in responses for pair in content.items()]
        roots = [fact["schema"] for _, fact in parameters] + [body for _, body in sent + received]
        schemas = [
            part for root in [*context.schemas.values(), *roots] for part in subschemas(root)
        ]
        formats = _all(str(schema["format"]) for schema in schemas if "format" in schema)
        bodies = _all(kind_of(*pair) for pair in sent)
        kinds = _all(kind_of(*pair) for pair in received)
        files = "binary" in formats or "file" in bodies | kinds
        return cls(
            keywords=_all(keyword for schema in schemas for keyword in schema) | {"$ref"},
            types=_all(name for schema in schemas for name in types_of(schema)),
            formats=formats,
            locations=_all(location for (location, _), _ in parameters),
            styles=_all(fact["style"] for (where, _), fact in parameters if where != "query"),
            query_styles=_all(fact["style"] for (where, _), fact in parameters if where == "query"),
            bodies=bodies | ({"file"} if files and bodies else set()),
            responses=_all(_DECODED.get(kind, "bytes") for kind in kinds)
            | ({"bytes"} if files else set()),
            files=files,
            credentials=_all(credential.location for credential in context.credentials),
        )

    @property
    def tables(self) -> Tables:
        """The rows to keep of the tables of the runtime."""
        file_types = {"File", "FileTypes", "RequestFiles"} if self.files else set()
        return {
            "_assertions.ASSERTIONS": self.keywords,
            "_assertions._TYPES": self.types,
            "_bodies._CONVERSIONS": {"date", "UUID", "Enum"} | file_types,
            "_bodies._ENCODERS": self.bodies,
            "_assertions.FORMATS": self.formats,
            "_parameters._QUERY_STYLES": self.query_styles,
            # Variables of the server are encoded as a path parameter is.
            "_parameters._STYLES": self.styles | {"scalar"},
            "_request._ADDERS": self.locations,
            "_response._DECODERS": self.responses,
            "_tolerance._RELAX": self.keywords,
            "_tolerance._SAME_VALUE": self.keywords,
            "_transport._ADDERS": self.credentials,
            "_validation._APPLICATORS": self.keywords,
            "_validation._COVERS": self.keywords,
            "types.__all__": {"UNSET", "Response", "Unset"} | file_types,
        }


def _all(names: Iterable[str]) -> frozenset[str]:
    return frozenset(names)
