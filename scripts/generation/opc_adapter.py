"""
The adapter to openapi-python-client: it parses the document of `opc_document`.

`opc` is short for openapi-python-client.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from openapi_python_client.config import Config
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.schema import UntrustedString

from generation.errors import GenerationError
from generation.opc_document import Argument, OpcDocument, Route
from generation.property_types import endpoints, members_of

_LOCATIONS = ("path", "query", "header", "cookie")


def parse(opc: OpcDocument, settings: Config) -> GeneratorData:
    """
    Return what openapi-python-client makes of its document, with the names of the contract.

    Raises:
        GenerationError: it refuses the document.
    """
    data = GeneratorData.from_dict(opc.content, config=settings)
    if isinstance(data, GeneratorError):
        raise GenerationError(_one_line(data))
    for endpoint in endpoints(data):
        _restore_parameters(endpoint, opc.route(endpoint).arguments, settings)
    for model in data.models:
        names = opc.origins[model.class_info.name].members
        for member in members_of(model):
            _rename(member, names[member.name.get_untrusted_value()])
    return data


def omitted_operations(opc: OpcDocument, data: GeneratorData) -> Iterator[tuple[Route, str]]:
    """Yield the operations that openapi-python-client does not generate, and why."""
    generated = [opc.route(endpoint) for endpoint in endpoints(data)]
    problems = [p for c in data.endpoint_collections_by_tag.values() for p in c.parse_errors]
    for index, route in enumerate(opc.routes):
        if route not in generated:
            own = [p for p in problems if re.search(rf" /{index}[/ ]", p.header)]
            reasons = [_one_line(problem) for problem in [*own, *data.errors]]
            yield route, f"openapi-python-client omits it: {next(iter(reasons), 'unknown')}"


def _one_line(problem: GeneratorError) -> str:
    parts = [problem.header, problem.detail or ""]
    text = " ".join(" ".join(part.split()) for part in parts if part)
    # Some messages of openapi-python-client contain the repr of an object.
    return re.sub(r"<[\w.]+ object at 0x[0-9a-f]+>", "…", text).rstrip(". ")[:400]


def _restore_parameters(
    endpoint: Endpoint, arguments: Mapping[str, Argument], config: Config
) -> None:
    """Give each parameter its location, its name and its Python name."""
    by_location: dict[str, list[Any]] = {where: [] for where in _LOCATIONS}
    for _, parameter in endpoint.iter_all_parameters():
        argument = arguments[parameter.name.get_untrusted_value()]
        by_location[argument.location].append(parameter)
        _rename(parameter, argument.name)
        parameter.set_python_name(UntrustedString(argument.python), config)
    for where, parameters in by_location.items():
        setattr(endpoint, f"{where}_parameters", parameters)


def _rename(found: Any, name: str) -> None:
    found.name = UntrustedString(name)


class Imports(NamedTuple):
    """The import statements of a model for the models that it contains."""

    direct: list[str]
    deferred: list[str]
    """Imports of models that contain this model; they follow its class."""


def imports_of(data: GeneratorData) -> Callable[[Any], Imports]:
    """Return a function from a model to its imports of other models."""
    statements = {str(model.class_info.module_name): _model_imports(model) for model in data.models}
    graph = {name: {_module(each) for each in found} for name, found in statements.items()}

    def imports(model: Any) -> Imports:
        own = model.class_info.module_name
        deferred = [each for each in statements[own] if own in _reachable(graph, _module(each))]
        return Imports([each for each in statements[own] if each not in deferred], deferred)

    return imports


def _model_imports(model: Any) -> list[str]:
    """Return the statements, as of a module beside the model: `from .cat import Cat`."""
    found = {*(model.lazy_imports or ())}
    found |= set(getattr(model.additional_properties, "lazy_imports", None) or ())
    return sorted(statement.replace("from ..models.", "from .", 1) for statement in found)


def _module(statement: str) -> str:
    return statement.split()[1].lstrip(".")


def _reachable(graph: Mapping[str, set[str]], start: str) -> set[str]:
    found, left = {start}, [start]
    while left:
        new = graph.get(left.pop(), set()) - found
        found |= new
        left += new
    return found
