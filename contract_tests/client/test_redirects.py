"""A redirect is never followed, and its Location is never parsed."""

from __future__ import annotations

import pytest

from bigcommerce_carts.errors import RedirectError
from contract_tests.client.calls import Call, sync_and_async
from contract_tests.client.fake_api import case_id
from contract_tests.client.messages import message
from contract_tests.client.raw_server import raw_server

STATUSES = (300, 301, 302, 303, 304, 305, 306, 307, 308, 310, 399)
LOCATIONS = (
    "",
    "/other",
    "//",
    "//evil.test",
    "///",
    "?a=b",
    "#fragment",
    "https://evil.test/%",
    "http://[::1",
    "https://[",
    "http://[fe80::1%eth0]/",
    "http://xn--/",
    "http://xn--a\xe4/",
    "https://\xff\xfe.test/",
    "https://exa mple.test/",
    "https://a:b@c:d/",
    "https://host:99999/",
    "https://host:-1/",
    "https://host:\xb2/",
    "http://" + "a" * 70 + ".test/",
    "http://" + "a." * 200 + "test/",
    "https://evil.test/" + "a" * 70_000,
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://evil.test/",
    "HTTPS:evil.test",
    "http:",
    "://",
    "\xa0",
    "\\\\evil.test\\x",
)


def error_of_redirect(call: Call, location: str, status: int) -> RedirectError:
    response = message(b"", f"Location: {location}", status=status)
    with raw_server(response) as server:
        error, again = call.outcomes(server.client(), 2)
        assert len(server.requests) == 2
    assert type(error) is type(again) is RedirectError
    return error


@pytest.mark.parametrize("location", LOCATIONS, ids=case_id)
@sync_and_async
def test_any_location_is_reported_unchanged(call: Call, location: str) -> None:
    """The caller finds the header as it was sent, and the client sends no other request."""
    error = error_of_redirect(call, location, 302)
    assert error.status_code == 302
    raw = [value for name, value in error.headers.raw if name.lower() == b"location"]
    assert raw == [location.encode("latin-1").strip(b" \t")]
    assert location.strip() == "" or location not in str(error)


@pytest.mark.parametrize("status", STATUSES)
@sync_and_async
def test_every_status_of_the_class_is_a_redirect(call: Call, status: int) -> None:
    """That does not depend on what httpx takes for a redirect."""
    error = error_of_redirect(call, "http://[::1", status)
    assert (error.status_code, error.headers["location"]) == (status, "http://[::1")


@sync_and_async
def test_repeated_locations_are_all_reported(call: Call) -> None:
    """Two fields with one name are two items of the headers."""
    response = message(b"", "Location: https://[", "Location: /b", status=302)
    with raw_server(response) as server:
        (error,) = call.outcomes(server.client())
    assert isinstance(error, RedirectError)
    assert error.headers.get_list("location") == ["https://[", "/b"]


@sync_and_async
def test_a_redirect_without_a_location_is_a_redirect(call: Call) -> None:
    """A body of a redirect is kept as its content."""
    with raw_server(message(b"moved", status=302)) as server:
        (error,) = call.outcomes(server.client())
    assert isinstance(error, RedirectError)
    assert error.content == b"moved"


@sync_and_async
def test_hooks_see_the_location(call: Call) -> None:
    """The event hooks of the caller get a response with all its headers."""
    seen: list[str] = []
    hooks = call.hooks(response=lambda response: seen.append(response.headers["location"]))
    with raw_server(message(b"", "Location: http://[::1", status=302)) as server:
        (error,) = call.outcomes(server.client(**hooks))
    assert isinstance(error, RedirectError)
    assert seen == ["http://[::1"]


@sync_and_async
def test_a_location_of_a_success_is_kept(call: Call) -> None:
    """A 201 may name the created resource; the caller finds the header in the response."""
    with raw_server(message(None, "Location: http://[::1")) as server:
        result = call(server.client(), detailed=True)
    assert (result.status_code, result.headers["location"]) == (201, "http://[::1")
