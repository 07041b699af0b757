"""Coverage of an operation's request: its parameters, credentials and body."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import Any

from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.records import CallRecord
from contract_tests.harness.report.coverage.items import Counts, CountValue, Coverage, schema_name
from contract_tests.harness.report.coverage.schema_tree import OMITTED, Node, build_tree, flatten
from contract_tests.harness.report.coverage.value_classes import LONG, NON_ASCII
from contract_tests.harness.spec import (
    ABSENT,
    Call,
    Contract,
    Credential,
    Operation,
    Parameter,
    SecurityScheme,
)
from contract_tests.harness.wire.messages import WireRequest

# Values of credentials and headers that arrive unchanged.
CREDENTIAL_VALUE = re.compile(r"[!-~]+")
HEADER_VALUE = re.compile(r"([!-~]([\t -~]*[!-~])?)?")
# Path arguments that would remove a segment or change the path.
UNSENDABLE_SEGMENTS = {"", ".", ".."}
# Formats of arguments that may be given as text or as a Python object.
OBJECT_FORMATS = {"uuid", "date", "date-time"}
AS_TEXT, AS_OBJECT = "as text", "as an object"
WITH_PREFIX, NOT_SENT, INVALID = "with a prefix", "not sent", "invalid"


class RequestCoverage:
    """Adds the items of the request of *operation* to *coverage*."""

    def __init__(self, contract: Contract, operation: Operation, coverage: Coverage) -> None:
        self._contract = contract
        self._operation = operation
        self._coverage = coverage
        self._add_item = partial(coverage.add_item, operation.label)
        self._last: tuple[Call | None, set[str], Counts] = None, set(), ()
        self._call = self._add_item("operation", operation.label, dict.fromkeys(FUNCTIONS, True))
        self._parameters = [(each, *self._add_parameter(each)) for each in operation.parameters]
        self._alternatives = {
            frozenset(scheme.name for scheme in alternative): self._add_item(
                "security",
                " and ".join(scheme.name for scheme in alternative) or "(no credential)",
                {},
            )
            for alternative in operation.security
        }
        schemes = {each.name: each for alternative in operation.security for each in alternative}
        self._credentials = [(each, self._add_credential(each)) for each in schemes.values()]
        body = operation.request_body
        optional = None if body is None or body.required else True
        self._bodies = {
            media_type: coverage.add_body(
                operation.label,
                "request body",
                schema_name(schema, media_type),
                build_tree(contract, schema, optional),
                invalid=False,
            )
            for media_type, schema in (body.content if body else {}).items()
        }

    def _add_parameter(self, parameter: Parameter) -> tuple[Node, CountValue]:
        node = build_tree(self._contract, parameter.schema, True if parameter.optional else None)
        classes = {name: True for name, allowed in node.class_names.items() if allowed}
        if flatten(self._contract, parameter.schema).get("format") in OBJECT_FORMATS:
            classes |= {AS_TEXT: True, AS_OBJECT: True}
        if parameter.location == "header":
            classes.pop(NON_ASCII, None)  # no header can hold it
        # A query or a cookie can hold any text, so for a plain string no value is invalid.
        invalid = {each.name for each in node.classes if not each.allowed}
        if parameter.location in ("header", "path") or invalid - {"null", "wrong type"}:
            classes[INVALID] = False
        return node, self._add_item(f"{parameter.location} parameter", parameter.name, classes)

    def _add_credential(self, scheme: SecurityScheme) -> CountValue:
        classes = {"given": True, "long": True}
        if scheme.type == "apiKey":
            classes[WITH_PREFIX] = True
        if any(not self._operation.allows(some - {scheme.name}) for some in self._alternatives):
            classes[NOT_SENT] = False
        classes[INVALID] = False
        return self._add_item("credential", scheme.name, classes)

    def observe(self, record: CallRecord) -> None:
        """Count the arguments of the call, and which credentials arrived."""
        request = record.exchanges[0].request if record.exchanges else None
        unsent = {s.name for s, _ in self._credentials if request and not _carries(request, s)}
        self._call(record.function)
        # In the matrices, one call is made thousands of times in a row: compute its counts once.
        if record.call is not self._last[0] or unsent != self._last[1]:
            counts = self._coverage.recorded(lambda: self._observe_call(record.call, unsent))
            self._last = record.call, unsent, counts
        self._coverage.repeat(self._last[2])

    def _observe_call(self, call: Call, unsent: set[str]) -> None:
        for parameter, node, count_value in self._parameters:
            value = call.arguments.get(parameter.identity, ABSENT)
            count_value(*_argument_classes(parameter, node, value, native=call.native))
        for scheme, count_value in self._credentials:
            if credential := call.credentials.get(scheme.name):
                count_value(*_credential_classes(credential, sent=scheme.name not in unsent))
        count_alternative = self._alternatives.get(frozenset(call.credentials))
        if count_alternative is not None and unsent.isdisjoint(call.credentials):
            count_alternative()
        for media_type, count_body in self._bodies.items():
            if call.body is ABSENT or call.media_type == media_type:
                count_body(call.body)


def _argument_classes(
    parameter: Parameter, node: Node, value: Any, *, native: bool
) -> Iterable[str]:
    if value is ABSENT:
        return [OMITTED]
    if isinstance(value, str) and (
        (parameter.location == "header" and not HEADER_VALUE.fullmatch(value))
        or (parameter.location == "path" and value in UNSENDABLE_SEGMENTS)
    ):
        return [INVALID]
    names = node.classify(value)
    return [*names, AS_OBJECT if native else AS_TEXT] if node.allows(names) else [INVALID]


def _credential_classes(credential: Credential, *, sent: bool) -> list[str]:
    if not sent:
        return [NOT_SENT]
    if not CREDENTIAL_VALUE.fullmatch(credential.value):
        return [INVALID]
    is_long, has_prefix = len(credential.value) >= LONG, credential.prefix is not None
    return ["given", *["long"] * is_long, *[WITH_PREFIX] * has_prefix]


def _carries(request: WireRequest, scheme: SecurityScheme) -> bool:
    """Whether *request* has a value for *scheme*."""
    name = scheme.wire_name.encode()
    if scheme.location == "header":
        return any(request.header(name))
    if scheme.location == "cookie":
        return any(name + b"=" in cookie for cookie in request.header("cookie"))
    return name + b"=" in request.target.partition(b"?")[2]
