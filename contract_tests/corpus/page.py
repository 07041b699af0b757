"""The measurements as lines, as a Markdown table and as sums."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from contract_tests.corpus.measurement import Measurement

HEADINGS = [
    "contract", "operations", "generated", "kept", "broken", "not verified", "skipped", "untyped",
    "outcome", "generation", "laws", "size",
]  # fmt: skip


def cells(each: Measurement) -> list[str]:
    """The cells of a row."""
    numbers = [
        each.operations, each.generated, each.kept, each.broken, each.not_verified,
        each.skipped, each.untyped,
    ]  # fmt: skip
    times = [f"{each.generation_seconds:.1f} s", f"{each.laws_seconds:.0f} s"]
    size = f"{each.relative_size:.2f}" if each.relative_size else "-"
    return [each.name, *map(str, numbers), each.outcome, *times, size]


def line(each: Measurement) -> str:
    """The row as a line for a terminal, with the reason."""
    named = zip(HEADINGS[1:], cells(each)[1:], strict=True)
    shown = [f"{name} {cell}" for name, cell in named if name != "outcome"]
    return f"{each.name}: {each.outcome}: {', '.join(shown)}  {each.reason}".rstrip()


def summary(found: Sequence[Measurement]) -> str:
    """One line with the sums of all measurements."""
    total = {
        name: sum(getattr(each, name) for each in found)
        for name in ("operations", "generated", "kept", "broken", "not_verified")
    }
    usable = sum(each.generated > 0 for each in found)
    verified = total["kept"] + total["broken"] + total["not_verified"]
    middle = median(each.generation_seconds for each in found)
    sizes = [each.relative_size for each in found if each.relative_size]
    shown = f"{median(sizes):.2f} times the size" if sizes else "no size to compare with that"
    return (
        f"{usable} of {len(found)} contracts have a client, with {total['generated']:,} of "
        f"{total['operations']:,} operations; of {verified:,} operations whose laws ran, "
        f"{total['kept']:,} are kept, {total['broken']:,} broken and {total['not_verified']:,} not "
        f"verified; the median generation takes {middle:.1f} s, and the median client has {shown} "
        f"of one of stock openapi-python-client ({len(sizes)} contracts)."
    )


def table(found: Sequence[Measurement]) -> str:
    """The measurements as a Markdown table, without the reasons, which quote contracts."""
    rows = [HEADINGS, ["---"] * len(HEADINGS), *map(cells, found)]
    return "\n".join([summary(found), "", *("| " + " | ".join(row) + " |" for row in rows)])
