"""How a hunt is told: the table by class of fault, which law caught how many, the report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from contract_tests.mutation import score
from contract_tests.mutation.score import Found


def lines(found: Iterable[Found]) -> Iterator[str]:
    """What escaped, each with its diff; the table; why the rest does not count."""
    found = list(found)
    for one in score.escaped(found):
        gave_up = one.result["outcome"] in ("unclear", "crash")
        yield f"\n{'cannot tell' if gave_up else 'escaped'}: {one.name}\n{one.diff}"
        if gave_up:
            yield f"the harness gave up:\n{one.result.get('message', '')[-500:]}"
    yield from ["", *table(found), "", by_law(found)]
    if whys := list(excused(found)):
        yield from ["Not counted, and why (each by name in the report):", *whys]


def write_report(
    file: Path,
    found: Sequence[Found],
    seconds: float,
    options: Mapping[str, Any],
    reasons: Sequence[str],
) -> None:
    """
    What a program reads, as JSON.

    Args:
        file: where; its folder is there.
        found: all of them.
        seconds: that it took.
        options: of the run; a part of the faults is not the score.
        reasons: why it is not enough; none where it is.
    """
    facts = {"options": dict(options), "seconds": round(seconds), "reasons": list(reasons)}
    facts |= {"rows": rows(found), "faults": [one.facts for one in found]}
    file.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def rows(found: Iterable[Found]) -> list[Mapping[str, Any]]:
    """By class: how many, how many caught, by what, how many left."""
    classes: dict[tuple[str, str], list[Found]] = {}
    for one in found:
        classes.setdefault((one.group, one.fault), []).append(one)
    made: list[Mapping[str, Any]] = []
    for (group, fault), ones in classes.items():
        caught = [one.where for one in score.counted(ones) if one.caught]
        made.append(
            {
                "group": group,
                "fault": fault,
                "faults": len(score.counted(ones)),
                "caught": len(caught),
                "process": caught.count("process"),
                "sockets": caught.count("sockets"),
                "prism": caught.count("prism"),
                "time": caught.count("time"),
                "equivalent": sum(bool(one.equivalent) for one in ones),
            }
        )
    return made


def table(found: Iterable[Found]) -> Iterator[str]:
    """The rows as lines, with a sum."""
    columns = ("faults", "caught", "process", "sockets", "prism", "time", "equivalent")
    made = rows(found)
    width = max(len(f"{row['group']}: {row['fault']}") for row in made)
    yield f"{'class of fault':<{width}}  " + "  ".join(f"{name:>10}" for name in columns)
    for row in made:
        label = f"{row['group']}: {row['fault']}"
        yield f"{label:<{width}}  " + "  ".join(f"{row[name]:>10}" for name in columns)
    sums = [sum(row[name] for row in made) for name in columns]
    yield f"{'all':<{width}}  " + "  ".join(f"{number:>10}" for number in sums)


def by_law(found: Iterable[Found]) -> str:
    """How many faults of both sides each law caught, as a line; what hung is caught by a time."""
    caught = (one for one in score.counted(found) if one.caught and one.group != "harness")
    laws = Counter("time" if one.where == "time" else one.result["law"] for one in caught)
    return "Caught by: " + ", ".join(f"{law} {number}" for law, number in laws.most_common())


def excused(found: Iterable[Found]) -> Iterator[str]:
    """Why no law has to see what is not counted: how many for each reason, as lines."""
    reasons = Counter((one.group, one.equivalent) for one in found if one.equivalent)
    for (group, reason), number in reasons.most_common():
        yield f"{number:>4}  {group}: {reason}"
