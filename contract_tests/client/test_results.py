"""A call returns the documented model; a detailed call returns the whole response."""

from __future__ import annotations

import copy

from bigcommerce_carts import Response
from bigcommerce_carts.errors import InvalidResponseError
from contract_tests.client.calls import Call, error_of, sync_and_async
from contract_tests.client.fake_api import SUCCESS, FakeApi, FakeResponse
from contract_tests.client.names import DATA, QUERY, STATUS, URL, RequestBody, Success


@sync_and_async
def test_a_success_is_a_model(call: Call) -> None:
    """The plain functions return the parsed body."""
    result = call(FakeApi().client())
    assert isinstance(result, Success)
    assert result.to_dict() == SUCCESS


@sync_and_async
def test_a_detailed_success_is_the_whole_response(call: Call) -> None:
    """A `Response` has the status, the headers in any letter case, the bytes and the model."""
    headers = {"Content-Type": "application/json", "X-Note": "1"}
    fake = FakeResponse(headers=headers)
    response = call(FakeApi(fake).client(), detailed=True)
    assert isinstance(response, Response)
    assert (type(response.status_code), response.status_code) == (int, 201)
    assert (response.headers["x-NOTE"], response.content) == ("1", fake.content)
    assert response.parsed == Success.from_dict(SUCCESS)


@sync_and_async
def test_results_share_no_state(call: Call) -> None:
    """Changing a result does not change the result of another call with an equal response."""
    client = FakeApi().client()
    first, second = call(client), call(client)
    urls = getattr(first, DATA)
    for model in (first, urls):
        model["changed"] = True
    setattr(urls, URL, "https://changed.example")
    assert second.to_dict() == SUCCESS == call(client).to_dict()


@sync_and_async
def test_a_call_does_not_change_its_body(call: Call) -> None:
    """Members that were not given stay unset, and none is removed."""
    for body in (
        RequestBody(),
        RequestBody.from_dict({QUERY: {"a": "b"}}),
    ):
        before = copy.deepcopy(body)
        call(FakeApi().client(), body=body)
        assert body == before


@sync_and_async
def test_an_integer_is_an_int(call: Call) -> None:
    """In JSON, 404.0 and 404 are the same number; a number that a float cannot hold is refused."""
    body = b'{"%s": 404.0, "more": [1.5, 1e2]}' % STATUS.encode()
    parsed = error_of(call, FakeResponse(404, body)).parsed
    assert repr([getattr(parsed, STATUS), parsed["more"]]) == "[404, [1.5, 100]]"
    for number in (b"1e-400", b"-1E-999", b"1e999"):
        error = error_of(call, FakeResponse(201, b'{"more": %s}' % number))
        assert (type(error), error.reason) == (InvalidResponseError, "is not JSON")
