"""The places in which two JSON values differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.harness.spec.json_paths import JsonPath, pointer
from contract_tests.harness.spec.strict_json import json_equal


def differences(received: Any, documented: Any, path: JsonPath = ()) -> Iterator[str]:
    """Yield a line for each place, with its JSON pointer, in which *received* differs."""
    if isinstance(received, Mapping) and isinstance(documented, Mapping):
        for name in {**documented, **received}:
            here = (*path, name)
            if name not in received:
                yield f"{pointer(here)} is missing, documented: {documented[name]!r}"
            elif name not in documented:
                yield f"{pointer(here)} is not documented: {received[name]!r}"
            else:
                yield from differences(received[name], documented[name], here)
    elif isinstance(received, list) and isinstance(documented, list):
        for index, pair in enumerate(zip(received, documented, strict=False)):
            yield from differences(*pair, (*path, index))
        if len(received) != len(documented):
            where = pointer(path) or "the list"
            yield f"{where} has {len(received)} items, documented: {len(documented)}"
    elif not json_equal(received, documented):
        yield f"{pointer(path) or 'the value'} is {received!r}, documented: {documented!r}"
