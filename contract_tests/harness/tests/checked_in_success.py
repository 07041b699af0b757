"""The documented success of the checked-in contract, for self-tests that must survive a rename."""

from __future__ import annotations

import json
from typing import Any

from contract_tests.harness.project import SPEC
from contract_tests.harness.spec import load_contract

_PATHS = load_contract(SPEC).document["paths"].values()
_POST = next(item["post"] for item in _PATHS if "post" in item)
EXAMPLE: dict[str, Any] = _POST["responses"]["201"]["content"]["application/json"]["example"]
#: The member with the URLs, and the names of the URLs.
DATA = next(iter(EXAMPLE))
URL, OTHER_URL, OPTIONAL_URL = EXAMPLE[DATA]


def success(url: str) -> bytes:
    """Return a body in which each member with a URL has the value *url*."""
    return json.dumps({DATA: dict.fromkeys(EXAMPLE[DATA], url)}).encode()
