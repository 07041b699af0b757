"""Pages of `docs/` with results that a command writes between two lines; the rest is by hand."""

from __future__ import annotations

from pathlib import Path

BEGIN, END = "<!-- begin results -->", "<!-- end results -->"


def update(page: str, results: str) -> str:
    """Return the text of *page* with other results."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{results}\n\n{END}{rest.partition(END)[2]}"


def write(page: Path, results: str) -> None:
    """Replace the results in the file *page*."""
    page.write_text(update(page.read_text(encoding="utf-8"), results), encoding="utf-8")
