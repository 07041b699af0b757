"""What a failed case leaves behind: a generator of trials, suspended, with a session inside."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any, cast

import pytest

from contract_tests.harness.cases.examples import valid_calls
from contract_tests.harness.driver import Driver
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.project import SPEC, only_package
from contract_tests.harness.runners.fault_runner import FaultRunner
from contract_tests.harness.runners.fault_server import NOTHING
from contract_tests.harness.spec import load_contract

pytest_plugins = ["pytester"]


@pytest.fixture
def driver() -> Iterator[Driver]:
    """The checked-in client."""
    driver = Driver(only_package())
    yield driver
    driver.close()


@pytest.fixture
def left(driver: Driver) -> Generator[Any, None, None]:
    """Trials of which one was made, with connections that are open."""
    contract = load_contract(SPEC)
    (operation,) = contract.operations
    prism_runner = FaultRunner(contract, driver)
    each = prism_runner.each(
        operation, valid_calls(contract)[operation], FUNCTIONS, [NOTHING, NOTHING]
    )
    next(each)
    return cast("Generator[Any, None, None]", each)


def test_it_is_closed_at_the_end_of_the_test(
    driver: Driver, left: Generator[Any, None, None]
) -> None:
    """And no second time when it is collected."""
    (session,) = driver.sessions
    driver.end_sessions()
    assert session._client is None
    left.close()


def test_it_may_be_collected_amid_another_call(
    driver: Driver, left: Generator[Any, None, None]
) -> None:
    """While the event loop runs that it would have used."""

    async def amid() -> None:
        left.close()

    driver._runner.run(amid())


def test_a_test_ends_the_sessions_of_its_driver(pytester: pytest.Pytester) -> None:
    """Before its fixtures are torn down."""
    pytester.makepyfile(
        conftest="from contract_tests.harness.plugin.hooks import pytest_runtest_teardown",
        test_it="""
            import pytest
            from contract_tests.harness.project import only_package
            from contract_tests.harness.driver import Driver

            class Watched(Driver):
                def end_sessions(self):
                    super().end_sessions()
                    print("ended")

            @pytest.fixture(scope="session")
            def driver():
                return Watched(only_package())

            @pytest.mark.parametrize("number", range(2))
            def test_it(driver, number):
                pass
        """,
    )
    result = pytester.runpytest_inprocess("-s", "-p", "no:schemathesis")
    assert str(result.stdout).count("ended") == 2
