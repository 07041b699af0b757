r"""
Texts that match a regular expression, and a spelling of it that schemathesis accepts.

Python takes a brace that begins no quantifier for a character, as in ``\d{1-5}``, and ``{,3}`` for
``{0,3}``. The engine of schemathesis refuses both, and schemathesis then ignores the pattern.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

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


# The same texts in each run. Each of them is tried in every place with the pattern.
_SAMPLES = settings(
    max_examples=20,
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@cache
def matching_texts(pattern: str) -> tuple[str, ...]:
    """Return texts that match *pattern*, or none if Python cannot compile it."""
    texts: list[str] = []

    @_SAMPLES
    @given(st.from_regex(pattern))
    def collect(text: str) -> None:
        texts.append(text.removesuffix("\n"))  # which `$` allows in Python only

    with suppress(re.error):
        collect()
    return tuple(dict.fromkeys(texts))


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
