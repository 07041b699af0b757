"""The results of a mutation run as text, as JSON, and as the page `docs/mutation.md`."""

from __future__ import annotations

import json
import os
import platform
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from contract_tests.mutation import score
from contract_tests.mutation.score import MutantResult

# The page `docs/mutation.md` has the results between these two lines.
BEGIN, END = "<!-- begin results -->", "<!-- end results -->"
COLUMNS = ("faults", "caught", "process", "sockets", "prism", "timeout", "equivalent")


def lines(results: Sequence[MutantResult]) -> Iterator[str]:
    """Yield what a run prints: the survivors with their diffs, the table, what does not count."""
    for one in score.survivors(results):
        yield f"\n{one.outcome}: {one.name}\n{one.diff}"
        if one.outcome == "suspicious":
            yield f"The harness failed:\n{one.result.get('message', '')[-500:]}"
    yield from ["", *table(results), "", by_law(results)]
    if reasons := list(equivalents(results)):
        yield from ["Not counted (the report lists each by name):", *reasons]


def rows(results: Iterable[MutantResult]) -> list[dict[str, Any]]:
    """
    Return a row with the members `group`, `class` and `COLUMNS` for each class of fault.

    The four columns between `caught` and `equivalent` say where the faults were detected.
    """
    classes: dict[tuple[str, str], list[MutantResult]] = {}
    for one in results:
        classes.setdefault((one.group, one.fault_class), []).append(one)
    made: list[dict[str, Any]] = []
    for (group, fault_class), ones in classes.items():
        counted = score.counted(ones)
        places = Counter(one.detected_in for one in counted if one.caught)
        row = {"group": group, "class": fault_class, "faults": len(counted)}
        row |= {"caught": places.total(), "equivalent": sum(bool(one.equivalent) for one in ones)}
        made.append(row | {place: places[place] for place in COLUMNS[2:6]})
    return made


def table(results: Iterable[MutantResult]) -> Iterator[str]:
    """Yield the rows and their sums as the lines of a Markdown table."""
    made = rows(results)
    sums = {name: sum(row[name] for row in made) for name in COLUMNS}
    cells = [(f"{row['group']}: {row['class']}", *map(str, _numbers(row))) for row in made]
    cells.append(("all", *map(str, _numbers(sums))))
    cells.insert(0, ("class of fault", *COLUMNS))
    width = max(len(label) for label, *_ in cells)
    widths = [len(name) for name in COLUMNS]
    for label, *numbers in cells:
        padded = [number.rjust(length) for number, length in zip(numbers, widths, strict=True)]
        yield f"| {label.ljust(width)} | {' | '.join(padded)} |"
        if label == "class of fault":
            yield f"| {'-' * width} | {' | '.join('-' * (length - 1) + ':' for length in widths)} |"


def by_law(results: Iterable[MutantResult]) -> str:
    """Return how many faults of the client and the server each law caught, as a sentence."""
    caught = (one for one in score.counted(results) if one.caught and one.group != "harness")
    laws = Counter("timeout" if one.outcome == "timeout" else one.result["law"] for one in caught)
    return f"Caught by: {', '.join(f'{law} {number}' for law, number in laws.most_common())}."


def equivalents(results: Iterable[MutantResult]) -> Iterator[str]:
    """Yield the reasons why mutants do not count, with their numbers, as a Markdown list."""
    reasons = Counter((one.group, one.equivalent) for one in results if one.equivalent)
    for (group, reason), number in reasons.most_common():
        yield f"- {number} of {group}: {reason}"


def updated_page(page: str, results: Sequence[MutantResult], seconds: float) -> str:
    """Return the text of `docs/mutation.md` with new results; the text around them stays."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    block = "\n".join(
        [
            f"Measured on: {_machine()}; {seconds:.0f} s.",
            "",
            *table(results),
            "",
            by_law(results),
            "`process`, `sockets` and `prism` are where faults were caught; a `timeout` is a hang.",
            "",
            "Equivalent mutants do not count:",
            "",
            *equivalents(results),
        ]
    )
    return f"{before}{BEGIN}\n\n{block}\n\n{END}{after}"


def _machine() -> str:
    system = f"{platform.system()} on {platform.machine()}"
    return f"{os.cpu_count()} cores, {system}, Python {platform.python_version()}"


def write_json(
    file: Path,
    results: Sequence[MutantResult],
    seconds: float,
    options: Mapping[str, Any],
    failures: Sequence[str],
) -> None:
    """Write the results for programs to *file*. *failures*: why the score is not enough."""
    facts = {"options": dict(options), "seconds": round(seconds), "failures": list(failures)}
    facts |= {"rows": rows(results), "faults": [one.facts for one in results]}
    file.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def _numbers(row: Mapping[str, Any]) -> list[Any]:
    return [row[name] for name in COLUMNS]
