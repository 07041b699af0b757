"""What a trial reaches of an operation's request: its parameters, keys and body."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.records import CallRecord
from contract_tests.harness.report.coverage.items import Counts, Coverage, Hit
from contract_tests.harness.report.coverage.schema_tree import LEFT_OUT, Node, flat, tree
from contract_tests.harness.report.coverage.side import Side, name_of
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

# What a key or a header can say so that it reads back the same.
KEY = re.compile(r"[!-~]+")
HEADER = re.compile(r"([!-~]([\t -~]*[!-~])?)?")
# What would leave no segment of a path, or another one.
NO_SEGMENT = {"", ".", ".."}
# Formats of which a caller may give the text, or a Python object.
NATIVE = {"uuid", "date", "date-time"}
AS_TEXT, AS_OBJECT = "as text", "as an object"
WITH_PREFIX, LOST, NOT_ALLOWED = "with a prefix", "lost on the way", "not allowed"


class RequestSide(Side):
    """The items of the request."""

    def __init__(self, contract: Contract, operation: Operation, coverage: Coverage) -> None:
        super().__init__(contract, operation, coverage)
        self._last: tuple[Call | None, set[str], Counts] = None, set(), ()
        self._call = self.item("operation", operation.label, dict.fromkeys(FUNCTIONS, True))
        self._parameters = [(each, *self._parameter(each)) for each in operation.parameters]
        self._alternatives = {
            frozenset(scheme.name for scheme in some): self.item(
                "security", " and ".join(scheme.name for scheme in some) or "(no key)", {}
            )
            for some in operation.security
        }
        schemes = {scheme.name: scheme for some in operation.security for scheme in some}
        self._keys = [(scheme, self._key(scheme)) for scheme in schemes.values()]
        body = operation.request_body
        optional = None if body is None or body.required else True
        self._bodies = {
            media: self.coverage.body(
                operation.label,
                "request body",
                name_of(schema, media),
                tree(self.contract, schema, optional),
                broken=False,
            )
            for media, schema in (body.content if body else {}).items()
        }

    def _parameter(self, parameter: Parameter) -> tuple[Node, Hit]:
        node = tree(self.contract, parameter.schema, True if parameter.optional else None)
        classes = {name: True for name, allowed in node.class_names.items() if allowed}
        if flat(self.contract, parameter.schema).get("format") in NATIVE:
            classes |= {AS_TEXT: True, AS_OBJECT: True}
        if parameter.location == "header":
            classes.pop(NON_ASCII, None)  # which no header can carry
        # Any text can stand in a query or a cookie.
        broken = {kind.name for kind in node.classes if not kind.allowed}
        if parameter.location in ("header", "path") or broken - {"null", "wrong type"}:
            classes[NOT_ALLOWED] = False
        return node, self.item(f"{parameter.location} parameter", parameter.name, classes)

    def _key(self, scheme: SecurityScheme) -> Hit:
        classes = {"given": True, "long": True}
        if scheme.type == "apiKey":
            classes[WITH_PREFIX] = True
        if any(not self.operation.allows(some - {scheme.name}) for some in self._alternatives):
            classes[LOST] = False
        classes[NOT_ALLOWED] = False
        return self.item("key", scheme.name, classes)

    def see(self, record: CallRecord) -> None:
        """Count what the caller said, and whether the keys arrived."""
        request = record.exchanges[0].request if record.exchanges else None
        lost = {s.name for s, _ in self._keys if request and not _carries(request, s)}
        self._call(record.function)
        # One call is often made thousands of times.
        if record.call is not self._last[0] or lost != self._last[1]:
            self._last = (
                record.call,
                lost,
                self.coverage.recorded(lambda: self._see(record.call, lost)),
            )
        self.coverage.repeat(self._last[2])

    def _see(self, call: Call, lost: set[str]) -> None:
        for parameter, node, hit in self._parameters:
            value = call.arguments.get(parameter.identity, ABSENT)
            hit(*_kinds(parameter, node, value, native=call.native))
        for scheme, hit in self._keys:
            if key := call.credentials.get(scheme.name):
                hit(*_key_kinds(key, scheme.name in lost))
        alternative = self._alternatives.get(frozenset(call.credentials))
        if alternative is not None and lost.isdisjoint(call.credentials):
            alternative()
        for media, lay in self._bodies.items():
            if call.body is ABSENT or call.media_type == media:
                lay(call.body)


def _kinds(parameter: Parameter, node: Node, value: Any, *, native: bool) -> Iterable[str]:
    if value is ABSENT:
        return [LEFT_OUT]
    if isinstance(value, str) and (
        (parameter.location == "header" and not HEADER.fullmatch(value))
        or (parameter.location == "path" and value in NO_SEGMENT)
    ):
        return [NOT_ALLOWED]
    kinds = node.kinds(value)
    return [*kinds, AS_OBJECT if native else AS_TEXT] if node.allows(kinds) else [NOT_ALLOWED]


def _key_kinds(key: Credential, lost: bool) -> list[str]:
    if lost:
        return [LOST]
    if not KEY.fullmatch(key.value):
        return [NOT_ALLOWED]
    long, prefix = len(key.value) >= LONG, key.prefix is not None
    return ["given", *["long"] * long, *[WITH_PREFIX] * prefix]


def _carries(request: WireRequest, scheme: SecurityScheme) -> bool:
    name = scheme.wire_name.encode()
    if scheme.location == "header":
        return any(request.header(name))
    if scheme.location == "cookie":
        return any(name + b"=" in cookie for cookie in request.header("cookie"))
    return name + b"=" in request.target.partition(b"?")[2]
