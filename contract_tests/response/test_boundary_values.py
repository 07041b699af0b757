"""
What the contract allows, and only just: empty and long, least and greatest, none and several.
Request law: it arrives. Response law: it reaches the caller.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from contract_tests.harness.cases.boundary_values import edges, header_edges
from contract_tests.harness.cases.member_combinations import json_responses, least_status
from contract_tests.harness.cases.status_matrix import RIGHT, Matrix
from contract_tests.harness.checks import ANSWER_LAW, same_story
from contract_tests.harness.runners.in_process_runner import InProcessLane, each_flavour
from contract_tests.harness.spec import Contract, Operation
from contract_tests.harness.wire.canned_response import Reply, json_reply


@pytest.mark.law("response")
def test_every_edge_of_an_answer_reaches_the_caller(
    stage: InProcessLane, operation: Operation
) -> None:
    """Of each member of its body, and of each of its headers."""
    call = stage.call(operation)
    replies = [*bodies(stage.contract, operation), *headers(stage.contract, operation)]
    if not replies:
        stage.excuse()
    for trials in stage.trials(operation, call, each_flavour(replies)):
        stage.prove(trials, ANSWER_LAW)
        stage.compare(trials, same_story, counted=False)


def bodies(contract: Contract, operation: Operation) -> Iterator[Reply]:
    """An answer for each edge of each schema."""
    for status, media_type, schema in json_responses(operation):
        for body in edges(contract, schema):
            yield json_reply(status, body, media_type)


def headers(contract: Contract, operation: Operation) -> Iterator[Reply]:
    """An answer for each edge of each header."""
    matrix = Matrix(contract, operation)
    for response in operation.responses:
        reply = matrix.reply(least_status(operation, response.pattern), RIGHT)
        for name, value in header_edges(contract, response):
            pair = name.encode(), value.encode()
            yield replace(reply, name=f"{name}: {value}", headers=(*reply.headers, pair))
