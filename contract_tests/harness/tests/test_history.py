"""Each published revision of the operation is a valid contract, with a client for its URL.

The head of each contract says what the revision changed.
"""

from __future__ import annotations

import importlib
from pathlib import Path

import httpx
import pytest

from contract_tests.harness.driver.loader import load_package
from contract_tests.harness.plugin.generate_for_spec import generate_package
from contract_tests.harness.spec import load_contract
from contract_tests.harness.tests.test_other_specs import CONTRACTS, names

CART = "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"
CREDENTIAL = "one"
URL = f"https://api.bigcommerce.com/stores/abc123/v3/carts/{CART}/redirect_urls"


@pytest.mark.parametrize("name", sorted(names(CONTRACTS / "history")))
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
