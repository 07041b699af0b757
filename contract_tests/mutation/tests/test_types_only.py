"""What the laws are compared with is fair: it sees what types can see, and is content else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract_tests.harness.project import SPEC, only_package
from contract_tests.harness.spec import load_contract
from contract_tests.mutation import catalogue
from contract_tests.mutation.drifting import known, old
from contract_tests.mutation.drifts import Drift
from contract_tests.mutation.hunt import TYPES_ONLY, Worker, run_laws
from contract_tests.mutation.mutants import Mutant
from contract_tests.mutation.types_only import drifted


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """One that makes calls and looks at types."""
    with Worker(TYPES_ONLY) as worker:
        yield worker


def test_it_is_content_with_the_client_as_it_is(worker: Worker) -> None:
    """Else all would be caught."""
    package = only_package()
    assert run_laws(worker, Mutant.none(package), package)["outcome"] == "alive"


@pytest.mark.parametrize(
    ("name", "outcome"), [("method: GET", "killed"), ("header: one added", "alive")]
)
def test_it_sees_a_fault_where_the_call_fails(worker: Worker, name: str, outcome: str) -> None:
    """And not what still comes to a value of the type."""
    package = only_package()
    mutants = catalogue.mutants(load_contract(SPEC), package)
    mutant = next(each for each in mutants if each.name == name)
    assert run_laws(worker, mutant, package)["outcome"] == outcome


@pytest.mark.parametrize(
    ("name", "outcome"), [("201 /data unwrapped", "killed"), ("201 /data/cart_url nulled", "alive")]
)
def test_it_sees_a_drift_where_the_call_fails(worker: Worker, name: str, outcome: str) -> None:
    """And not what the server only may say now."""
    assert known()[name].breaks
    assert worker.run({"name": name})["outcome"] == outcome


def test_it_is_content_with_a_server_that_has_not_drifted() -> None:
    """Which then says what the schemas allow, and no example."""
    contract = old()
    drift = Drift("none", "none", False, "", dict(contract.document))
    assert drifted(drift, contract)["outcome"] == "alive"
