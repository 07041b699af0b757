"""What the contract says about statuses and headers of responses, and how errors are named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from ruamel.yaml import YAML

from contract_tests.harness.driver.loader import load_modules, load_package
from contract_tests.harness.plugin.generate_for_spec import generate_package
from contract_tests.harness.project import SPEC
from generation.statuses import documented_errors, request_id_header, wait_headers

CART = "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"


def contract(**responses: Any) -> dict[str, Any]:
    """Return a contract of one operation with these responses: `s404` for the status 404."""
    by_status = {name[1:]: response for name, response in responses.items()}
    return {"paths": {"/a": {"get": {"responses": by_status}}}}


def test_every_error_is_named_after_its_status() -> None:
    """Ranges come last; successes and the default have no error of their own."""
    document = contract(s5XX={}, s429={}, s200={}, sdefault={}, s418={}, s4xx={}, s500={})
    assert list(documented_errors(document).items()) == [
        ("418", "Status418Error"),
        ("429", "RateLimitError"),
        ("500", "InternalServerError"),
        ("4XX", "ClientError"),
        ("5XX", "ServerError"),
    ]


def test_a_time_to_wait_has_a_unit() -> None:
    """Only a header with `x-wait` names a time; units become seconds."""
    headers = {"A": {"x-wait": "seconds"}, "B": {"x-wait": "milliseconds"}, "C": {}}
    assert wait_headers({}, {"headers": headers}) == {"A": 1.0, "B": 0.001}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("X-Request-Id", True),
        ("request-id", True),
        ("X-RequestID", True),
        ("X-Request-Count", False),
        ("X-Trace-Id", False),
    ],
)
def test_the_header_with_the_id_of_the_request_is_found_by_its_name(name: str, found: bool) -> None:
    """Letter case, hyphens and the prefix do not matter."""
    document = contract(s200={}, s404={"headers": {name: {}}})
    assert request_id_header(document) == (name if found else "")


def test_responses_and_errors_have_the_id_of_the_request(tmp_path: Path) -> None:
    """The attribute is there if the contract names the header, wherever the header arrives."""
    document = YAML(typ="safe").load(SPEC.read_text(encoding="utf-8"))
    header = {"X-Request-Id": {"schema": {"type": "string"}}}
    document["components"]["responses"]["NotFound"]["headers"] = header
    spec = tmp_path / "carts.yaml"
    with spec.open("w", encoding="utf-8") as file:
        YAML().dump(document, file)
    folder = tmp_path / "new"
    folder.mkdir()
    package = load_package(generate_package(spec, folder))
    load_modules(package)

    def respond(request: httpx.Request) -> httpx.Response:
        body = {"status": 404, "title": "No.", "type": "https://api.test"}
        return httpx.Response(404, json=body, headers={"x-request-id": "abc"})

    client = package.AuthenticatedClient(
        base_url="https://api.test",
        auth_token="token",
        httpx_args={"transport": httpx.MockTransport(respond)},
    )
    operation = package.api.cart_redirect_urls.create_cart_redirect_url
    assert operation.sync_detailed(CART, client=client).request_id == "abc"
    with pytest.raises(package.errors.NotFoundError) as caught:
        operation.sync(CART, client=client)
    assert caught.value.request_id == "abc"
