r"""
Spells regular expressions so that schemathesis accepts them.

Python takes a brace that begins no quantifier for a character, as in ``\d{1-5}``, and ``{,3}`` for
``{0,3}``. The engine of schemathesis refuses both, and schemathesis then ignores the pattern.
"""

from __future__ import annotations

import re
from typing import Any

from contract_tests.harness.spec.json_schema import DATA_KEYWORDS, NAME_KEYWORDS

_TOKEN = re.compile(
    r"""
    \\. |                                     # an escaped character
    \[\^?\]?(?:\\.|[^\]\\])*\] |              # a class of characters
    \{(?P<least>\d*)(?P<comma>,?)(?P<most>\d*)\} |
    [{}]
    """,
    re.VERBOSE | re.DOTALL,
)


def explicit_braces(pattern: str) -> str:
    """Return *pattern*, which Python can compile, with an escape before each literal brace."""
    return _TOKEN.sub(_spelled, pattern)


def with_explicit_braces(node: Any) -> Any:
    """Return the schema *node* with `explicit_braces` in each of its patterns."""
    if isinstance(node, list):
        return [with_explicit_braces(item) for item in node]
    if not isinstance(node, dict):
        return node
    changed = {
        name: value
        if name in DATA_KEYWORDS
        else {key: with_explicit_braces(each) for key, each in value.items()}
        if name in NAME_KEYWORDS and isinstance(value, dict)
        else with_explicit_braces(value)
        for name, value in node.items()
    }
    if isinstance(pattern := node.get("pattern"), str):
        changed["pattern"] = explicit_braces(pattern)
    if isinstance(members := changed.get("patternProperties"), dict):
        changed["patternProperties"] = {explicit_braces(p): each for p, each in members.items()}
    return changed


def _spelled(token: re.Match[str]) -> str:
    text = token[0]
    if text in ("{", "}", "{}"):
        return re.escape(text)
    if text.startswith("{") and not token["least"]:
        return f"{{0{token['comma']}{token['most']}}}"
    return text
