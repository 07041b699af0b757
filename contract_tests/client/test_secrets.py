"""Credentials and redirect URLs appear in no text that the client makes."""

from __future__ import annotations

import logging
import pickle
import traceback
from typing import Any

import httpx
import pytest

from bigcommerce_carts import AuthenticatedClient, Response
from bigcommerce_carts.errors import ApiError
from bigcommerce_carts.models import ErrorResponse, InlineResponse201, RedirectUrls
from contract_tests.client.calls import CallFunction, error_of, sync_and_async
from contract_tests.client.fake_api import (
    SECRET_URL,
    SECRETS,
    SUCCESS,
    TOKEN,
    URLS,
    FakeApi,
    FakeResponse,
    encode,
    serving,
)

# Messages that quote a redirect URL or the token. Secrets in the places that the contract
# documents are covered by the check `no_secret_is_exposed` of the laws.
QUOTING_MESSAGES: dict[str, bytes] = {
    "member names": encode(FakeResponse(201, {SECRET_URL: 1, TOKEN: 1})),
    "unknown members": encode(
        FakeResponse(201, {"data": {**URLS, "x": SECRET_URL}, "y": SECRET_URL})
    ),
    "half a body": encode(FakeResponse(201, FakeResponse().content[:-1])),
    "an error": encode(FakeResponse(401, {"status": 401, "title": TOKEN, "type": SECRET_URL})),
    "the errors of fields": encode(FakeResponse(422, {"errors": {SECRET_URL: [TOKEN]}})),
    "an invalid error": encode(FakeResponse(422, {"status": SECRET_URL, "title": TOKEN})),
    "a media type": encode(FakeResponse(201, headers={"Content-Type": f"text/{TOKEN}"})),
    "a redirect": encode(FakeResponse(302, b"", {"Location": SECRET_URL})),
    "an invalid redirect": encode(FakeResponse(302, b"", {"Location": f"//[{SECRET_URL}"})),
    "a status line": SECRET_URL.encode() + b"\r\n\r\n",
    "a reason phrase": b"HTTP/1.1 418 " + TOKEN.encode() + b"\r\nContent-Length: 0\r\n\r\n",
    "an invalid header": b"HTTP/1.1 201 -\r\n" + SECRET_URL.encode() + b"\r\n\r\n",
    "an invalid chunk": b"HTTP/1.1 201 -\r\nTransfer-Encoding: chunked\r\n\r\n"
    + SECRET_URL.encode()
    + b"\r\n",
    "an encoding": b"HTTP/1.1 201 -\r\nTransfer-Encoding: " + TOKEN.encode() + b"\r\n\r\n",
}

# Log records of httpcore (level debug) and httpx (the reason phrase) that quote the head of the
# response, or the bytes in place of it.
QUOTING_LOGS = ("receive_response_", "HTTP Request: ")


def assert_no_secret(*texts: str) -> None:
    """Fail if one of the *texts* contains a secret."""
    for text in texts:
        for secret in SECRETS:
            assert secret not in text


def texts_of(call: CallFunction, client: AuthenticatedClient, **arguments: Any) -> list[str]:
    """Return the texts of the result of a call, or of its error and the errors chained to it."""
    try:
        result = call(client, **arguments)
    except ApiError as error:
        chained = [e for e in (error.__cause__, error.__context__) if e is not None]
        return [str(error), repr(error), *traceback.format_exception(error), *map(repr, chained)]
    return [repr(result), str(result)]


@pytest.mark.parametrize("message", QUOTING_MESSAGES.values(), ids=QUOTING_MESSAGES.keys())
@sync_and_async
def test_no_text_of_a_call_contains_a_secret(
    call: CallFunction, message: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Results, errors with their chains, tracebacks and logs contain no secret."""
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "asyncio"):
        caplog.set_level(logging.DEBUG, name)
    with serving(message) as server:
        for detailed in (False, True):
            assert_no_secret(*texts_of(call, server.client(), detailed=detailed))
    assert caplog.records
    texts = [record.getMessage() for record in caplog.records]
    assert_no_secret(*(text for text in texts if not text.startswith(QUOTING_LOGS)))


@sync_and_async
def test_no_error_references_the_request(call: CallFunction) -> None:
    """An error that is pickled and sent elsewhere has no request, and so no credential."""
    responses: list[FakeResponse | BaseException] = [
        FakeResponse(401), FakeResponse(302), FakeResponse(418), FakeResponse(201, b""),
        httpx.ReadTimeout("x"), httpx.ConnectError("x"), httpx.RemoteProtocolError(TOKEN),
    ]  # fmt: skip
    for response in responses:
        error = error_of(call, response)
        assert error.__cause__ is error.__context__ is None
        assert TOKEN.encode() not in pickle.dumps(error)
        assert not any(isinstance(value, httpx.Request) for value in vars(error).values())


@pytest.mark.parametrize(
    "value",
    [
        FakeApi().client(auth_client=TOKEN).with_headers({"Authorization": TOKEN}),
        Response(201, TOKEN.encode(), httpx.Headers({"X": TOKEN}), TOKEN),
        RedirectUrls.from_dict({**URLS, "other": SECRET_URL}),
        InlineResponse201.from_dict({**SUCCESS, "other": SECRET_URL, "meta": {"a": SECRET_URL}}),
        ErrorResponse.from_dict({"other": SECRET_URL, "errors": {"a": [SECRET_URL]}}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_repr_contains_a_secret(value: Any) -> None:
    """`repr`, `str`, f-strings and the `repr` of a container contain no secret."""
    assert_no_secret(repr(value), str(value), repr([value]), f"{value}")


@sync_and_async
def test_cookies_are_not_sent_back(call: CallFunction) -> None:
    """A cookie that a response sets is not part of the next request of the client."""
    headers = {"Set-Cookie": "a=b; Path=/", "Content-Type": "application/json"}
    api = FakeApi(FakeResponse(headers=headers))
    client = api.client()
    with client:
        call(client)
        call(client)
    assert len(api.requests) == 2
    assert not any("Cookie" in request.headers for request in api.requests)
