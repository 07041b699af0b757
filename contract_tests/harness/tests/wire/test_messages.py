"""Requests and responses are parsed without loss."""

import h11
import pytest

from contract_tests.harness.wire.messages import (
    RequestReader,
    ResponseReader,
    WireRequest,
    WireResponse,
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
    """Return all requests in *chunks*; incomplete bytes at the end are the last one."""
    reader = RequestReader()
    requests = []
    for chunk in chunks:
        reader.receive(chunk)
        while request := reader.next():
            requests.append(request)
    if request := reader.incomplete_request("incomplete"):
        requests.append(request)
    return requests


def read_response(raw: bytes, method: str = "POST", *, end: bool = False) -> WireResponse | None:
    """Return the response to a request of *method*; the connection then closes if *end*."""
    reader = ResponseReader(WireRequest((), b"", b"", method, b"/"))
    for chunk in [raw, b""] if end else [raw]:
        reader.receive(chunk)
    return reader.next()


class TestRequestReader:
    def test_a_message_is_not_normalised(self) -> None:
        """Letter case, order and repeats of headers, and the target, are kept."""
        (request,) = read_requests(POST)
        assert (request.method, request.target, request.body) == ("POST", b"/a%2Fb?c=%20", b"{}")
        assert request.headers[:3] == ((b"hOST", b"x"), (b"X-Twice", b"1"), (b"x-tWICE", b"2"))
        assert request.raw == POST

    @pytest.mark.parametrize("raw", [POST, CHUNKED])
    def test_chunking_makes_no_difference(self, raw: bytes) -> None:
        """A request is the same byte by byte, at once, or followed by another one."""
        (request,) = read_requests(raw)
        assert request.raw == raw
        assert read_requests(*(raw[i : i + 1] for i in range(len(raw)))) == [request]
        assert read_requests(raw + raw) == [request, request]

    def test_a_chunked_body_has_no_chunk_sizes(self) -> None:
        """`Transfer-Encoding: chunked` is removed."""
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
    def test_invalid_http_is_kept_with_its_problem(self, raw: bytes) -> None:
        """The request has a problem, and the bytes."""
        (request,) = read_requests(raw)
        assert request.problem
        assert (request.raw, request.method) == (raw, "")


class TestResponseReader:
    def test_a_message_is_not_normalised(self) -> None:
        """Status, headers, body and bytes are kept."""
        assert read_response(CREATED) == WireResponse(
            headers=((b"X-A", b"1"), (b"X-a", b"2"), (b"Content-Length", b"4")),
            body=b"null",
            raw=CREATED,
            status=201,
        )

    def test_an_incomplete_response_is_not_returned(self) -> None:
        """The reader waits for more bytes."""
        assert read_response(CREATED[:-1]) is None

    def test_a_body_without_a_length_ends_with_the_connection(self) -> None:
        """RFC 9112, 6.3: the body continues until the connection closes."""
        response = read_response(b"HTTP/1.1 200 OK\r\n\r\nabc", end=True)
        assert response is not None
        assert response.body == b"abc"

    @pytest.mark.parametrize("raw", [CREATED[:-1], CREATED[:9], b"", b"SSH-2.0-a\r\n"])
    def test_a_truncated_response_is_an_error(self, raw: bytes) -> None:
        """A connection that closes too early never results in a shorter response."""
        with pytest.raises(h11.RemoteProtocolError):
            read_response(raw, end=True)

    def test_a_response_to_head_has_no_body(self) -> None:
        """The method decides whether a body follows the headers."""
        response = read_response(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "HEAD")
        assert response is not None
        assert response.body == b""


class TestMessage:
    def test_a_header_has_all_its_values(self) -> None:
        """Names are case-insensitive, and each occurrence counts."""
        (request,) = read_requests(POST)
        assert request.header("X-TWICE") == request.header(b"x-twice") == (b"1", b"2")
        assert request.header("x-none") == ()

    def test_the_text_of_a_request_hides_secrets(self) -> None:
        """Headers whose names indicate a credential are redacted."""
        (request,) = read_requests(POST)
        assert "hunter2" not in str(request)
        assert "X-Api-Key: [redacted]\r\n" in str(request)
        assert "X-Twice: 1\r\n" in str(request)
