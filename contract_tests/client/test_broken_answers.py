"""Whatever a server does wrong ends in one error, which says where and why."""

from __future__ import annotations

import gzip
import traceback
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigcommerce_carts.errors import (
    ApiError,
    ConnectionFailed,
    InvalidResponse,
    RateLimited,
    StatusError,
    Timeout,
    UnexpectedRedirect,
)
from contract_tests.client.calls import Call, both_ways, call_sync, failing
from contract_tests.client.fake_api import (
    SECRET_URL,
    SOON,
    URLS,
    Answer,
    Close,
    Reply,
    Reset,
    Silence,
    fault,
    listening,
    named,
    written,
)

DEEP = b'{"data":' + b"[" * 200_000

# Body -> the pointer and the reason of its first fault.
BROKEN: list[tuple[Any, str, str]] = [
    (b"", "", "is not JSON"),
    (b"not json", "", "is not JSON"),
    (b"\xff", "", "is not JSON"),
    (b"NaN", "", "is not JSON"),
    (b'{"data": Infinity}', "", "is not JSON"),
    (b'{"data": ' + b"9" * 5000 + b"}", "", "is not JSON"),
    (b"\xef\xbb\xbf{}", "", "is not JSON"),
    ("{}".encode("utf-16"), "", "is not JSON"),
    (b'{"a": "\xed\xa0\x80"}', "", "is not JSON"),
    (b'{"data": 1, "data": {}}', "", "has a duplicate member"),
    (DEEP, "", "is nested too deep"),
    (None, "", "must be object"),
    (1, "", "must be object"),
    ("text", "", "must be object"),
    ([], "", "must be object"),
    ([["data", URLS]], "", "must be object"),
    ({}, "/data", "is missing"),
    (URLS, "/data", "is missing"),
    ({"data": None}, "/data", "must be object"),
    ({"data": []}, "/data", "must be object"),
    ({"data": {}}, "/data/checkout_url", "is missing"),
    ({"data": {"cart_url": SECRET_URL}}, "/data/checkout_url", "is missing"),
    ({"data": {**URLS, "cart_url": None}}, "/data/cart_url", "must be string"),
    ({"data": {**URLS, "cart_url": 1}}, "/data/cart_url", "must be string"),
    ({"data": {**URLS, "cart_url": "no url"}}, "/data/cart_url", "must be a uri"),
    (
        {"data": {**URLS, "embedded_checkout_url": 1}},
        "/data/embedded_checkout_url",
        "must be string",
    ),
    ({"data": URLS, "meta": None}, "/meta", "must be object"),
    ({"data": URLS, "meta": []}, "/meta", "must be object"),
]

GZIP = {"Content-Encoding": "gzip"}

CHUNKED = b"HTTP/1.1 201 -\r\nTransfer-Encoding: chunked\r\n\r\n"

LENGTHS = b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"

NO_CODEC = {"Content-Type": "application/json; charset=rot13"}


def redirect(location: str) -> bytes:
    return written(Answer(307, b"", {"Location": location}))


# What a server does -> what the call comes to.
HOSTILE: dict[str, tuple[Reply, type[ApiError]]] = {
    "closes": (Close, ConnectionFailed),
    "resets": (Reset, ConnectionFailed),
    "half a head": (b"HTTP/1.1 201 C\r\nContent-Ty", ConnectionFailed),
    "half a body": (written()[:-9], ConnectionFailed),
    "half a chunk": (CHUNKED + b"9\r\nabc", ConnectionFailed),
    "no chunk": (CHUNKED + b"xyz\r\n", ConnectionFailed),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.6\r\n", ConnectionFailed),
    "a body alone": (Answer().content + b"\r\n\r\n", ConnectionFailed),
    "status 99": (b"HTTP/1.1 099 -\r\n\r\n", ConnectionFailed),
    "status 1000": (b"HTTP/1.1 1000 -\r\n\r\n", ConnectionFailed),
    "a head without end": (b"HTTP/1.1 201 -\r\n" + b"X: y\r\n" * 50_000, ConnectionFailed),
    "two lengths": (b"HTTP/1.1 201 -\r\n" + LENGTHS, ConnectionFailed),
    "no gzip": (written(Answer(201, b"not gzip", GZIP)), InvalidResponse),
    "half gzip": (written(Answer(201, gzip.compress(b" " * 99)[:-9], GZIP)), InvalidResponse),
    "no gzip, 429": (written(Answer(429, b"not gzip", GZIP)), RateLimited),
    "redirect": (redirect("https://evil.test/"), UnexpectedRedirect),
    "redirect to no host": (redirect("https://xn--a.com/"), ConnectionFailed),
    "redirect to no port": (redirect("https://h:99999999/"), UnexpectedRedirect),
    "redirect to bytes": (redirect("//\xff\xfe"), ApiError),
    "bytes in a header": (written(Answer(404, fault(404), {"X": "\xff\xfe"})), StatusError),
    "no codec": (written(Answer(201, b"x", NO_CODEC)), InvalidResponse),
}


@pytest.mark.parametrize(("body", "pointer", "reason"), BROKEN, ids=named)
@both_ways
def test_a_success_with_a_broken_body_says_where(
    call: Call, body: Any, pointer: str, reason: str
) -> None:
    """The JSON pointer of the first fault, the reason, and the raw answer; plain or detailed."""
    answer = Answer(201, body)
    for detailed in (False, True):
        error = failing(call, answer, detailed=detailed)
        assert type(error) is InvalidResponse
        assert (error.pointer, error.reason) == (pointer, reason)
        assert (error.status, error.content) == (201, answer.content)
        assert error.headers["content-type"] == "application/json"


@pytest.mark.parametrize(("reply", "kind"), HOSTILE.values(), ids=HOSTILE.keys())
@both_ways
def test_a_hostile_server_ends_in_one_error(call: Call, reply: Reply, kind: type[ApiError]) -> None:
    """Nothing of httpx, h11 or Python escapes, not even as the cause."""
    with listening(reply) as wire, pytest.raises(kind) as caught:
        call(wire.client())
    assert len(str(caught.value).splitlines()) == 1
    assert "another exception" not in "".join(traceback.format_exception(caught.value))


@both_ways
def test_a_refused_connection_says_so(call: Call) -> None:
    """The system's own words are kept: they help, and hold no secret."""
    with listening() as wire:
        client = wire.client()
    with pytest.raises(ConnectionFailed, match=r"ConnectError: .+\)$"):
        call(client)


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectTimeout(""),
        httpx.ReadTimeout(""),
        httpx.WriteTimeout(""),
        httpx.PoolTimeout(""),
    ],
)
@both_ways
def test_a_timeout_names_its_step(call: Call, error: httpx.TimeoutException) -> None:
    """Connect, read, write or pool."""
    step = type(error).__name__.removesuffix("Timeout").lower()
    assert str(failing(call, error)).endswith(f"({step})")


@both_ways
def test_a_silent_server_is_a_timeout(call: Call) -> None:
    """On a real socket too."""
    with listening(Silence) as wire, pytest.raises(Timeout, match=r"\(read\)$"):
        call(wire.client(timeout=SOON))


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308, 399])
@both_ways
def test_a_redirect_is_not_followed(call: Call, status: int) -> None:
    """Its target hears nothing; the message does not say where it is, the headers do."""
    with listening() as elsewhere:
        location = f"{elsewhere.url}/?token=s1ngle-use"
        reply = written(Answer(status, b"", {"Location": location}))
        with listening(reply) as wire, pytest.raises(UnexpectedRedirect) as caught:
            call(wire.client())
        assert elsewhere.requests == []
    assert location not in str(caught.value)
    assert (caught.value.status, caught.value.headers["location"]) == (status, location)


@given(
    status=st.integers(100, 999) | st.sampled_from([201, 201, 404, 429]),
    body=st.binary(max_size=30)
    | st.sampled_from([Answer(201, body).content for body, *_ in BROKEN]),
    media_type=st.sampled_from(["application/json", "text/html", "", ";", "application/*", "\xff"]),
    encoding=st.sampled_from(["", "identity", "gzip", "deflate", "gzip, deflate", "x"]),
)
def test_no_answer_escapes(status: int, body: bytes, media_type: str, encoding: str) -> None:
    """Any status, any bytes, any headers: an error of ours, for none of these is a success."""
    headers = {"Content-Type": media_type, "Content-Encoding": encoding}
    failing(call_sync, Answer(status, body, headers))
