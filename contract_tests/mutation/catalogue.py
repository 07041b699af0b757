"""
The catalogue: faults of a client that affect its caller. They are in `faults/*.toml`.

Each is a few lines of Python around one function of the client that every call goes through, put
at the end of its module. What is broken is thus plain to read, and the same for any contract. A
fault may be `for-each` of something that the contract has, which is filled in for its `$names`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from textwrap import indent
from typing import Any

from attrs import frozen

from contract_tests.harness.spec import Contract
from contract_tests.mutation.mutants import Mutant
from contract_tests.mutation.occasions import Given, Occasions

FAULTS = Path(__file__).with_name("faults")


@frozen
class Seam:
    """
    A function of the client, and how a fault is put around it.

    Args:
        file: of the function; a pattern, where each operation has its own.
        function: its name; empty where the fault goes to the end of the module.
        result: what it returns is called.
        flavour: `sync` or `async`, where the fault is of one of them.
    """

    file: str
    function: str
    result: str
    flavour: str = ""

    @property
    def wait(self) -> str:
        """`await ` where the function is async."""
        return "await " if self.flavour == "async" else ""

    def around(self, before: str, after: str) -> str:
        """The code that puts these lines around the function."""
        if not self.function:
            return f"\n\n{after}\n"
        name = self.function
        return (
            f"\n\n_sound_{name} = {name}\n\n\n"
            f"{'async ' if self.wait else ''}def {name}(*args, **kwargs):\n"
            f"{indent(before, '    ')}\n"
            f"    {self.result} = {self.sound}\n"
            f"{indent(after, '    ')}\n"
            f"    return {self.result}\n"
        )

    @property
    def sound(self) -> str:
        """The call of the function as it was."""
        return f"{self.wait}_sound_{self.function}(*args, **kwargs)"


SEND = Seam("_transport.py", "send", "answer", "sync")
ASEND = Seam("_transport.py", "asend", "answer", "async")
READ = Seam("_response.py", "parse_response", "response")
SUCCEED = Seam("_response.py", "require_success", "value")
SEAMS: Mapping[str, tuple[Seam, ...]] = {
    "operation": (Seam("api/*/*.py", "", ""),),
    "request": (Seam("_transport.py", "build_httpx_request", "request"),),
    "send": (SEND, ASEND),
    "send of threads": (SEND,),
    "send of tasks": (ASEND,),
    "failure": (Seam("_transport.py", "_failure", "failure"),),
    "read": (READ,),
    "succeed": (SUCCEED,),
    "read and succeed": (READ, SUCCEED),
    "validate": (Seam("_validation.py", "validate", "nothing"),),
    "first violation": (Seam("_validation.py", "first_violation", "violation"),),
    "header value": (Seam("_parameters.py", "header_value", "text"),),
    "path segment": (Seam("_parameters.py", "path_segment", "text"),),
    "schemas": (Seam("_contract.py", "", ""),),
}


def mutants(contract: Contract, package: Path) -> Iterator[Mutant]:
    """Each fault that *contract* gives occasion to, planted in the client in *package*."""
    occasions = Occasions(contract, package)
    has_body = any(operation.request_body for operation in contract.operations)
    for file in sorted(FAULTS.glob("*.toml")):
        for group in tomllib.loads(file.read_text(encoding="utf-8"))["group"]:
            if group.get("needs") == "request body" and not has_body:
                continue
            for seam in SEAMS[group["at"]]:
                for given in occasions.of(group.get("for-each", "client")):
                    yield from _planted(group, seam, given, package)


def _planted(group: Mapping[str, Any], seam: Seam, given: Given, package: Path) -> Iterator[Mutant]:
    fault, law = group["class"], group.get("law", "")
    files = [path for path in sorted(package.glob(seam.file)) if path.stem != "__init__"]
    names = {name: _named(value) for name, value in given.items()}
    code = {"sound": seam.sound, **{name: repr(value) for name, value in given.items()}}
    for title, change in group["changes"].items():
        name = Template(title).substitute(names)
        if group["at"] == "send":
            name = f"{seam.flavour}: {name}"
        if group["at"] == "read and succeed":
            name = f"{seam.function}: {name}"
        parts = [_filled(group.get(part, ""), change, code) for part in ("before", "after")]
        for path in files:
            where, file = (
                f"{path.stem}: " if files[1:] else "",
                path.relative_to(package).as_posix(),
            )
            before = path.read_text(encoding="utf-8")
            after = before + seam.around(*parts)
            yield Mutant(f"{fault}: {where}{name}", fault, file, before, after, law)


def _filled(lines: str, change: str, code: Mapping[str, str]) -> str:
    """*lines* with *change* in its place, indented as that is, and with the names filled in."""
    filled = []
    for line in lines.strip("\n").split("\n"):
        margin = line[: len(line) - len(line.lstrip())]
        if line.strip() == "$change":
            filled.append(indent(change.strip("\n"), margin))
        else:
            filled.append(line.replace("$change", change.strip("\n")))
    return Template("\n".join(filled)).substitute(code)


def _named(value: Any) -> str:
    return "/".join(value) if isinstance(value, tuple) else str(value)
