"""One change of a contract, as it is reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from contract_tests.harness.comparison.sides import ABSENT, ANY, MEMBER_KEYWORDS, Side
from contract_tests.harness.mismatch import printable
from contract_tests.harness.oracles.violations import Location
from contract_tests.harness.spec import Call, Operation
from contract_tests.harness.spec.json_paths import JsonPath, pointer
from contract_tests.harness.wire.canned_response import CannedResponse

Law = Literal["request", "response", "failure"]
# The first word of a change that breaks clients, and so the kind of its item in a baseline.
BREAKS = "breaks"
# What the contract that allows a message says about places that both contracts do not share, and
# what the other contract says.
NOT_SHARED = {
    "operation": ("documented", ABSENT),
    "server": ("documented", ABSENT),
    "credentials": ("accepted", "refused"),
}


@dataclass(frozen=True)
class Change:
    """
    One change.

    Args:
        operation: the label of the operation in the older contract.
        statuses: the statuses of the response; empty for a request.
        place: what has changed, such as ``query parameter limit`` or ``application/json /data``.
        old: what the older contract says about the place, in a few words.
        new: what the newer contract says.
        old_definition: the definition in the older contract, as JSON.
        new_definition: the definition in the newer contract, as JSON.
        example: the smallest message that shows the change, as text.
        client: what the client of the older contract does; empty where that is not known.
        message: the same as a call, or as a response; None where it is not known.
    """

    breaks: bool
    law: Law
    operation: str
    statuses: tuple[str, ...]
    place: str
    old: str
    new: str
    old_definition: str
    new_definition: str
    example: str
    client: str = field(default="", compare=False)
    message: Call | CannedResponse | None = field(default=None, compare=False, repr=False)

    @property
    def item(self) -> str:
        """The change in one line, without its example."""
        effect = BREAKS if self.breaks else "compatible"
        where = f"{', '.join(self.statuses)} {self.place}".strip()
        change = "differs" if self.old == self.new else f"{self.old} -> {self.new}"
        return printable(f"{effect} {self.law}: {self.operation}, {where}: {change}")

    @property
    def line(self) -> str:
        """The change in one line."""
        return f"{self.item}; example: {self.example}"


def as_data(change: Change) -> dict[str, Any]:
    """Return *change* as JSON, without its `message`: the arguments of `Change`."""
    names = (each.name for each in fields(change) if each.name != "message")
    return {name: getattr(change, name) for name in names}


def read_change(data: Mapping[str, Any]) -> Change:
    """Return the change that `as_data` returned as JSON; other members are ignored."""
    names = {each.name for each in fields(Change)}
    known = {name: value for name, value in data.items() if name in names}
    return Change(**{**known, "statuses": tuple(data["statuses"])})


def general_location(location: Location, sides: tuple[Side, Side]) -> Location:
    """Return *location* with `ANY` for each index, and for each name that no contract declares."""
    path: JsonPath = ()
    for number, step in enumerate(location.path, start=1):
        is_missing = location.keyword == "required" and number == len(location.path)
        path = (*path, step if is_missing else _general_step(location, (*path, step), sides))
    return replace(location, path=path)


def make_change(
    *,
    breaks: bool,
    law: Law,
    location: Location,
    older: Side,
    newer: Side,
    sender_is_older: bool,
    example: str,
    message: Call | CannedResponse | None,
) -> Change:
    """Return the change at a general *location*; the sender's contract allows the *message*."""
    if location.kind in NOT_SHARED:
        allowed, refused = NOT_SHARED[location.kind]
        old, new = (allowed, refused) if sender_is_older else (refused, allowed)
        definitions = old, new
    else:
        old, new = older.state(location), newer.state(location)
        definitions = older.definition(location) or old, newer.definition(location) or new
    return Change(
        breaks,
        law,
        older.endpoint.operation.label,
        (_pattern(location.status, older.operation, newer.operation),) if location.status else (),
        _place(location, older, newer),
        old,
        new,
        *definitions,
        printable(example),
        message=message,
    )


def merged(changes: Iterable[Change]) -> list[Change]:
    """
    Return the changes in order, those that break clients first.

    Equal changes of several statuses become one. A compatible change of a place that also has a
    breaking one is left out.
    """
    groups: dict[str, Change] = {}
    for each in changes:
        key = replace(each, statuses=each.statuses and ("",)).item
        first = groups.setdefault(key, each)
        statuses = dict.fromkeys((*first.statuses, *each.statuses))
        groups[key] = replace(first, statuses=tuple(statuses))
    breaking = [each for each in groups.values() if each.breaks]
    broken = {place for each in breaking for place in _places(each)}
    compatible = [each for each in groups.values() if not each.breaks]
    return [*breaking, *(each for each in compatible if not _places(each) <= broken)]


def _places(change: Change) -> set[tuple[str, str]]:
    """Return the place of *change* with each of its statuses."""
    return {(change.place, status) for status in change.statuses or ("",)}


def _general_step(location: Location, path: JsonPath, sides: tuple[Side, Side]) -> Any:
    step = path[-1]
    is_declared = isinstance(step, str) and any(each.declares(location, path) for each in sides)
    return step if is_declared else ANY


def _pattern(status: int, older: Operation, newer: Operation) -> str:
    """Return the most specific pattern of *status*: exact, then a range, then `default`."""
    documented = [each.response(status) for each in (older, newer)]
    patterns = [each.pattern for each in documented if each]
    return min(patterns, key=lambda each: (not each.isdigit(), each.lower() == "default"))


def _place(location: Location, older: Side, newer: Side) -> str:
    name = location.name
    if location.kind == "parameter":
        parameter = older.parameter(location) or newer.parameter(location)
        assert parameter is not None, "one of the contracts has the parameter"
        is_variable = parameter.name.startswith("server variable ")
        title = (
            parameter.name if is_variable else f"{parameter.location} parameter {parameter.name}"
        )
    elif location.kind in ("response body", "status"):
        title = str(name) or ("" if location.kind == "status" else "body")
    else:
        title = f"{location.kind} {name}".strip()
    keyword = "" if location.keyword in MEMBER_KEYWORDS else location.keyword
    return ": ".join(filter(None, (f"{title} {pointer(location.path)}".strip(), keyword)))
