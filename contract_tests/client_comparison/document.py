"""The comparison as Markdown: the table, and the smallest example of each break."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from contract_tests.client_comparison.columns import Column
from contract_tests.client_comparison.table import Cell, Key, Report, keys, lines
from contract_tests.harness.prism.installation import prism_version
from contract_tests.harness.project import ROOT

PAGE = ROOT / "docs" / "comparison.md"
PACKAGES = (
    *("openapi-python-client", "openapi-generator-cli", "httpx", "urllib3", "pydantic"),
    *("schemathesis", "hypothesis"),
)
# Characters of one line of an example.
LONGEST = 400


def results(
    columns: Sequence[Column],
    merged: Sequence[Mapping[Key, Cell]],
    contracts: Sequence[str],
    profile: str,
) -> Iterator[str]:
    """The lines between the markers: what ran, the table, the promises, the examples."""
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    yield f"Contracts: {', '.join(contracts)}."
    yield f"Profile: {profile}."
    yield f"Versions: {versions}, Prism {prism_version()}, Python {platform.python_version()}."
    yield ""
    yield from (f"- {column.title}: {column.description}." for column in columns)
    yield ""
    yield from lines([column.title for column in columns], merged)
    for column, cells in zip(columns, merged, strict=True):
        yield from _breaks(column, cells)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # only `nox -s compare-clients` installs every package
        return "(not installed)"


def _breaks(column: Column, cells: Mapping[Key, Cell]) -> Iterator[str]:
    broken = [(key, cells[key].smallest_failure) for key in keys([cells])]
    examples = [(key, failure) for key, failure in broken if failure is not None]
    if not examples:
        return
    yield from ("", f"## Breaks of: {column.title}")
    for (promise, check), failure in examples:
        yield from ("", f"### {promise or 'operations'}: {check}", "", "```text")
        yield from _example(failure)
        yield "```"


def _example(failure: Report) -> Iterator[str]:
    """The lines of one failure; ports of this machine are left out."""
    texts = [
        f"{failure['law']} law, {failure['contract']}, {failure['operation']}",
        f"Received:   {failure['received']}",
        f"Documented: {failure['documented']}",
        f"Response:   {failure['canned_response']}" if failure["canned_response"] else "",
        *failure["python"][1:],
    ]
    for text in filter(None, texts):
        line = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", text).replace("```", "'''")
        yield line if len(line) <= LONGEST else f"{line[:LONGEST]} …"
