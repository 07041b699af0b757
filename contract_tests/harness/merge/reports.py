"""Reads the reports of shards, and refuses those that are not the shards of one run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from contract_tests.harness.report.shards import Shard
from contract_tests.harness.report.summary import FORMAT

Data = Mapping[str, Any]


class MergeError(Exception):
    """The reports cannot be merged. The message is one line with the remedy."""


@dataclass(frozen=True)
class ShardReport:
    """
    The report of one shard.

    Args:
        folder: the folder of its files.
        data: the content of `report.json`.
        junit: the test suites of `junit.xml`.
    """

    folder: Path
    data: Data
    junit: tuple[ElementTree.Element, ...]

    @property
    def shard(self) -> Shard:
        """Which part of the tests ran."""
        return Shard(**self.data["run"]["shard"])

    def tests(self) -> Iterator[str]:
        """Yield the names of its tests."""
        for suite in self.junit:
            for case in suite.iter("testcase"):
                yield f"{case.get('classname')}::{case.get('name')}"


# What all shards must have in common: the words for it, and its value in a report.
COMMON: Mapping[str, Callable[[Data], object]] = {
    "contracts": lambda data: data["contract"]["sha256"],
    "newer contracts": lambda data: data["against"] and data["against"]["sha256"],
    "clients": lambda data: (data["package"]["name"], data["package"]["sha256"]),
    "profiles": lambda data: data["run"]["profile"],
    "seeds": lambda data: data["run"]["seed"],
    "baselines": lambda data: data["baseline"],
    "limitations": lambda data: data["limitations"],
    "versions of tools": lambda data: data["versions"],
    "coverage items": lambda data: [
        (part["operation"], part["part"], part["of"], part["name"])
        for part in data["coverage"]["parts"]
    ],
    "numbers of shards": lambda data: data["run"]["shard"]["count"],
}


def read_shards(paths: Sequence[Path]) -> list[ShardReport]:
    """
    Read the reports of all shards of one run, in their order.

    Args:
        paths: the folder of each report, or its `report.json`.

    Raises:
        MergeError: a report cannot be read, or the reports are not the shards of one run.
    """
    reports = [_read(path) for path in paths]
    first = reports[0]
    for words, value in COMMON.items():
        for each in reports[1:]:
            if value(each.data) != value(first.data):
                raise MergeError(
                    f"{first.folder} and {each.folder} have different {words}: merge the shards of "
                    "one run"
                )
    reports.sort(key=lambda each: each.shard.number)
    numbers = [each.shard.number for each in reports]
    for number in range(1, first.shard.count + 1):
        if (found := numbers.count(number)) != 1:
            problem = "is missing" if not found else "is given twice"
            raise MergeError(f"shard {number} of {first.shard.count} {problem}: give each once")
    _check_tests(reports)
    return reports


def _read(path: Path) -> ShardReport:
    file = path / "report.json" if path.is_dir() else path
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise MergeError(
            f"{file} cannot be read ({error.strerror}): give the folder of a report"
        ) from error
    except ValueError:
        data = None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise MergeError(f"{file} is not a report of this version: verify the shard again")
    if data["run"]["shard"] is None:
        raise MergeError(f"{file} is not the report of a shard: verify with --shard I/N")
    try:
        root = ElementTree.parse(file.with_name("junit.xml")).getroot()  # noqa: S314 (of pytest)
    except (OSError, ElementTree.ParseError) as error:
        raise MergeError(f"{file.with_name('junit.xml')} cannot be read: {error}") from error
    return ShardReport(file.parent, data, tuple(root.iter("testsuite")))


def _check_tests(reports: Sequence[ShardReport]) -> None:
    """Raise for a test that ran in two shards. A test that ran in none is missing in its row."""
    shards: dict[str, Shard] = {}
    for report in reports:
        for test in report.tests():
            if (other := shards.setdefault(test, report.shard)) != report.shard:
                raise MergeError(
                    f"{test} ran in the {other} and the {report.shard}: verify both with the same "
                    "version of the harness"
                )
