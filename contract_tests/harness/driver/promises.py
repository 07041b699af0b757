"""
What a client can promise, and which checks verify each promise.

An adapter lists the promises that its clients do not make, in `NOT_PROMISED`. Their checks are not
run, and the report counts the cases as "not promised". Every check belongs to one promise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Promise:
    """
    One promise.

    Args:
        checks: the names of the checks that verify it; empty for all that no promise above has.
        outcomes: the kinds of expected results for which they do; empty for all kinds.
        whole_tests: whether tests verify it that are marked with its name, and run all checks.
    """

    name: str
    statement: str
    checks: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    whole_tests: bool = False


# A check belongs to the first promise that fits its name and the kind of the expected result.
PROMISES = (
    Promise(
        "argument validation",
        "An argument that the contract does not allow is refused before anything is sent.",
        outcomes=("argument",),
    ),
    Promise(
        "cookies",
        "Cookie parameters and credentials in cookies arrive as the caller passed them.",
        checks=("cookie_conformance",),
    ),
    Promise(
        "requests",
        "The request on the wire is exactly what the caller passed.",
        checks=(
            "one_request_is_sent",
            "method_conformance",
            "target_is_well_formed",
            "path_conformance",
            "query_conformance",
            "header_conformance",
            "body_conformance",
            "prism_accepts_request",
            "prism_returns_requested_status",
            "missing_credential_is_rejected",
            "prism_response_conformance",
        ),
    ),
    Promise(
        "secrets",
        "No error, log or repr contains a credential or a secret of a body.",
        checks=("no_secret_is_exposed", "sensitive_data_is_not_in_repr"),
    ),
    Promise(
        "one-line errors",
        "The message of an error is one line of printable characters.",
        checks=("error_is_one_line",),
    ),
    Promise(
        "errors with responses",
        "An error with a status has the headers and the content of the response.",
        checks=("error_carries_response",),
    ),
    Promise(
        "parity",
        "The functions of an operation send the same request and have the same outcome.",
        checks=("sync_async_parity",),
    ),
    Promise(
        "successes",
        "Every documented success reaches the caller completely.",
        outcomes=("value",),
    ),
    Promise(
        "documented errors",
        "Every documented error reaches the caller completely: returned, or raised as its class.",
        outcomes=("status",),
    ),
    Promise(
        "undocumented statuses",
        "An undocumented status ends as documented: in None, or in the error for it.",
        outcomes=("redirect", "unexpected"),
    ),
    Promise(
        "response validation",
        "A body that the contract does not allow ends in the error for it.",
        outcomes=("body",),
    ),
    Promise(
        "connection errors",
        "A call without a complete response ends in the error for it.",
        outcomes=("connection", "timeout"),
    ),
    Promise(
        "default server",
        "A client without a base URL calls the server of the contract.",
        whole_tests=True,
    ),
    Promise(
        "tolerances",
        "Every tolerated deviation is in a table, and a strict client tolerates none.",
        whole_tests=True,
    ),
    Promise(
        "independent calls",
        "No call depends on an earlier one: on a cookie of its response, or a file that it read.",
        whole_tests=True,
    ),
    Promise(
        "shared clients",
        "Threads and tasks that share a client neither send nor receive what belongs to another.",
        whole_tests=True,
    ),
)
NAMES = tuple(promise.name for promise in PROMISES)


@cache
def promise_of(check: str, outcome: str) -> str:
    """
    The name of the promise that the check of that name verifies.

    Empty if there is none: then every client has to pass the check.
    """
    return next((promise.name for promise in _matching(check, outcome)), "")


def _matching(check: str, outcome: str) -> Iterator[Promise]:
    for promise in PROMISES:
        fits_check = not promise.checks or check in promise.checks
        fits_outcome = not promise.outcomes or outcome in promise.outcomes
        if fits_check and fits_outcome and not promise.whole_tests:
            yield promise
