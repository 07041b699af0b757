"""
What the server says, and who is at fault for it.

The mock server is not above the contract: what it makes up is its own fault. Where it serves a
newer contract (`--against`), it is the API that has changed, and the promise to the client breaks.
"""

from __future__ import annotations

import json
import re

from contract_tests.harness.checks.base import Verdict, check, differ
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.oracles.request_compatibility import refusal, takes_keys
from contract_tests.harness.oracles.response_conformance import undocumented
from contract_tests.harness.prism.prism import MockServerError, MockServerStrayed
from contract_tests.harness.records import Trial
from contract_tests.harness.spec import Contract

# What Prism says of a missing key where the contract has no words for it: a type of RFC 9457.
OWN_REFUSAL = b"/prism/errors#UNAUTHORIZED"


def the_answer_is_in_the_contract(trial: Trial) -> None:
    """
    Blame the server, not the client, for an answer that the contract does not have.

    Raises:
        MockServerStrayed: the status, the media type, the body or a header is not in the contract.
        ContractFailure: the same, of a server that keeps a newer contract.
    """
    __tracebackhide__ = True
    if said := undocumented(trial.contract, trial.operation, trial.response):
        law = "response" if 200 <= trial.response.status <= 299 else "failure"
        raise _fault(trial, law, "the answer is in the contract", *said, kind=MockServerStrayed)


@check("failure")
def missing_key_is_refused(trial: Trial) -> Verdict:
    """
    By the mock server itself: it names the violation; where the contract has no 401, the body is
    its own, and names the problem. A newer contract may not need the key.
    """
    response = trial.response
    if trial.newer is not None and not _asks_for_it(trial, trial.newer):
        return None
    has_words = trial.newer is not None or trial.operation.response(401) is not None
    says_why = response.header("sl-violations") or (not has_words and OWN_REFUSAL in response.body)
    if response.status == 401 and not says_why:
        what = "the refusal of a missing key says why"
        raise _fault(trial, "failure", what, "401, and not why", "401, and why")
    return differ(response.status, 401)


def mock_server_says_what_it_was_asked_for(trial: Trial) -> None:
    """
    The status in its `Prefer` header, and no refusal of its own.

    Raises:
        MockServerError: it says something else. `MockServerStrayed` where it cannot know better.
        ContractFailure: the same, of a server that keeps a newer contract.
    """
    __tracebackhide__ = True
    response, asked = trial.response, re.search(r"code=(\d+)", str(trial.steer.get("prefer")))
    violations = b"; ".join(response.header("sl-violations"))
    kind = MockServerStrayed if trial.beyond_prism else MockServerError
    if violations and not (trial.newer and _is_of_the_answer(violations)):
        detail = violations[:500].decode("utf-8", "replace")
        what = "the server takes it"
        raise _fault(trial, "request", what, f"refused: {detail}", "taken", kind=kind)
    if asked and response.status != int(asked[1]):
        what = "the server says what it was asked for"
        said, due = f"status {response.status}", f"status {asked[1]}"
        raise _fault(trial, "failure", what, said, due, kind=kind)


@check("request")
def the_server_still_takes_it(trial: Trial) -> Verdict:
    """The call is one that the newer contract allows, too."""
    assert trial.newer is not None, "there is a newer contract"
    return refusal(trial.contract, trial.newer, trial.operation, trial.call)


@check("response")
def each_success_still_comes(trial: Trial) -> Verdict:
    """The newer contract has one of the statuses that each success of the older one stands for."""
    operation = trial.operation
    if trial.newer is None or not (now := trial.newer.counterpart(operation)):
        return None  # where it is gone, the request law says so
    meant: dict[str, list[int]] = {}
    for status in range(200, 300):
        if response := operation.response(status):
            meant.setdefault(response.pattern, []).append(status)
    if any(pattern.startswith("2") for pattern in meant):  # else a default is all there is
        meant = {pattern: each for pattern, each in meant.items() if pattern.startswith("2")}
    for pattern, statuses in meant.items():
        if not any(map(now.response, statuses)):
            return "it never comes", f"status {pattern}"
    return None


def _asks_for_it(trial: Trial, newer: Contract) -> bool:
    """Whether *newer* says that the call comes to 401 without the keys that it lost."""
    now = newer.counterpart(trial.operation)
    lost = {*trial.steer.get("lose", ()), *trial.steer.get("empty", ())}
    if now is None or now.response(401) is None:
        return now is None
    return not takes_keys(trial.operation, now, trial.call.keys.keys() - lost)


def _is_of_the_answer(violations: bytes) -> bool:
    """Whether an example of the newer contract breaks its own schema, and no request did."""
    try:
        return all(each["location"][0] == "response" for each in json.loads(violations))
    except (LookupError, TypeError, ValueError):
        return False


def _fault(
    trial: Trial,
    law: str,
    what: str,
    received: str,
    documented: str,
    kind: type[MockServerError] = MockServerError,
) -> Exception:
    """Of the tool that stands in for the server, or of the server that has changed."""
    label = trial.operation.label
    if trial.newer is None:
        return kind(f"{label}: the mock server says {received}, not {documented}")
    return ContractFailure(
        operation=label, law=law, check=what, received=received, documented=documented
    )
