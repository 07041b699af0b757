"""
Request and response law for shared clients: no call sends or receives what belongs to another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.cases.strategies import calls, reduced_examples
from contract_tests.harness.checks import CALL_CHECKS
from contract_tests.harness.records import Functions
from contract_tests.harness.runners.barrier_transport import SharedCall
from contract_tests.harness.runners.shared_client_runner import SharedClientRunner
from contract_tests.harness.spec import Call, Contract, Operation

pytestmark = [pytest.mark.law("request"), pytest.mark.promise("shared clients")]


@reduced_examples
@given(data=st.data())
def test_sequential_calls_do_not_mix(
    shared_clients: SharedClientRunner,
    operation: Operation,
    function_sets: Sequence[Functions],
    data: st.DataObject,
) -> None:
    """Two clients with their own credentials each make both calls, one after the other."""
    first, second = data.draw(two_calls(shared_clients.contract, operation), label="calls")
    clients = (first, second)
    plan = [(first, 0), (second, 1), (second, 0), (first, 1), (first, 0)]
    with_client_credentials = [
        (replace(call, credentials=clients[client].credentials), client) for call, client in plan
    ]
    functions = data.draw(st.sampled_from(function_sets), label="functions")
    check(shared_clients, operation, functions, with_client_credentials, concurrent=False)


@reduced_examples
@given(data=st.data())
def test_concurrent_calls_do_not_mix(
    shared_clients: SharedClientRunner,
    operation: Operation,
    function_sets: Sequence[Functions],
    data: st.DataObject,
) -> None:
    """One client makes two calls, one of them twice, in as many threads or tasks."""
    first, second = data.draw(two_calls(shared_clients.contract, operation), label="calls")
    second = replace(second, credentials=first.credentials)
    functions = data.draw(st.sampled_from(function_sets), label="functions")
    plan = [(first, 0), (second, 0), (second, 0)]
    check(shared_clients, operation, functions, plan, concurrent=True)


def two_calls(contract: Contract, operation: Operation) -> st.SearchStrategy[tuple[Call, Call]]:
    """Two calls, usually with different arguments and credentials."""
    return st.tuples(calls(contract, operation), calls(contract, operation))


def check(
    shared_clients: SharedClientRunner,
    operation: Operation,
    functions: Functions,
    plan: Iterable[tuple[Call, int]],
    *,
    concurrent: bool,
) -> None:
    """Make each call on the client of its number; each receives a response of its own kind."""
    matrix = StatusMatrix(shared_clients.contract, operation)
    statuses = matrix.representative_statuses(range(200, 1000))
    responses = [matrix.response(status, VALID) for status in statuses]
    for function in functions:
        shared = [
            SharedCall(call, responses[number % len(responses)], client)
            for number, (call, client) in enumerate(plan)
        ]
        records = shared_clients.record_calls(operation, shared, function, concurrent=concurrent)
        shared_clients.run_checks(records, CALL_CHECKS)
