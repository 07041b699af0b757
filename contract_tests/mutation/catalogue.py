"""
The catalogue of faults that matter to a caller of the client. The faults are in `faults/*.toml`.

Each fault is a few lines of Python around one function of the client that every call goes through.
The lines are appended to the module of that function. If that function can return an `ApiError`,
the lines `after` run for other values only, and the lines `after-error` for an error only. A fault
with `for-each` is planted once for each set of parameters that the contract gives; see
`fault_parameters`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from textwrap import indent
from typing import Any

from contract_tests.harness.spec import Contract
from contract_tests.mutation.fault_parameters import FaultParameters, Parameters
from contract_tests.mutation.mutants import Mutant

FAULTS = Path(__file__).with_name("faults")


@dataclass(frozen=True)
class InjectionPoint:
    """
    A function of the client that a fault can wrap.

    Args:
        file: of the function; a glob pattern where each operation has a file.
        function: its name; empty where the fault goes to the end of the module.
        result: the name that the lines of a fault use for the returned value.
        flavour: `sync` or `async`, where the fault is in calls of that kind only.
        waits: whether the function is async.
        may_fail: whether the function can return an `ApiError`, which the lines of a fault call
            `error`.
        table: a statement that puts the wrapped function into a table of the module.
    """

    file: str
    function: str = ""
    result: str = ""
    flavour: str = ""
    waits: bool = False
    may_fail: bool = False
    table: str = ""

    @property
    def original_call(self) -> str:
        """The call of the function without the fault: what `$original` stands for."""
        return f"{'await ' if self.waits else ''}_original_{self.function}(*args, **kwargs)"

    def wrapper(self, before: str, after: str, after_error: str) -> str:
        """
        Return the code that runs these lines before and after the function.

        *after_error* runs in place of *after* if the function returns an error.
        """
        if not self.function:
            return f"\n\n{after}\n"
        name, result = self.function, self.result
        lines = [f"{'async ' if self.waits else ''}def {name}(*args, **kwargs):"]
        if self.flavour:
            others = "not " if self.flavour == "async" else ""
            lines += [
                f"    if {others}kwargs['is_async']:",
                f"        return {self.original_call}",
            ]
        lines += [indent(before, "    "), f"    {result} = {self.original_call}"]
        if self.may_fail:
            lines += [
                f"    if isinstance({result}, ApiError):",
                f"        error = {result}",
                indent(after_error, "        "),
                "        return error",
            ]
        lines += [indent(after, "    "), f"    return {result}", "", "", self.table]
        return f"\n\n_original_{name} = {name}\n\n\n" + "\n".join(lines).rstrip() + "\n"


def _send(flavour: str) -> InjectionPoint:
    return InjectionPoint("_transport.py", "send", "received", flavour, waits=True, may_fail=True)


SEND, ASEND = _send("sync"), _send("async")
READ = InjectionPoint("_response.py", "parse_response", "response", may_fail=True)
SUCCEED = InjectionPoint("_response.py", "_success_or_error", "value", may_fail=True)
DECODE_JSON = InjectionPoint(
    "_response.py",
    "_decode_json",
    "decoded",
    table='_DECODERS = {**_DECODERS, "json": _decode_json}',
)
# The module relaxes all schemas when it is imported, before the lines of a fault.
RELAX = InjectionPoint(
    "_tolerance.py",
    "relaxed",
    "result",
    table=(
        "SCHEMAS.update(relaxed_table({name: schema for name, schema in SCHEMAS.items()"
        " if not name.startswith(_PREFIX)}))"
    ),
)
INJECTION_POINTS: Mapping[str, tuple[InjectionPoint, ...]] = {
    "operation": (InjectionPoint("api/*/*.py"),),
    "request": (InjectionPoint("_transport.py", "build_httpx_request", "request"),),
    "send": (SEND, ASEND),
    "send of threads": (SEND,),
    "send of tasks": (ASEND,),
    "failure": (InjectionPoint("_transport.py", "_failure", "failure"),),
    "read": (READ,),
    "succeed": (SUCCEED,),
    "read and succeed": (READ, SUCCEED),
    "decode JSON": (DECODE_JSON,),
    "media type": (InjectionPoint("_response.py", "_media_type_violation", "violation"),),
    "validate": (InjectionPoint("_validation.py", "validate", "nothing"),),
    "first violation": (InjectionPoint("_validation.py", "first_violation", "violation"),),
    "header value": (InjectionPoint("_parameters.py", "header_value", "text"),),
    "path segment": (InjectionPoint("_parameters.py", "path_segment", "text"),),
    "schemas": (InjectionPoint("_contract.py"),),
    "escaped text": (InjectionPoint("_base_errors.py", "_escape_control_characters", "text"),),
    "tolerances": (InjectionPoint("_response.py"),),
    "relaxed schema": (RELAX,),
    "without nulls": (InjectionPoint("_tolerance.py", "without_nulls", "value"),),
    "content codings": (InjectionPoint("_content.py"),),
    "JSON decoder": (InjectionPoint("_response.py"),),
}


def mutants(contract: Contract, package: Path) -> Iterator[Mutant]:
    """Yield each fault of the catalogue that applies to *contract*, planted in *package*."""
    parameters = FaultParameters(contract, package)
    has_body = any(operation.request_body for operation in contract.operations)
    for file in sorted(FAULTS.glob("*.toml")):
        for group in tomllib.loads(file.read_text(encoding="utf-8"))["group"]:
            if group.get("needs") == "request body" and not has_body:
                continue
            for point in INJECTION_POINTS[group["at"]]:
                for values in parameters.of(group.get("for-each", "client")):
                    yield from _mutants_of(group, point, values, package)


def _mutants_of(
    group: Mapping[str, Any], point: InjectionPoint, values: Parameters, package: Path
) -> Iterator[Mutant]:
    fault_class, law = group["class"], group.get("law", "")
    paths = [path for path in sorted(package.glob(point.file)) if path.stem != "__init__"]
    titles = {name: _title(value) for name, value in values.items()}
    code = {
        "original": point.original_call,
        **{name: repr(value) for name, value in values.items()},
    }
    for title, change in group["changes"].items():
        name = Template(title).substitute(titles)
        if group["at"] == "send":
            name = f"{point.flavour}: {name}"
        if group["at"] == "read and succeed":
            name = f"{point.function}: {name}"
        parts = ("before", "after", "after-error")
        lines = [_filled(group.get(part, ""), change, code) for part in parts]
        for path in paths:
            label = f"{path.stem}: {name}" if len(paths) > 1 else name
            file = path.relative_to(package).as_posix()
            before = path.read_text(encoding="utf-8")
            after = before + point.wrapper(*lines)
            yield Mutant(f"{fault_class}: {label}", fault_class, file, before, after, law)


def _filled(lines: str, change: str, code: Mapping[str, str]) -> str:
    """Return *lines* with `$change` and the parameters filled in, keeping the indentation."""
    filled = []
    for line in lines.strip("\n").split("\n"):
        margin = line[: len(line) - len(line.lstrip())]
        if line.strip() == "$change":
            filled.append(indent(change.strip("\n"), margin))
        else:
            filled.append(line.replace("$change", change.strip("\n")))
    return Template("\n".join(filled)).substitute(code)


def _title(value: Any) -> str:
    return "/".join(value) if isinstance(value, tuple) else str(value)
