"""Requests and responses are read off the wire without loss."""

import h11
import pytest

from contract_tests.harness.wire.messages import (
    Exchange,
    RequestReader,
    ResponseReader,
    WireRequest,
    WireResponse,
    only,
)

POST = (
    b"POST /a%2Fb?c=%20 HTTP/1.1\r\nhOST: x\r\nX-Twice: 1\r\nx-tWICE: 2\r\n"
    b"X-Api-Key: hunter2\r\nContent-Length: 2\r\n\r\n{}"
)
CHUNKED = (
    b"PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
)
CREATED = b"HTTP/1.1 201 Created\r\nX-A: 1\r\nX-a: 2\r\nContent-Length: 4\r\n\r\nnull"


def read_requests(*chunks: bytes) -> list[WireRequest]:
    """All requests in the bytes, and what was left over as the last."""
    reader = RequestReader()
    requests = []
    for chunk in chunks:
        reader.receive(chunk)
        while request := reader.next():
            requests.append(request)
    if request := reader.truncated_responses("broken off"):
        requests.append(request)
    return requests


def read_response(raw: bytes, method: str = "POST", *, end: bool = False) -> WireResponse | None:
    """The response to a request of that method; `end` says that the connection ended after it."""
    reader = ResponseReader(WireRequest((), b"", b"", method, b"/"))
    for chunk in [raw, b""] if end else [raw]:
        reader.receive(chunk)
    return reader.next()


class TestRequestReader:
    def test_nothing_is_normalised(self) -> None:
        """Letter case, order and repeats of headers, and the target, are as they were sent."""
        (request,) = read_requests(POST)
        assert (request.method, request.target, request.body) == ("POST", b"/a%2Fb?c=%20", b"{}")
        assert request.headers[:3] == ((b"hOST", b"x"), (b"X-Twice", b"1"), (b"x-tWICE", b"2"))
        assert request.raw == POST

    @pytest.mark.parametrize("raw", [POST, CHUNKED])
    def test_pieces_make_no_difference(self, raw: bytes) -> None:
        """Byte by byte, whole, or with the next request behind it: the same is read."""
        (request,) = read_requests(raw)
        assert request.raw == raw
        assert read_requests(*(raw[i : i + 1] for i in range(len(raw)))) == [request]
        assert read_requests(raw + raw) == [request, request]

    def test_framing_is_no_body(self) -> None:
        """A chunked body is read without its chunk sizes."""
        (request,) = read_requests(CHUNKED)
        assert request.body == b"abc"

    @pytest.mark.parametrize(
        "raw",
        [
            b"\x16\x03\x01\x00",
            b"POST / HTTP/1.1\r\n\r\n",
            b"POST /\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nX-A: a\rb\r\n\r\n",
            POST[:-1],
        ],
    )
    def test_no_request(self, raw: bytes) -> None:
        """What is no HTTP request is kept too, with the reason."""
        (request,) = read_requests(raw)
        assert request.problem
        assert (request.raw, request.method) == (raw, "")


class TestResponseReader:
    def test_nothing_is_normalised(self) -> None:
        """Status, headers as sent, body and bytes are read."""
        assert read_response(CREATED) == WireResponse(
            headers=((b"X-A", b"1"), (b"X-a", b"2"), (b"Content-Length", b"4")),
            body=b"null",
            raw=CREATED,
            status=201,
        )

    def test_incomplete(self) -> None:
        """As long as bytes are missing there is no response."""
        assert read_response(CREATED[:-1]) is None

    def test_body_that_ends_with_the_connection(self) -> None:
        """Without a length, the body goes on until the end of the connection."""
        response = read_response(b"HTTP/1.1 200 OK\r\n\r\nabc", end=True)
        assert response is not None
        assert response.body == b"abc"

    @pytest.mark.parametrize("raw", [CREATED[:-1], CREATED[:9], b"", b"SSH-2.0-a\r\n"])
    def test_cut_short(self, raw: bytes) -> None:
        """The end of the connection within a response is an error, never a short response."""
        with pytest.raises(h11.RemoteProtocolError):
            read_response(raw, end=True)

    def test_head_has_no_body(self) -> None:
        """The method decides whether a body follows."""
        response = read_response(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "HEAD")
        assert response is not None
        assert response.body == b""


class TestMessage:
    def test_header_gives_all_values(self) -> None:
        """A header is found in any letter case, and every time it was sent."""
        (request,) = read_requests(POST)
        assert request.header("X-TWICE") == request.header(b"x-twice") == (b"1", b"2")
        assert request.header("x-none") == ()

    def test_json(self) -> None:
        """The body is parsed as JSON."""
        (request,) = read_requests(POST)
        assert request.json() == {}

    def test_text_hides_secrets(self) -> None:
        """A request can be shown in a report, as the values of headers named like keys are not."""
        (request,) = read_requests(POST)
        assert "hunter2" not in str(request)
        assert "X-Api-Key: [redacted]\r\n" in str(request)
        assert "X-Twice: 1\r\n" in str(request)


class TestOnly:
    def test_one(self) -> None:
        """One exchange is given back."""
        exchange = Exchange(read_requests(POST)[0], None)
        assert only([exchange]) is exchange

    def test_none(self) -> None:
        """A client that sent nothing is told so."""
        with pytest.raises(AssertionError, match="Received: 0 requests\nDocumented: 1 request"):
            only([])

    def test_several(self) -> None:
        """A client that sent too much is told what."""
        exchanges = [Exchange(request, None) for request in read_requests(POST + CHUNKED)]
        with pytest.raises(AssertionError, match=r"(?s)2 requests.*\n1: POST /a%2Fb.*\n2: PUT /"):
            only(exchanges)

    def test_no_http(self) -> None:
        """Bytes that are no request do not count as one."""
        with pytest.raises(AssertionError, match="no HTTP request"):
            only([Exchange(request, None) for request in read_requests(b"\0\r\n\r\n")])
