"""The report as one HTML page, made of `templates/report.html.jinja` and `report.json`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from contract_tests.harness.mismatch import ALIKE

Data = Mapping[str, Any]

TEMPLATES = Path(__file__).with_name("templates")
TITLES = {
    "operation": "Operation",
    "path parameter": "Path parameters",
    "query parameter": "Query parameters",
    "header parameter": "Header parameters",
    "cookie parameter": "Cookies",
    "security": "Security alternatives",
    "credential": "Credentials",
    "request body": "Request body",
    "response": "Responses",
    "response header": "Headers of response",
    "response body": "Response body",
}

# With more operations than this, each has one line, and its details can be unfolded.
MAX_UNFOLDED = 10

# What each kind of limitation means.
MEANINGS = {
    "skipped": "not in the client, and not verified",
    "untyped": "in the client without a type; the values are validated",
    "repaired": "in the client in the closest form that OpenAPI allows",
    "ignored": "violations of OpenAPI without an effect on the client",
}


def render_page(report: Data) -> str:
    """The *report*, as `summary.summary` returns it, as a page. All its texts are escaped."""
    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(TEMPLATES),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(breakable=breakable, count=count)
    changes = report["changes"]
    laws, parts = report["laws"], report["coverage"]["parts"]
    laws_by_operation = grouped(laws, "operation")
    is_large = len(laws_by_operation) > MAX_UNFOLDED
    return environment.get_template("report.html.jinja").render(
        report,
        cases=sum(row["cases"] for row in laws),
        contracts=[
            (name, report[member])
            for name, member in (("Contract", "contract"), ("Newer contract", "against"))
            if report[member]
        ],
        is_broken=any(row["status"] == "broken" for row in laws),
        changes_by_operation=grouped(changes["found"], "operation") if changes else [],
        failures_by_cause=by_cause(report["failures"], [row["law"] for row in laws]),
        limitations_by_kind=grouped(report["limitations"], "kind"),
        meanings=MEANINGS,
        is_large=is_large,
        laws_by_operation=laws_by_operation,
        not_applicable_by_reason=grouped(report["not_applicable"], "reason"),
        not_kept={row["operation"] for row in laws if not row["kept"]},
        parts_by_operation=[
            (operation, items, by_title(gaps_of(items) if is_large else items))
            for operation, items in grouped(parts, "operation")
        ],
        uncovered=[] if is_large else by_title(part for part in parts if not part["cases"]),
    )


def by_cause(failures: Iterable[Data], laws: Sequence[str]) -> list[tuple[Data, list[Data]]]:
    """
    One failure for each cause, with the others of that cause, in the order of the *laws*.

    The one failure has a replay command, if any of its cause has one.
    """
    groups = []
    for (law, *_), members in grouped(failures, *ALIKE):
        first, *others = sorted(members, key=lambda failure: not failure["replay"])
        groups.append((laws.index(law) if law in laws else len(laws), first, others))
    return [(first, others) for _, first, others in sorted(groups, key=itemgetter(0))]


def gaps_of(parts: Sequence[Data]) -> list[Data]:
    """
    The *parts* of an operation without a case, or with a value class that has none.

    The list is empty if no part has a case, because it would have all parts.
    """
    if not any(part["cases"] for part in parts):
        return []
    return [part for part in parts if not all(each["cases"] for each in (part, *part["classes"]))]


def by_title(parts: Iterable[Data]) -> list[tuple[str, list[Data]]]:
    """The *parts* of a coverage, grouped under their titles."""
    return [
        (f"{TITLES.get(part, part)} {of}".strip(), rows)
        for (part, of), rows in grouped(parts, "part", "of")
    ]


def grouped(rows: Iterable[Data], *names: str) -> list[tuple[Any, list[Data]]]:
    """The *rows* grouped by the members *names*, in the order in which each group begins."""
    key = itemgetter(*names)
    first: dict[Any, int] = {}
    rows = list(rows)
    for row in rows:
        first.setdefault(key(row), len(first))
    ordered = sorted(rows, key=lambda row: first[key(row)])
    return [(value, list(members)) for value, members in groupby(ordered, key)]


def breakable(text: str) -> Markup:
    """The escaped *text* with an optional line break after each ``/``, ``.`` and ``_``."""
    return Markup(re.sub(r"[/._]", r"\g<0><wbr>", str(escape(text))))  # noqa: S704 (is escaped)


def count(number: int) -> str:
    """*number* with narrow spaces between thousands."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
