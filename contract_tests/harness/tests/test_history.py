"""Each published revision of the operation is a valid contract, with a client for its URL.

The head of each contract says what the revision changed.
"""

from __future__ import annotations

import importlib
import re
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from contract_tests.harness.comparison.__main__ import compare_contracts
from contract_tests.harness.driver.loader import load_package
from contract_tests.harness.plugin.generate_for_spec import generate_package
from contract_tests.harness.project import ROOT
from contract_tests.harness.spec import load_contract
from contract_tests.harness.tests.test_other_specs import CONTRACTS, names

CART = "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"
CREDENTIAL = "one"
URL = f"https://api.bigcommerce.com/stores/abc123/v3/carts/{CART}/redirect_urls"
# Date of a revision, whether it breaks a client of the one before, and the law that breaks.
ROW = re.compile(r"^\| (\d{4}-\d\d-\d\d) \|.*\| (yes|no)?[^|]*\| (\w*) *\|$", re.MULTILINE)
VERDICTS = {
    revision: (breaks == "yes", {law} - {""})
    for revision, breaks, law in ROW.findall((ROOT / "docs" / "contract.md").read_text())
}
REVISIONS = sorted(names(CONTRACTS / "history"))


@pytest.mark.parametrize(("older", "newer"), list(pairwise(REVISIONS)))
def test_the_comparison_of_two_revisions_has_the_verdict_of_a_reviewer(
    older: str, newer: str
) -> None:
    """The table of docs/contract.md says which revision breaks clients, and under which law."""
    contracts = [
        load_contract(CONTRACTS / "history" / f"{name}.yaml", whole=True) for name in (older, newer)
    ]
    changes, problems = compare_contracts(*contracts)
    broken = {change.law for change in changes if change.breaks}
    assert (bool(broken), broken) == VERDICTS[newer]
    assert not problems


@pytest.mark.parametrize("name", REVISIONS)
def test_the_client_of_each_revision_calls_the_same_url(name: str, tmp_path: Path) -> None:
    """The store is part of the path or of the server, which may end with a slash."""
    spec = CONTRACTS / "history" / f"{name}.yaml"
    (operation,) = load_contract(spec).operations
    package = load_package(generate_package(spec, tmp_path))
    (tag,) = {module.stem for module in Path(str(package.__file__)).parent.glob("api/[a-z]*")}
    endpoint = importlib.import_module(f"{package.__name__}.api.{tag}.create_cart_redirect_url")
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(201, json={})

    store = {"store_hash": "abc123"}
    in_path = any(parameter.name == "store_hash" for parameter in operation.parameters)
    with package.AuthenticatedClient(
        auth_token=CREDENTIAL,
        httpx_args={"transport": httpx.MockTransport(respond)},
        **({} if in_path else store),
    ) as client:
        result = endpoint.sync(cart_id=CART, client=client, **(store if in_path else {}))
    assert [str(request.url) for request in requests] == [URL]
    assert requests[0].headers["X-Auth-Token"] == CREDENTIAL
    assert result.to_dict() == {}
