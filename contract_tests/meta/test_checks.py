"""Each check sees the fault that it is there for, in hand-made exchanges."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from contract_tests import checks
from contract_tests.checks import MISSING_KEY, REQUEST_LAW, RESPONSE_LAW, Check
from contract_tests.contract import Call, Key
from contract_tests.driver import Outcome
from contract_tests.failures import ContractFailure
from contract_tests.lane import Trial, curl
from contract_tests.meta.things import make_part, things
from contract_tests.oracle import expected_request
from contract_tests.prism import MockServerError
from contract_tests.wire import Exchange, RequestReader, ResponseReader

URL = "http://127.0.0.1:8080"
CALL = Call(
    arguments={("path", "id"): "a b/c", ("query", "limit"): 3, ("query", "colour"): ["x", "&"]},
    body={"name": "ä", "size": 1},
    media_type="application/json",
    keys={"Token": Key("a-token"), "Client": Key("a-client")},
)
REQUEST = (
    b"POST /things/a%20b%2Fc/parts?limit=3&colour=x&colour=%26&client=a-client HTTP/1.1\r\n"
    b"Host: 127.0.0.1:8080\r\nAccept: application/json\r\nAccept-Encoding: gzip, deflate\r\n"
    b"Connection: keep-alive\r\nUser-Agent: some-client/1.0 python-httpx/0.28.1\r\n"
    b"X-Token: a-token\r\nContent-Type: application/json\r\nContent-Length: 25\r\n\r\n"
    b'{"name": "\xc3\xa4", "size": 1}'
)
RESPONSE = (
    b"HTTP/1.1 201 Created\r\nContent-Type: application/json; charset=utf-8\r\n"
    b'Content-Length: 11\r\n\r\n{"name":""}'
)
REFUSAL = (
    b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n"
    b'Content-Length: 10\r\n\r\n{"code":1}'
)
BODY = {"name": ""}
REFUSED = {"code": 1}


class Refused(Exception):
    """An error as a client has it."""

    def __init__(self, status: int, text: str = "") -> None:
        super().__init__(text)
        self.status = status


def exchange(request: bytes, response: bytes = RESPONSE) -> Exchange:
    """An exchange of these bytes."""
    requests = RequestReader()
    requests.receive(request)
    seen = requests.next()
    assert seen is not None, "the request is whole"
    if seen.problem:
        return Exchange(seen, None)
    responses = ResponseReader(seen)
    responses.receive(response)
    return Exchange(seen, responses.next())


def trial(
    *exchanges: Exchange, outcome: Outcome | None = None, function: str = "sync", call: Call = CALL
) -> Trial:
    """A trial of the good call, with these exchanges and this outcome."""
    expected = expected_request(make_part(), call, URL)
    outcome = outcome or Outcome(value=object(), told=BODY)
    return Trial(things(), make_part(), call, function, URL, expected, exchanges, outcome)


def changed(old: bytes, new: bytes) -> bytes:
    """The good request with one change, and the length that it then has."""
    assert old in REQUEST
    head, _, body = REQUEST.replace(old, new, 1).partition(b"\r\n\r\n")
    return head.replace(b"Length: 25", b"Length: %d" % len(body)) + b"\r\n\r\n" + body


def prove(law: tuple[Check, ...], of: Trial) -> None:
    """Run all checks of a law."""
    for check in law:
        check(of)


def test_a_good_exchange_passes_every_check() -> None:
    """A check that fails here would fail for a sound client."""
    prove(REQUEST_LAW, trial(exchange(REQUEST)))
    prove(RESPONSE_LAW, trial(exchange(REQUEST)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"a%20b%2Fc", b"a%20b%2fc"),
        (b"X-Token", b"x-token"),
        (b"colour=x&colour=%26&client=a-client", b"client=a-client&colour=x&colour=%26"),
        (b'{"name": "\xc3\xa4", "size": 1}', b'{"size":1.0,"name":"\\u00e4"}'),
        (b"User-Agent: some-client/1.0 python-httpx/0.28.1\r\n", b""),
    ],
)
def test_spelling_is_free(old: bytes, new: bytes) -> None:
    """What means the same passes."""
    prove(REQUEST_LAW, trial(exchange(changed(old, new))))


@pytest.mark.parametrize(
    ("check", "old", "new"),
    [
        (checks.method_is_the_operations, b"POST", b"PUT"),
        (checks.target_is_well_formed, b"a%20b%2Fc", b"a%20b%2"),
        (checks.target_is_well_formed, b"a%20b%2Fc", b"a|b"),
        (checks.path_reads_back, b"a%20b%2Fc", b"a%20b/c"),
        (checks.path_reads_back, b"a%20b%2Fc", b"a%2520b%252Fc"),
        (checks.path_reads_back, b"a%20b%2Fc", b"a+b%2Fc"),
        (checks.path_reads_back, b"/parts?", b"/parts/?"),
        (checks.path_reads_back, b"/parts?", b"?"),
        (checks.path_reads_back, b"/things", b"/v1/things"),
        (checks.path_reads_back, b"/things", b"//things"),
        (checks.query_reads_back, b"limit=3&", b""),
        (checks.query_reads_back, b"limit=3&", b"limit=3&limit=3&"),
        (checks.query_reads_back, b"limit=3&", b"limit=3&debug=1&"),
        (checks.query_reads_back, b"colour=x&colour=%26", b"colour=x&colour=&"),
        (checks.query_reads_back, b"client=a-client", b"client=a-token"),
        (checks.query_reads_back, b"limit=3&", b"limit=3&token=a-token&"),
        (checks.headers_are_those_asked_for, b"X-Token: a-token\r\n", b""),
        (checks.headers_are_those_asked_for, b"X-Token", b"Authorization"),
        (checks.headers_are_those_asked_for, b"X-Token: a-token", b"X-Token: a-client"),
        (checks.headers_are_those_asked_for, b"X-Token: a-token", b"X-Token: Bearer a-token"),
        (checks.headers_are_those_asked_for, b"X-Token: ", b"X-Token: a-token\r\nX-Token: "),
        (checks.headers_are_those_asked_for, b"X-Token: ", b"X-Copy: a-token\r\nX-Token: "),
        (checks.headers_are_those_asked_for, b"some-client/1.0", b"a-token"),
        (checks.headers_are_those_asked_for, b"Accept: application/json\r\n", b""),
        (checks.headers_are_those_asked_for, b"Accept: application/json", b"Accept: */*"),
        (checks.headers_are_those_asked_for, b"Accept: ", b"Accept: */*\r\nAccept: "),
        (checks.headers_are_those_asked_for, b"Type: application/json", b"Type: text/plain"),
        (checks.headers_are_those_asked_for, b"Host: 127.0.0.1:8080", b"Host: elsewhere"),
        (checks.headers_are_those_asked_for, b"Connection: ", b"Cookie: a=b\r\nConnection: "),
        (checks.headers_are_those_asked_for, b"keep-alive\r\n", b"close\r\nConnection: close\r\n"),
        (checks.body_reads_back, b'{"name": "\xc3\xa4", "size": 1}', b""),
        (checks.body_reads_back, b"\xc3\xa4", b"a"),
        (checks.body_reads_back, b'"size": 1', b'"size": true'),
        (checks.body_reads_back, b'"size": 1', b'"size": null'),
        (checks.body_reads_back, b', "size": 1', b""),
        (checks.body_reads_back, b'"size": 1', b'"size": 1, "token": "a-token"'),
        (checks.body_reads_back, b'"size": 1', b'"size": 2, "size": 1'),
        (checks.body_reads_back, b'"size": 1}', b'"size": NaN}'),
        (checks.body_reads_back, b'"size": 1}', b'"size": 1'),
    ],
)
def test_a_wrong_request_is_seen(check: Check, old: bytes, new: bytes) -> None:
    """By the check whose business it is, and the law fails."""
    bad = trial(exchange(changed(old, new)))
    with pytest.raises(ContractFailure):
        check(bad)
    with pytest.raises(ContractFailure):
        prove(REQUEST_LAW, bad)


def test_the_number_of_requests_is_seen() -> None:
    """None, two, or what is no HTTP."""
    good = exchange(REQUEST)
    noise = exchange(REQUEST.replace(b"HTTP/1.1", b"HTTP"))
    for exchanges in ((), (good, good), (noise,)):
        with pytest.raises(ContractFailure, match="one request is sent"):
            prove(REQUEST_LAW, trial(*exchanges))


def test_a_body_that_nobody_asked_for_is_seen() -> None:
    """An absent body is no byte; `{}` is not absent."""
    call = Call(CALL.arguments, keys=CALL.keys)
    body = changed(b'{"name": "\xc3\xa4", "size": 1}', b"{}")
    with pytest.raises(ContractFailure, match="body reads back"):
        checks.body_reads_back(trial(exchange(body), call=call))


def test_a_refusal_of_the_mock_server_is_seen() -> None:
    """It says what Prism says."""
    with pytest.raises(ContractFailure, match=r"Received: +401 .*code"):
        prove(REQUEST_LAW, trial(exchange(REQUEST, REFUSAL)))


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(value=None, told=None),
        Outcome(value=object(), told={}),
        Outcome(value=object(), told={"name": None}),
        Outcome(value=object(), told={"name": "", "size": None}),
        Outcome(error=TypeError("no"), documented=False),
        Outcome(error=Refused(201), documented=True),
    ],
)
def test_a_value_that_is_not_the_body_is_seen(outcome: Outcome) -> None:
    """Something lost, something added, or an error."""
    with pytest.raises(ContractFailure, match="value is the whole body"):
        prove(RESPONSE_LAW, trial(exchange(REQUEST), outcome=outcome))


def detailed(**changes: Any) -> Outcome:
    """What a detailed function says of the good response."""
    headers = ((b"content-type", b"application/json; charset=utf-8"), (b"content-length", b"11"))
    facts = {"status": 201, "content": b'{"name":""}', "headers": headers, **changes}
    return Outcome(value=object(), told=BODY, **facts)


@pytest.mark.parametrize(
    "change", [{"status": None}, {"status": 200}, {"content": b""}, {"headers": ()}]
)
def test_a_detailed_response_that_differs_is_seen(change: dict[str, Any]) -> None:
    """Its status, bytes and headers are those of the wire."""
    prove(RESPONSE_LAW, trial(exchange(REQUEST), outcome=detailed(), function="sync_detailed"))
    bad = trial(exchange(REQUEST), outcome=detailed(**change), function="sync_detailed")
    with pytest.raises(ContractFailure, match="detailed response"):
        prove(RESPONSE_LAW, bad)


@pytest.mark.parametrize(
    "response",
    [
        RESPONSE.replace(b'{"name":""}', b'{"nome":""}'),
        RESPONSE.replace(b"application/json", b"text/html"),
        RESPONSE.replace(b"201", b"202").replace(b'{"name":""}', b'{"nome":""}'),
    ],
)
def test_a_mock_server_that_breaks_the_contract_is_blamed(response: bytes) -> None:
    """It is not the client's fault, so it is no `ContractFailure`."""
    with pytest.raises(MockServerError, match="the mock server"):
        prove(RESPONSE_LAW, trial(exchange(REQUEST, response)))


def refused(status: int, text: str = "", told: Any = REFUSED) -> Outcome:
    """What a client says of the refusal."""
    return Outcome(error=Refused(status, text), documented=True, told=told)


@pytest.mark.parametrize(
    ("check", "response", "outcome"),
    [
        ("missing key is refused", RESPONSE, refused(401)),
        ("refusal is seen", REFUSAL, Outcome()),
        ("refusal is seen", REFUSAL, Outcome(value=object(), told=REFUSED)),
        ("refusal is seen", REFUSAL, Outcome(error=Refused(401), documented=False)),
        ("refusal is seen", REFUSAL, refused(403)),
        ("refusal is seen", REFUSAL, detailed(status=201)),
        ("refusal is told whole", REFUSAL, refused(401, told=None)),
        ("error shows no key", REFUSAL, refused(401, "k" * 9)),
    ],
)
def test_a_refusal_that_is_not_told_is_seen(check: str, response: bytes, outcome: Outcome) -> None:
    """A value in place of the error, another error, another status, or a key in the message."""
    call = Call(CALL.arguments, CALL.body, CALL.media_type, {"Token": Key("k" * 9)})
    good = trial(exchange(REQUEST, REFUSAL), outcome=refused(401))
    prove(MISSING_KEY, good)
    with pytest.raises(ContractFailure, match=check):
        prove(MISSING_KEY, trial(exchange(REQUEST, response), outcome=outcome, call=call))


@pytest.mark.parametrize(
    "other",
    [
        trial(exchange(changed(b"limit=3", b"limit=03"))),
        trial(exchange(changed(b"POST", b"PUT"))),
        trial(exchange(changed(b"X-Token: a-token\r\n", b""))),
        trial(exchange(REQUEST), outcome=Outcome(value=object(), told={})),
        trial(exchange(REQUEST), outcome=Outcome(error=TypeError("no"))),
        trial(),
    ],
)
def test_two_stories_are_seen(other: Trial) -> None:
    """Other bytes, another value, an error, or nothing sent."""
    good = trial(exchange(REQUEST))
    checks.same_story(good, good)
    with pytest.raises(ContractFailure):
        checks.same_story(good, other)
    with pytest.raises(ContractFailure):
        checks.same_story(other, good)


def test_two_calls_that_both_sent_nothing_prove_nothing() -> None:
    """Parity of two failures to start is not parity."""
    with pytest.raises(ContractFailure, match="one request is sent"):
        checks.same_story(trial(), trial())


def test_a_failure_shows_what_was_received_above_what_is_documented() -> None:
    """Two aligned lines, below the law, the operation and the check; it can be copied."""
    with pytest.raises(ContractFailure) as caught:
        checks.method_is_the_operations(trial(exchange(changed(b"POST", b"PUT"))))
    assert str(caught.value).splitlines() == [
        "request law, POST /things/{id}/parts: method is the operations",
        "    Received:   PUT",
        "    Documented: POST",
    ]
    assert str(copy.copy(caught.value)) == str(caught.value)


def test_the_curl_line_shows_no_key() -> None:
    """Neither the one in a header nor the one in the query; all else stands there."""
    line = curl(trial(exchange(REQUEST)))
    assert "a-token" not in line
    assert "a-client" not in line
    assert line.startswith("curl -i -X POST 'http://127.0.0.1:8080/things/a%20b%2Fc/parts?limit=3&")
    assert json.dumps(CALL.body) in line


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, 1.0, True), (1, True, False), (0, False, False), (None, False, False),
        ([1], [True], False), ({"a": 1}, {"a": 1, "b": None}, False), ({"a": []}, {"a": []}, True),
        ("1", 1, False), ([1, 2], [2, 1], False), (True, True, True),
    ],
)  # fmt: skip
def test_json_values_are_compared_as_json(one: object, other: object, same: bool) -> None:
    """A boolean is no number, and an absent member is not null."""
    assert checks.same_json(one, other) is same


def test_every_check_is_in_a_law() -> None:
    """A check that nobody runs proves nothing."""
    made: set[Callable[[Trial], None]] = {
        each for each in vars(checks).values() if hasattr(each, "__wrapped__")
    }
    assert made.issubset({*REQUEST_LAW, *RESPONSE_LAW, *MISSING_KEY})
