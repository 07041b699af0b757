"""Baseline files accept findings with a reason, until a date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from contract_tests.harness.baseline import (
    AcceptedItem,
    Baseline,
    BaselineError,
    Judgement,
    read_baseline,
    write_baseline,
)

TODAY = date(2027, 6, 1)
HOSTILE = 'odd "quotes", \\ and \t\r\n\x00\x7f é 😀 [x] # no comment'


def test_a_written_file_is_read_unchanged(tmp_path: Path) -> None:
    """Every text survives the file, control characters included."""
    entries = AcceptedItem(HOSTILE, HOSTILE), AcceptedItem("b", "Known.", date(2027, 1, 2))
    path = tmp_path / "baseline.toml"
    write_baseline(path, Baseline(entries))
    assert read_baseline(path) == Baseline(entries)


def test_an_empty_file_accepts_nothing(tmp_path: Path) -> None:
    """A file without entries is valid, and so is one that was written without findings."""
    path = tmp_path / "baseline.toml"
    write_baseline(path, Baseline())
    assert read_baseline(path).judge("a", ["a b"], TODAY).new == ["a b"]


def test_only_new_findings_fail() -> None:
    """Entries are accepted, expired or stale; other kinds are not judged."""
    known = AcceptedItem("breaks known", "Known.")
    last_day = AcceptedItem("breaks last day", "Known.", date(2027, 6, 2))
    expired = AcceptedItem("breaks expired", "Known.", TODAY)
    stale = AcceptedItem("breaks stale", "Known.")
    expired_and_stale = AcceptedItem("breaks both", "Known.", TODAY)
    other_kind = AcceptedItem("skipped operation", "Known.")
    baseline = Baseline((known, last_day, expired, stale, expired_and_stale, other_kind))
    findings = ["breaks known", "breaks last day", "breaks expired", "breaks new"]
    assert baseline.judge("breaks", findings, TODAY) == Judgement(
        new=["breaks expired", "breaks new"],
        accepted=[known, last_day],
        expired=[expired],
        stale=[stale, expired_and_stale],
    )


def test_an_update_keeps_reasons_and_other_kinds() -> None:
    """New findings get an empty reason, and stale entries disappear."""
    known, other = AcceptedItem("breaks a", "Known.", TODAY), AcceptedItem("skipped b", "Known.")
    baseline = Baseline((known, AcceptedItem("breaks stale", "Known."), other))
    updated = baseline.updated("breaks", ["breaks a", "breaks new", "breaks new"])
    assert updated.entries == [other, known, AcceptedItem("breaks new", "")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = ", "is not TOML: "),
        ("[other]", "is not a baseline: it must consist of [[accepted]] tables"),
        ("[accepted]", "is not a baseline: it must consist of [[accepted]] tables"),
        ("accepted = [1]", "entry 1 has no `item`: copy the text of a finding"),
        ('[[accepted]]\nreason = "x"', "entry 1 has no `item`"),
        ('[[accepted]]\nitem = "a b"', "entry 1 has no `reason`: say why this is accepted: a b"),
        ('[[accepted]]\nitem = "a"\nreason = " "', "entry 1 has no `reason`: "),
        (
            '[[accepted]]\nitem = "a"\nreason = "x"\nexpires = "2027-06-01"',
            "entry 1 has an invalid `expires`: write a date such as 2027-06-01, unquoted",
        ),
        (
            '[[accepted]]\nitem = "a"\nreason = "x"\nexpires = 2027-06-01T00:00:00',
            "entry 1 has an invalid `expires`",
        ),
        (
            '[[accepted]]\nitem = "a"\nreason = "x"\nexpiry = 2027-06-01',
            "entry 1 has an unknown key `expiry`: use expires, item, reason",
        ),
        (
            '[[accepted]]\nitem = "a"\nreason = "x"\n' * 2,
            "entry 2 repeats an item of another entry: remove one of them",
        ),
    ],
)
def test_an_invalid_file_is_refused_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    """The line names the file, the entry and the remedy."""
    path = tmp_path / "baseline.toml"
    path.write_text(text)
    with pytest.raises(BaselineError) as caught:
        read_baseline(path)
    line = str(caught.value)
    assert line.startswith(str(path)) and message in line and "\n" not in line


def test_a_file_that_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    """The line has the reason of the operating system."""
    with pytest.raises(BaselineError, match=r"nothing\.toml cannot be read: No such file"):
        read_baseline(tmp_path / "nothing.toml")
    with pytest.raises(BaselineError, match="cannot be written: Is a directory"):
        write_baseline(tmp_path, Baseline())
