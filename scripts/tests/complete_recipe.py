"""Following the recipe "Change the contract" keeps CI green: the tests of `nox -s recipes`.

They take minutes for each change, so `nox -s tests` does not collect this file.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract_changes import CHANGES, CONSUMER_PROJECT, CONTRACT, Checkout

#: The tests that depend on this contract.
TESTS = (
    "contract_tests/client",
    "contract_tests/harness/tests/driver",
    "contract_tests/harness/tests/live",
    "contract_tests/harness/tests/prism",
    "contract_tests/harness/tests/test_http_libraries.py",
    "contract_tests/harness/tests/test_httpx_internals.py",
    "contract_tests/mutation/tests/test_drift.py",
    "contract_tests/mutation/tests/test_mutation_sample.py",
    "scripts/tests/test_api_diff.py",
    "scripts/tests/test_contract_document.py",
    "scripts/tests/test_documentation.py",
)
CHECK_TYPES = """
import sys
from pathlib import Path
import consumer
consumer.check_types(Path(sys.executable), Path(sys.argv[1]))
"""


@pytest.fixture(params=CHANGES)
def checkout(request: pytest.FixtureRequest, tmp_path: Path) -> Checkout:
    """A copy of this checkout in which one change was made by the recipe."""
    checkout = Checkout(tmp_path / "checkout")
    checkout.apply(CHANGES[request.param])
    checkout.regenerate()
    return checkout


@pytest.mark.timeout(3600)
def test_a_change_keeps_everything_green(checkout: Checkout) -> None:
    """The rules of the linter, the consumer, the laws and the tests accept the change."""
    rules = "--config=openapi/redocly.yaml"
    checkout.run("scripts/node.py", "run", "redocly", "lint", rules, CONTRACT)
    checkout.run("-c", CHECK_TYPES, CONSUMER_PROJECT)
    checkout.run("-m", "contract_tests", "--profile=brief")
    checkout.test(*TESTS)
