"""No key and no redirect URL is in any text that the client makes."""

from __future__ import annotations

import asyncio
import logging
import pickle
import traceback
from typing import Any

import httpx
import pytest

from bigcommerce_carts import AuthenticatedClient, Client
from bigcommerce_carts._parameters import Parameter
from bigcommerce_carts._request import Operation, build_request
from bigcommerce_carts._response import Documented
from bigcommerce_carts._settings import Credential
from bigcommerce_carts.errors import ApiError, InvalidArgument
from bigcommerce_carts.models import ErrorResponse, InlineResponse201, RedirectUrls
from bigcommerce_carts.types import Response
from contract_tests.client.calls import Call, both_ways
from contract_tests.client.fake_api import (
    SECRET_URL,
    SECRETS,
    SOON,
    SUCCESS,
    TOKEN,
    URLS,
    Answer,
    Api,
    Close,
    Reply,
    Reset,
    Silence,
    fault,
    listening,
    written,
)

# Answers that hold a redirect URL, or echo the key, where they should not.
TALKATIVE: dict[str, Reply] = {
    "success": written(),
    "broken success": written(Answer(201, {"data": {"checkout_url": SECRET_URL, "cart_url": 1}})),
    "not JSON": written(Answer(201, SECRET_URL.encode())),
    "half JSON": written(Answer(201, Answer().content[:-1])),
    "a name": written(Answer(201, {SECRET_URL: 1, TOKEN: 1})),
    "other members": written(Answer(201, {"data": {**URLS, "x": SECRET_URL}, "y": SECRET_URL})),
    "error": written(Answer(401, {"status": 401, "title": TOKEN, "type": SECRET_URL})),
    "broken error": written(Answer(422, {"errors": {SECRET_URL: 1}, "title": TOKEN})),
    "wrong type": written(Answer(201, headers={"Content-Type": f"text/{TOKEN}"})),
    "unexpected": written(Answer(418, SECRET_URL.encode())),
    "redirect": written(Answer(302, b"", {"Location": SECRET_URL})),
    "bad redirect": written(Answer(302, b"", {"Location": f"//[{SECRET_URL}"})),
    "status line": SECRET_URL.encode() + b"\r\n\r\n",
    "reason": b"HTTP/1.1 418 " + TOKEN.encode() + b"\r\nContent-Length: 0\r\n\r\n",
    "header": b"HTTP/1.1 201 -\r\n" + SECRET_URL.encode() + b"\r\n\r\n",
    "chunk": b"HTTP/1.1 201 -\r\nTransfer-Encoding: chunked\r\n\r\n"
    + SECRET_URL.encode()
    + b"\r\n",
    "encoding": b"HTTP/1.1 201 -\r\nTransfer-Encoding: " + TOKEN.encode() + b"\r\n\r\n",
    "silence": Silence,
    "close": Close,
    "reset": Reset,
}


# Log records of httpcore (level debug) and httpx (the reason phrase) that quote the answer's head,
# or bytes in place of one.
WHAT_A_SERVER_SAYS = ("receive_response_", "HTTP Request: ")


def silent(*texts: str) -> None:
    """No secret is in any of the *texts*."""
    for text in texts:
        for secret in SECRETS:
            assert secret not in text


def told(call: Call, client: AuthenticatedClient, **arguments: Any) -> list[str]:
    """The texts of a call's result, or of its error: message, `repr`, traceback with its chain."""
    try:
        result = call(client, **arguments)
    except ApiError as error:
        chained = [e for e in (error.__cause__, error.__context__) if e is not None]
        return [str(error), repr(error), *traceback.format_exception(error), *map(repr, chained)]
    return [repr(result), str(result)]


@pytest.mark.parametrize("reply", TALKATIVE.values(), ids=TALKATIVE.keys())
@both_ways
def test_no_call_tells_a_secret(call: Call, reply: Reply, caplog: pytest.LogCaptureFixture) -> None:
    """Not in the result, not in the error or its chain, not in a traceback, not in a log."""
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "asyncio"):
        caplog.set_level(logging.DEBUG, name)
    with listening(reply) as wire:
        for detailed in (False, True):
            silent(*told(call, wire.client(timeout=SOON), detailed=detailed))
    assert caplog.records
    texts = [record.getMessage() for record in caplog.records]
    silent(*(text for text in texts if not text.startswith(WHAT_A_SERVER_SAYS)))


@both_ways
def test_no_error_carries_the_key(call: Call) -> None:
    """An error that is sent elsewhere, pickled, takes no request along, whatever went wrong."""
    answers: list[Answer | BaseException] = [
        Answer(401), Answer(302), Answer(418), Answer(201, b""), httpx.ReadTimeout("x"),
        httpx.ConnectError("x"), httpx.RemoteProtocolError(TOKEN),
    ]  # fmt: skip
    for answer in answers:
        with pytest.raises(ApiError) as caught:
            call(Api(answer).client())
        assert caught.value.__cause__ is caught.value.__context__ is None
        assert TOKEN.encode() not in pickle.dumps(caught.value)
        assert not any(isinstance(value, httpx.Request) for value in vars(caught.value).values())


@pytest.mark.parametrize(
    "thing",
    [
        Api().client(auth_client=TOKEN).with_headers({"Authorization": TOKEN}),
        Client(base_url="https://api.test", headers={"Authorization": TOKEN}),
        Credential("header", "X", TOKEN),
        build_request(Operation("x", "GET", "/{a}", (Parameter("path", "a"),)), [TOKEN]),
        Response(201, TOKEN.encode(), httpx.Headers({"X": TOKEN}), TOKEN),
        Documented(parse=RedirectUrls.from_dict),
        RedirectUrls.from_dict({**URLS, "other": SECRET_URL}),
        InlineResponse201.from_dict({**SUCCESS, "other": SECRET_URL, "meta": {"a": SECRET_URL}}),
        ErrorResponse.from_dict({**fault(404), "other": SECRET_URL}),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_no_repr_shows_a_secret(thing: Any) -> None:
    """Nor does `str`, nor a container's."""
    silent(repr(thing), str(thing), repr([thing]), f"{thing}")


@both_ways
def test_a_callers_dict_gets_no_key(call: Call) -> None:
    """What is given is copied, and the copy does not change."""
    headers = {"X-Note": "1"}
    api = Api()
    client = api.client(headers=headers)
    headers["X-Note"] = "changed"
    call(client)
    assert headers == {"X-Note": "changed"}
    assert api.requests[0].headers["X-Note"] == "1"
    with pytest.raises(TypeError):
        client.headers["X-Auth-Token"] = "x"  # type: ignore[index]


@both_ways
def test_a_key_goes_where_the_contract_says_and_nowhere_else(call: Call) -> None:
    """One header for each key, sent once; none for a key that the client lacks."""
    for given, client_id in (({}, []), ({"auth_client": "id"}, ["id"])):
        api = Api()
        call(api.client(**given))
        request = api.requests[0]
        assert request.headers.get_list("X-Auth-Token") == [TOKEN]
        assert request.headers.get_list("X-Auth-Client") == client_id
        rest = [value for name, value in request.headers.items() if name != "x-auth-token"]
        silent(str(request.url), *rest, request.content.decode())


@both_ways
def test_nothing_that_the_server_sets_is_sent_back(call: Call) -> None:
    """An API has no session: a cookie of one call is not in the next."""
    api = Api(Answer(headers={"Set-Cookie": "a=b; Path=/", "Content-Type": "application/json"}))
    client = api.client()
    with client:
        call(client)
        call(client)
    assert len(api.requests) == 2
    assert not any("Cookie" in request.headers for request in api.requests)


def test_a_session_is_refused() -> None:
    """Cookies that a caller sets on the httpx client are refused."""
    client = Api().client()

    async def of_a_loop() -> httpx.AsyncClient:
        made: httpx.AsyncClient = client.get_async_httpx_client()
        return made

    for http in (client.get_httpx_client(), asyncio.run(of_a_loop())):
        assert not http.cookies
        with pytest.raises(InvalidArgument, match="cookies: must stay empty"):
            http.cookies = {"a": "b"}
