"""The end of a run shows what the client does not have, in few lines."""

from __future__ import annotations

from contract_tests.harness.plugin.limitation_summary import MOST, LimitationSummary
from generation.limitations import Kind, Limitation


def limitation(kind: Kind, number: int = 0) -> Limitation:
    """Return one of several limitations."""
    return Limitation(kind, f"#/paths/{number}", "it is odd", "change it")


def test_a_client_without_limitations_shows_nothing() -> None:
    """The checked-in client has none."""
    assert LimitationSummary(()).lines() == []


def test_skipped_parts_come_first() -> None:
    """Each line has the pointer, the reason and the remedy."""
    found = LimitationSummary((limitation("untyped"), limitation("skipped", 1))).lines()
    assert found == [
        "Limitations of the client:",
        "    1 skipped: not in the client, and not verified",
        "    1 untyped: in the client without a type; the values are validated",
        "  skipped #/paths/1: it is odd; change it",
        "  untyped #/paths/0: it is odd; change it",
    ]


def test_the_summary_is_bounded() -> None:
    """The report has all limitations."""
    found = LimitationSummary(tuple(limitation("skipped", n) for n in range(MOST + 5))).lines()
    assert len(found) == MOST + 3
    assert found[1].startswith(f"   {MOST + 5} skipped") and "5 more" in found[-1]
