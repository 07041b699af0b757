"""
What the contract allows, and only just: empty and long, least and greatest, none and several.
Request law: it arrives. Response law: it reaches the caller.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from contract_tests.cases.attempts import of_body, of_parameter
from contract_tests.cases.edges import call_edges, edges, header_edges
from contract_tests.cases.lattice import json_responses, least_status
from contract_tests.cases.matrix import RIGHT, Matrix
from contract_tests.checks import ANSWER_LAW, same_story
from contract_tests.contract import ABSENT, Contract, Operation, is_json
from contract_tests.lanes.inprocess import InProcessLane, each_flavour
from contract_tests.wire.reply import Reply, json_reply


@pytest.mark.law("request")
def test_every_edge_of_a_call_arrives(stage: InProcessLane, operation: Operation) -> None:
    """Of each argument and of each member of the body; with and without what may be left out."""
    call = stage.call(operation)
    for attempt in call_edges(operation, call):
        stage.attempt(operation, attempt)
    for parameter in operation.parameters:
        values = edges(stage.contract, parameter.schema)
        for attempt in of_parameter(stage.reader, call, parameter, values):
            stage.attempt(operation, attempt)
    if call.body is not ABSENT and operation.request_body and is_json(call.media_type or ""):
        values = edges(stage.contract, operation.request_body.content[str(call.media_type)])
        for attempt in of_body(stage.reader, operation, call, values):
            stage.attempt(operation, attempt)


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
