"""The mock server is not above the contract: what it makes up is its own fault."""

from __future__ import annotations

import re

from contract_tests.checks.base import Verdict, check, differ
from contract_tests.lanes.trial import Trial
from contract_tests.mock.prism import MockServerError
from contract_tests.oracles.bodies import read_body


def mock_server_keeps_the_contract(trial: Trial) -> None:
    """
    Blame the mock server, not the client, for an answer that the contract does not have.

    Raises:
        MockServerError: the status, the media type or the body is not in the contract.
    """
    response = trial.response
    documented = trial.operation.response(response.status)
    if documented is None:
        raise MockServerError(f"{trial.operation.label}: the mock server made up {response.status}")
    content_type = b"".join(response.header("content-type")).decode("latin-1")
    media_type = documented.media_type(content_type)
    if media_type is None and (response.body or documented.content):
        raise MockServerError(f"{trial.operation.label}: the mock server made up {content_type!r}")
    if media_type is not None:
        body, schema = read_body(content_type, response.body), documented.content[media_type]
        for error in trial.contract.validator(schema).iter_errors(body):
            raise MockServerError(
                f"{trial.operation.label}: the mock server's body breaks the contract: "
                f"{error.json_path} {error.message}"
            )


@check("failure")
def missing_key_is_refused(trial: Trial) -> Verdict:
    """By the mock server itself: `sl-violations` says so."""
    response = trial.response
    if response.status == 401 and not response.header("sl-violations"):
        raise MockServerError(f"{trial.operation.label}: the mock server says 401, and not why")
    return differ(response.status, 401)


def mock_server_says_what_it_was_asked_for(trial: Trial) -> None:
    """
    The status in its `Prefer` header, and no refusal of its own.

    Raises:
        MockServerError: it says something else.
    """
    response, asked = trial.response, re.search(r"code=(\d+)", str(trial.steer.get("prefer")))
    if refusal := b"; ".join(response.header("sl-violations")):
        detail = refusal[:500].decode("utf-8", "replace")
        raise MockServerError(f"{trial.operation.label}: the mock server refuses it: {detail}")
    if asked and response.status != int(asked[1]):
        raise MockServerError(
            f"{trial.operation.label}: the mock server was asked for {asked[1]}, "
            f"and says {response.status}"
        )
