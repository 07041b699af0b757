"""The transport that plays answers: what it records, and what it plays."""

from __future__ import annotations

import asyncio
import logging

import httpx
import pytest

from contract_tests.harness.cases.examples import valid_calls
from contract_tests.harness.driver import Driver
from contract_tests.harness.driver.session import Session
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.project import SPEC, only_package
from contract_tests.harness.runners.canned_transport import CannedTransport
from contract_tests.harness.runners.log_capture import LogCapture
from contract_tests.harness.spec import load_contract
from contract_tests.harness.wire.canned_response import CannedResponse

REPLY = CannedResponse("a", 299, ((b"X-Twice", b"1"), (b"x-twice", b"2")), b"abc")


def test_a_request_is_recorded_as_it_would_be_sent() -> None:
    """Its target, its headers in order and as often as they come, its body."""
    player = CannedTransport()
    player.load(REPLY)
    with httpx.Client(transport=player) as client:
        response = client.post(
            "http://h:1/a%20b/?c=%2F", headers=[("X", "1"), ("x", "2")], content=b"z"
        )
    assert (response.status_code, response.content) == (299, b"abc")
    assert response.headers.raw == [(b"X-Twice", b"1"), (b"x-twice", b"2")]
    (exchange,) = player.unload()
    assert exchange.response == REPLY.response
    assert (exchange.request.method, exchange.request.target) == ("POST", b"/a%20b/?c=%2F")
    assert [pair for pair in exchange.request.headers if pair[0].lower() == b"x"] == [
        (b"X", b"1"),
        (b"x", b"2"),
    ]
    assert exchange.request.header("host") == (b"h:1",)
    assert exchange.request.body == b"z"
    assert player.unload() == []


def test_an_async_client_is_served_alike() -> None:
    """Also a body that comes in parts."""

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=player) as client:
            return await client.post("http://h/", files={"a": b"b"})

    player = CannedTransport()
    player.load(REPLY)
    assert asyncio.run(send()).content == b"abc"
    (exchange,) = player.unload()
    assert b'name="a"' in exchange.request.body


@pytest.mark.parametrize("value", [b"a\nb", b"a\r\nX: b", b"a\x00", b" a", b"a ", b"\t"])
def test_a_header_that_no_socket_would_carry_is_a_problem(value: bytes) -> None:
    """h11 would refuse it; without h11, nobody else does."""
    player = CannedTransport()
    with httpx.Client(transport=player) as client:
        client.get("http://h/", headers={b"X": value})
    (exchange,) = player.unload()
    assert "X" in exchange.request.problem


def test_a_body_is_decoded_by_the_client_and_not_before() -> None:
    """So that a broken encoding breaks where it would break."""
    player = CannedTransport()
    player.load(CannedResponse("a", 200, ((b"Content-Encoding", b"gzip"),), b"no gzip"))
    with httpx.Client(transport=player) as client, client.stream("GET", "http://h/") as response:
        assert response.status_code == 200
        with pytest.raises(httpx.DecodingError):
            response.read()


def test_a_log_watch_hears_everybody_and_then_gives_way() -> None:
    """At every level, with the traceback; after it, all is as it was."""
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


def test_an_outcome_keeps_nothing_else_alive() -> None:
    """An error with a traceback has frames, which have outcomes, which have errors, and bodies."""
    contract = load_contract(SPEC)
    (operation,) = contract.operations
    driver = Driver(only_package())
    call = valid_calls(contract)[operation]
    url = "http://127.0.0.1:9"
    with Session(
        driver, operation, call, url, httpx_args={"transport": CannedTransport()}
    ) as session:
        for function in FUNCTIONS:
            (outcome,) = session.perform(function)
            assert outcome.error is not None and outcome.error.__traceback__ is None
    driver.close()
