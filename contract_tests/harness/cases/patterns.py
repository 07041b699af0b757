r"""
Spells regular expressions so that schemathesis accepts them.

Python takes a brace that begins no quantifier for a character, as in ``\d{1-5}``, and ``{,3}`` for
``{0,3}``. The engine of schemathesis refuses both, and schemathesis then ignores the pattern.
"""

from __future__ import annotations

import re
from typing import Any

from contract_tests.harness.spec.json_schema import rebuilt

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
    return rebuilt(node, _with_explicit_braces)


def _with_explicit_braces(node: dict[str, Any], changed: dict[str, Any]) -> Any:
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
