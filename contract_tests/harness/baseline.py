"""
Baseline files: accepted findings, each with a reason.

    [[accepted]]
    item = "the text of the finding, exactly as printed"
    reason = "Why it is accepted."
    expires = 2027-06-01  # optional: accepted until the day before

This module knows nothing about the findings. The first word of an item is its kind; a file may
accept items of several kinds, and each command judges its own kind only.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

NAMES = {"item", "reason", "expires"}
HEADER = (
    "# Findings that are accepted, each with a reason and, optionally, with a date from which it is"
    "\n# no longer accepted: `expires = 2027-06-01`.\n"
)


class BaselineError(ValueError):
    """The file cannot be used. The message is one line that names the file and the remedy."""


@dataclass(frozen=True)
class AcceptedItem:
    """
    One accepted finding.

    Args:
        item: the text of the finding.
        expires: the first day after its acceptance.
    """

    item: str
    reason: str
    expires: date | None = None


@dataclass(frozen=True)
class Judgement:
    """
    The result of comparing the findings of a run with a baseline.

    Args:
        new: findings that are not accepted, those of `expired` included.
        accepted: entries of findings that are accepted.
        expired: entries of findings that are no longer accepted.
        stale: entries without a finding.
    """

    new: Sequence[str] = ()
    accepted: Sequence[AcceptedItem] = ()
    expired: Sequence[AcceptedItem] = ()
    stale: Sequence[AcceptedItem] = ()

    def remarks(self) -> Iterator[str]:
        """Yield a line for each entry that should be changed or removed."""
        for entry in self.expired:
            yield f"expired on {entry.expires}, so not accepted: {entry.item}"
        for entry in self.stale:
            yield f"stale, remove it from the baseline: {entry.item}"


@dataclass(frozen=True)
class Baseline:
    """The entries of a file; without entries, nothing is accepted."""

    entries: Sequence[AcceptedItem] = field(default_factory=tuple)

    def judge(self, kind: str, findings: Iterable[str], today: date) -> Judgement:
        """Compare the *findings* of a *kind* with the entries of that kind."""
        found = dict.fromkeys(findings)
        entries = {each.item: each for each in self.entries if each.item.split(" ")[0] == kind}
        expired = [each for each in entries.values() if each.expires and each.expires <= today]
        valid = [each for each in entries.values() if each not in expired]
        accepted = [each for each in valid if each.item in found]
        accepted_items = {each.item for each in accepted}
        return Judgement(
            new=[item for item in found if item not in accepted_items],
            accepted=accepted,
            expired=[each for each in expired if each.item in found],
            stale=[each for each in entries.values() if each.item not in found],
        )

    def updated(self, kind: str, findings: Iterable[str]) -> Baseline:
        """
        Return the baseline that accepts exactly these *findings* of a *kind*.

        Findings that are accepted already keep their reason and date; others have no reason yet.
        Entries of other kinds stay.
        """
        known = {each.item: each for each in self.entries}
        others = [each for each in self.entries if each.item.split(" ")[0] != kind]
        own = [known.get(item, AcceptedItem(item, "")) for item in dict.fromkeys(findings)]
        return Baseline([*others, *own])


def read_baseline(path: Path) -> Baseline:
    """
    Read the baseline file at *path*.

    Raises:
        BaselineError: the file cannot be read, is not a baseline, or has an entry without a reason.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BaselineError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BaselineError(f"{path} is not TOML: {error}") from error
    entries = data.get("accepted", [])
    if data.keys() - {"accepted"} or not isinstance(entries, list):
        raise BaselineError(f"{path} is not a baseline: it must consist of [[accepted]] tables")
    accepted: dict[str, AcceptedItem] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            read = _entry(entry)
            if read.item in accepted:
                raise ValueError("repeats an item of another entry: remove one of them")
        except ValueError as error:
            raise BaselineError(f"{path}: entry {number} {error}") from None
        accepted[read.item] = read
    return Baseline(tuple(accepted.values()))


def write_baseline(path: Path, baseline: Baseline) -> None:
    """
    Write *baseline* to *path*.

    Raises:
        BaselineError: the file cannot be written.
    """
    tables = [HEADER]
    for each in baseline.entries:
        lines = [
            "[[accepted]]",
            f"item = {_toml_text(each.item)}",
            f"reason = {_toml_text(each.reason)}",
        ]
        lines += [f"expires = {each.expires.isoformat()}"] if each.expires else []
        tables.append("\n".join(lines) + "\n")
    try:
        path.write_text("\n".join(tables), encoding="utf-8")
    except OSError as error:
        raise BaselineError(f"{path} cannot be written: {error.strerror}") from error


def _entry(entry: Any) -> AcceptedItem:
    """Return a valid entry; raise ValueError with a phrase that follows the number of the entry."""
    if not isinstance(entry, dict) or not isinstance(entry.get("item"), str) or not entry["item"]:
        raise ValueError("has no `item`: copy the text of a finding")
    item, reason, expires = entry["item"], entry.get("reason"), entry.get("expires")
    if unknown := sorted(entry.keys() - NAMES):
        raise ValueError(f"has an unknown key `{unknown[0]}`: use {', '.join(sorted(NAMES))}")
    if not isinstance(reason, str) or not reason.strip():
        raise ValueError(f"has no `reason`: say why this is accepted: {item}")
    if expires is not None and (not isinstance(expires, date) or isinstance(expires, datetime)):
        raise ValueError("has an invalid `expires`: write a date such as 2027-06-01, unquoted")
    return AcceptedItem(item, reason, expires)


def _toml_text(text: str) -> str:
    """Return *text* as a basic string of TOML: https://toml.io/en/v1.0.0#string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    controls = {chr(code): f"\\u{code:04x}" for code in (*range(0x20), 0x7F)}
    return f'"{"".join(controls.get(character, character) for character in escaped)}"'
