"""Sessions that a failed test leaves open, inside a suspended generator of call records."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any, cast

import pytest

from contract_tests.harness.cases.valid_messages import valid_call
from contract_tests.harness.driver import Driver
from contract_tests.harness.driver.session import Session
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.project import SPEC, checked_in_package
from contract_tests.harness.runners.fault_runner import FaultRunner
from contract_tests.harness.runners.fault_server import NOTHING
from contract_tests.harness.spec import load_contract

pytest_plugins = ["pytester"]


@pytest.fixture
def driver() -> Iterator[Driver]:
    """The checked-in client."""
    driver = Driver(checked_in_package())
    yield driver
    driver.close()


@pytest.fixture
def suspended(driver: Driver) -> Generator[Any, None, None]:
    """A generator of call records that has made one call and has open connections."""
    contract = load_contract(SPEC)
    operation = contract.operations[0]
    call = valid_call(contract, operation)
    records = FaultRunner(contract, driver).each(operation, call, FUNCTIONS, [NOTHING, NOTHING])
    next(records)
    return cast("Generator[Any, None, None]", records)


def test_end_sessions_closes_a_session_once(
    driver: Driver, suspended: Generator[Any, None, None]
) -> None:
    """Closing the generator afterwards does not close the session again."""
    (session,) = driver.sessions
    assert isinstance(session, Session) and not session.closed
    driver.end_sessions()
    assert session.closed
    suspended.close()


def test_a_session_can_be_closed_while_the_event_loop_runs(
    driver: Driver, suspended: Generator[Any, None, None]
) -> None:
    """The garbage collector may close a session during an async call."""

    async def close() -> None:
        suspended.close()

    driver.run(close())


def test_the_plugin_ends_the_sessions_after_each_test(pytester: pytest.Pytester) -> None:
    """The sessions are closed before the fixtures of the test are torn down."""
    pytester.makepyfile(
        conftest="from contract_tests.harness.plugin.hooks import pytest_runtest_teardown",
        test_it="""
            import pytest
            from contract_tests.harness.project import checked_in_package
            from contract_tests.harness.driver import Driver

            class Watched(Driver):
                def end_sessions(self):
                    super().end_sessions()
                    print("ended")

            @pytest.fixture(scope="session")
            def driver():
                return Watched(checked_in_package())

            @pytest.mark.parametrize("number", range(2))
            def test_it(driver, number):
                pass
        """,
    )
    result = pytester.runpytest_inprocess("-s", "-p", "no:schemathesis")
    assert str(result.stdout).count("ended") == 2
