"""Values of server variables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.harness.cases.examples import ARGUMENT_MARKER
from contract_tests.harness.cases.server_values import server_values
from contract_tests.harness.tests.sample_spec import things


@pytest.mark.parametrize(
    ("server", "url", "values"),
    [
        ({"url": "https://host.example/v1/"}, "https://host.example/v1", {}),
        (
            {"url": "https://{a}.example/{b}", "variables": {"a": {"enum": ["x"]}, "b": {}}},
            f"https://x.example/{ARGUMENT_MARKER}",
            {"a": "x", "b": ARGUMENT_MARKER},
        ),
        (
            {"url": "{a}://host.example", "variables": {"a": {"enum": ["http"], "default": "ftp"}}},
            "ftp://host.example",
            {},
        ),
        ({"url": "/v1", "variables": {"unused": {}}}, "/v1", {}),
        (None, "", {}),
    ],
)
def test_server_values_fill_in_the_url_except_its_scheme(
    server: dict[str, Any] | None, url: str, values: dict[str, str]
) -> None:
    """A variable has a value of its `enum`, or any text; the scheme keeps its default."""
    contract = replace(things(), servers=(server,) if server else ())
    assert server_values(contract) == values
    assert contract.server_url(values) == url
