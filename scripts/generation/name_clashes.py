"""Names of a contract that Python could not tell apart in the client."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from openapi_python_client.parser import GeneratorData
from openapi_python_client.strings import PythonIdentifier

from generation.property_types import endpoints, members_of
from generation.template_context import TemplateContext

#: What a client has itself: arguments and public methods.
CLIENT_NAMES = {
    "aclose", "async_httpx_args", "base_url", "close", "from_env", "headers", "httpx_args",
    "max_response_size", "max_retries", "retry_policy", "strict", "timeout", "total_timeout",
    "with_headers", "with_timeout",
}  # fmt: skip


def first_clash(data: GeneratorData, context: TemplateContext) -> str:
    """Return a sentence about the first two names that clash, or an empty text."""
    for names in (*_modules(data, context), _arguments(context)):
        seen = dict.fromkeys(CLIENT_NAMES, "the client itself")
        for name, owner in names:
            if name in seen:
                return f"{owner} and {seen[name]} share the Python name `{name}`; rename one"
            seen[name] = owner
    for name in _identifiers(data, context):
        # https://docs.python.org/3/reference/lexical_analysis.html#identifiers
        if (other := unicodedata.normalize("NFKC", name)) != name:
            return f"Python reads the name `{name}` as `{other}`; rename it"
    return ""


def _modules(data: GeneratorData, context: TemplateContext) -> Iterator[list[tuple[str, str]]]:
    """Yield (module, operation) of each package of endpoints."""
    for collection in data.endpoint_collections_by_tag.values():
        yield [
            (
                f"{PythonIdentifier(endpoint.name, context.field_prefix)}.py",
                f"the operation {context.operation(endpoint).label}",
            )
            for endpoint in collection.endpoints
        ]


def _arguments(context: TemplateContext) -> list[tuple[str, str]]:
    """Return (argument, owner) of the client."""
    variables = [
        (v.python_name, f"the server variable `{v.name}`") for v in context.server.variables
    ]
    schemes = [(c.python_name, f"the security scheme `{c.scheme}`") for c in context.credentials]
    prefixes = [(f"{name}_prefix", f"the prefix of {owner}") for name, owner in schemes]
    return [*variables, *schemes, *prefixes]


def _identifiers(data: GeneratorData, context: TemplateContext) -> Iterator[str]:
    """Yield each identifier of the client that follows from a name of the contract."""
    yield from data.endpoint_collections_by_tag
    for endpoint in endpoints(data):
        yield PythonIdentifier(endpoint.name, context.field_prefix)
        yield from (each.python_name for each in endpoint.list_all_parameters())
    for model in data.models:
        yield model.class_info.name
        yield from (member.python_name for member in members_of(model))
    yield from (enum.class_info.name for enum in data.enums)
    yield from (name for name, _ in _arguments(context))
