"""The report as one HTML page: `templates/report.html.jinja` and the facts of `report.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from contract_tests.harness.mismatch import ALIKE

Facts = Mapping[str, Any]

TEMPLATES = Path(__file__).with_name("templates")
TITLES = {
    "operation": "Operation",
    "path parameter": "Path parameters",
    "query parameter": "Query parameters",
    "header parameter": "Header parameters",
    "cookie parameter": "Cookies",
    "security": "Security alternatives",
    "key": "Keys",
    "request body": "Request body",
    "response": "Responses",
    "response header": "Headers of response",
    "response body": "Response body",
}


def page(facts: Facts) -> str:
    """*facts* (see `report.py`) as a page. Any text in them is shown as text."""
    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(TEMPLATES),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(breakable=breakable, count=count)
    laws, parts = facts["laws"], facts["coverage"]["parts"]
    return environment.get_template("report.html.jinja").render(
        facts,
        cases=sum(row["cases"] for row in laws),
        contracts=[
            (name, facts[part])
            for name, part in (("Contract", "contract"), ("Server keeps", "against"))
            if facts[part]
        ],
        failures_alike=same_definition(facts["failures"], [row["law"] for row in laws]),
        laws_by_operation=grouped(laws, "operation"),
        parts_by_operation=[
            (operation, titled(items)) for operation, items in grouped(parts, "operation")
        ],
        missed=titled(part for part in parts if not part["cases"]),
    )


def same_definition(
    failures: Iterable[Facts], laws: Sequence[str]
) -> list[tuple[Facts, list[Facts]]]:
    """One failure of each check, one that can be made again if there is any, and the others."""
    found = []
    for (law, *_), members in grouped(failures, *ALIKE):
        first, *others = sorted(members, key=lambda failure: not failure["replay"])
        found.append((laws.index(law) if law in laws else len(laws), first, others))
    return [(first, others) for _, first, others in sorted(found, key=itemgetter(0))]


def titled(parts: Iterable[Facts]) -> list[tuple[str, list[Facts]]]:
    """The *parts* of a coverage by what they are."""
    return [
        (f"{TITLES.get(part, part)} {of}".strip(), rows)
        for (part, of), rows in grouped(parts, "part", "of")
    ]


def grouped(rows: Iterable[Facts], *names: str) -> list[tuple[Any, list[Facts]]]:
    """The *rows* by the values of these members, in the order in which each value comes first."""
    key = itemgetter(*names)
    first: dict[Any, int] = {}
    rows = list(rows)
    for row in rows:
        first.setdefault(key(row), len(first))
    ordered = sorted(rows, key=lambda row: first[key(row)])
    return [(value, list(members)) for value, members in groupby(ordered, key)]


def breakable(text: str) -> Markup:
    """*text*, with places where a line may end: behind each ``/``, ``.`` and ``_``."""
    marked = Markup()
    for character in text:
        marked += escape(character)
        if character in "/._":
            marked += Markup("<wbr>")
    return marked


def count(number: int) -> str:
    """A number with a thin space between thousands."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
