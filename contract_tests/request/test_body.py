"""Request law: the body arrives as the caller passed it."""

from __future__ import annotations

import pytest

from contract_tests.harness.cases.boundary_values import boundary_values
from contract_tests.harness.cases.member_combinations import member_combinations
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Operation, is_json

pytestmark = pytest.mark.law("request")


def test_every_combination_of_body_members_arrives_or_is_refused(
    in_process: InProcessRunner, operation: Operation
) -> None:
    """Members are present, absent, null, of a wrong type or format, or undocumented."""
    schema = in_process.body_schema(operation)
    if schema is None:
        in_process.log.not_applicable("no request body")
        return
    bodies = member_combinations(in_process.contract, schema, bound=100).bodies
    in_process.check_bodies(operation, bodies)


def test_boundary_values_of_the_body_arrive(
    in_process: InProcessRunner, operation: Operation
) -> None:
    """The shortest, longest, least and greatest values that each member allows arrive."""
    schema, call = in_process.body_schema(operation), in_process.valid_call(operation)
    if schema is None or not is_json(call.media_type or ""):
        in_process.log.not_applicable("no JSON request body")
        return
    in_process.check_bodies(operation, boundary_values(in_process.contract, schema))
