"""Writes the report of merged shards: the same files as the report of one run."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from contract_tests.harness.merge.combination import Merged
from contract_tests.harness.merge.reports import MergeError, ShardReport
from contract_tests.harness.replay_record import REPLAYS
from contract_tests.harness.report.files import report_files, write_atomically, write_replay_files


def write_report(folder: Path, reports: Sequence[ShardReport], merged: Merged) -> None:
    """
    Write the files of the report into *folder*, which is created.

    Raises:
        MergeError: *folder* is one of the reports, or the files cannot be written.
    """
    if folder.resolve() in [each.folder.resolve() for each in reports]:
        raise MergeError(f"--report {folder} is the report of a shard: name another folder")
    data = {**merged.data, "failures": list(_failures(folder, merged.data["failures"]))}
    files = {**report_files(data), "junit.xml": _junit(reports)}
    replays = {
        path.name: path.read_text(encoding="utf-8")
        for each in reports
        for path in sorted((each.folder / REPLAYS).glob("*.json"))
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder, files)
        write_replay_files(folder / REPLAYS, replays)
    except OSError as error:
        raise MergeError(
            f"--report {folder}: cannot write there ({error.strerror}): name another folder"
        ) from error


def _failures(folder: Path, failures: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """The *failures*, with commands that name the replay files in *folder*."""
    for failure in failures:
        words = shlex.split(failure["replay"])
        if "--replay" in words:
            place = words.index("--replay") + 1
            words[place] = str(folder / REPLAYS / Path(words[place]).name)
        yield {**failure, "replay": shlex.join(words)}


def _junit(reports: Iterable[ShardReport]) -> str:
    root = ElementTree.Element("testsuites", name="pytest tests")
    for report in reports:
        for suite in report.junit:
            suite.set("name", str(report.shard))
            root.append(suite)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
