"""The transport records requests and returns canned responses as a socket would."""

from __future__ import annotations

import asyncio
import logging

import httpx
import pytest

from contract_tests.harness.cases.valid_messages import valid_call
from contract_tests.harness.driver import Driver
from contract_tests.harness.driver.session import Session
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.project import SPEC, checked_in_package
from contract_tests.harness.runners.canned_transport import CannedTransport
from contract_tests.harness.runners.in_process_runner import URL
from contract_tests.harness.runners.log_capture import LogCapture
from contract_tests.harness.spec import load_contract
from contract_tests.harness.wire.canned_response import CannedResponse

RESPONSE = CannedResponse("a", 299, ((b"X-Twice", b"1"), (b"x-twice", b"2")), b"abc")


@pytest.fixture
def transport() -> CannedTransport:
    """A transport that returns `RESPONSE`."""
    transport = CannedTransport()
    transport.load(RESPONSE)
    return transport


def test_a_request_is_recorded_as_a_socket_would_send_it(transport: CannedTransport) -> None:
    """Its target, its headers with their order and duplicates, and its body are recorded."""
    with httpx.Client(transport=transport) as client:
        response = client.post(
            "http://h:1/a%20b/?c=%2F", headers=[("X", "1"), ("x", "2")], content=b"z"
        )
    assert (response.status_code, response.content) == (299, b"abc")
    assert response.headers.raw == [(b"X-Twice", b"1"), (b"x-twice", b"2")]
    (exchange,) = transport.unload()
    assert exchange.response == RESPONSE.response
    assert (exchange.request.method, exchange.request.target) == ("POST", b"/a%20b/?c=%2F")
    assert [pair for pair in exchange.request.headers if pair[0].lower() == b"x"] == [
        (b"X", b"1"),
        (b"x", b"2"),
    ]
    assert exchange.request.header("host") == (b"h:1",)
    assert exchange.request.body == b"z"
    assert transport.unload() == []


def test_an_async_client_may_send_its_body_in_parts(transport: CannedTransport) -> None:
    """A multipart body is recorded completely."""

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.post("http://h/", files={"a": b"b"})

    assert asyncio.run(send()).content == b"abc"
    (exchange,) = transport.unload()
    assert b'name="a"' in exchange.request.body


@pytest.mark.parametrize("value", [b"a\nb", b"a\r\nX: b", b"a\x00", b" a", b"a ", b"\t"])
def test_a_header_that_h11_rejects_is_a_problem(transport: CannedTransport, value: bytes) -> None:
    """No h11 stands behind this transport, so the transport itself checks the headers."""
    with httpx.Client(transport=transport) as client:
        client.get("http://h/", headers={b"X": value})
    (exchange,) = transport.unload()
    assert "X" in exchange.request.problem


def test_the_client_decompresses_the_body(transport: CannedTransport) -> None:
    """Invalid gzip raises when the client reads the body, as it does over a socket."""
    transport.load(CannedResponse("a", 200, ((b"Content-Encoding", b"gzip"),), b"not gzip"))
    with (
        httpx.Client(transport=transport) as client,
        client.stream("GET", "http://h/") as response,
    ):
        assert response.status_code == 200
        with pytest.raises(httpx.DecodingError):
            response.read()


def test_logs_of_all_loggers_are_captured_within_the_block() -> None:
    """Messages of every level have their tracebacks; afterwards the root logger is as before."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    with LogCapture() as logs:
        logging.getLogger("a.b").debug("%s", "one")
        assert list(logs.take()) == ["one"]
        try:
            raise ValueError("two")
        except ValueError:
            logging.getLogger("c").exception("three")
        (line,) = logs.take()
        assert "three" in line and "ValueError: two" in line
    assert (list(root.handlers), root.level) == before


def test_an_outcome_has_no_traceback(transport: CannedTransport) -> None:
    """The frames of a traceback would keep earlier outcomes and their bodies in memory."""
    contract = load_contract(SPEC)
    operation = contract.operations[0]
    driver = Driver(checked_in_package())
    call = valid_call(contract, operation)
    with Session(driver, operation, call, URL, httpx_args={"transport": transport}) as session:
        for function in FUNCTIONS:
            (outcome,) = session.perform(function)
            assert outcome.error is not None and outcome.error.__traceback__ is None
    driver.close()
