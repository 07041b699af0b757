"""What a server may read from a value that is sent as text, in a URL, a header or a cookie."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from contract_tests.harness.oracles.body_codec import scalar_text

JSON_SCALAR = r"true|false|-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?"
# Three interpretations of each member; so the limit is reached with five members.
MAX_INTERPRETATIONS = 3**5


def text_interpretations(value: Any) -> Iterator[Any]:
    """
    Yield what a server may read from *value* sent as text: scalars as such, as text, as JSON.

    Null has no text, so it is only null.
    """
    if isinstance(value, dict):
        rows = product(*(tuple(text_interpretations(member)) for member in value.values()))
        for row in islice(rows, MAX_INTERPRETATIONS):
            yield dict(zip(value, row, strict=True))
    elif isinstance(value, list):
        items = zip(*map(text_interpretations, value), strict=False) if value else [()]
        yield from map(list, items)
    elif value is None:
        yield from (None, None, None)
    else:
        text = scalar_text(value)
        yield from (value, text, json.loads(text) if re.fullmatch(JSON_SCALAR, text) else text)
