"""Which media types of a contract are JSON."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.harness.spec import json_media_type

OBJECT = {"type": "object"}


@pytest.mark.parametrize(
    ("media_type", "schema", "name"),
    [
        ("application/problem+json", {}, "application/problem+json"),
        ("*/*", OBJECT, "application/json"),
        ("application/*", {"items": {}}, "application/json"),
        ("text/*", OBJECT, ""),
        ("*/*", {"type": "string"}, ""),
        ("*/*", {}, ""),
        ("text/plain", OBJECT, ""),
    ],
)
def test_a_range_stands_for_json_unless_its_schema_is_a_text(
    media_type: str, schema: Any, name: str
) -> None:
    """A client reads what it stands for."""
    assert json_media_type(media_type, schema) == name
