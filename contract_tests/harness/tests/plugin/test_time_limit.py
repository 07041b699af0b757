"""A test that hangs ends, and the output names it."""

from __future__ import annotations

import pytest

from contract_tests.harness.tests.sample_run import CONFTEST

pytest_plugins = ["pytester"]

LIMITED = f"{CONFTEST}\npytest_plugins = 'contract_tests.harness.plugin.time_limit'"
HANGING = """
import time
from hypothesis import given, strategies as st

CALLS = []

@given(number=st.integers())
def test_hangs(number):
    CALLS.append(number)
    try:
        time.sleep(5)
    except Exception:
        time.sleep(5)

def test_next():
    assert len(CALLS) == 1
"""


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["alone", "in a worker"])
def test_a_property_that_hangs_is_called_once(
    pytester: pytest.Pytester, options: tuple[str, ...]
) -> None:
    """Hypothesis must not repeat the call, which would hang without a limit."""
    pytester.makeconftest(LIMITED)
    pytester.makepyfile(HANGING)
    limits = ("--timeout=2", "-p", "no:schemathesis")
    result = pytester.runpytest_inprocess(*limits, *options)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines("*TimeLimitError: test_hangs took longer than 2 s: does it hang?")


def test_the_profile_soak_has_no_limit(pytester: pytest.Pytester) -> None:
    """Tests of this profile take hours; a limit on the command line remains."""
    pytester.makeconftest(LIMITED)
    pytester.makeini("[pytest]\ntimeout = 600")
    pytester.makepyfile("def test_nothing(): pass")
    soak = ("-p", "no:schemathesis", "--profile=soak")
    without_limit = pytester.runpytest_inprocess(*soak)
    without_limit.assert_outcomes(passed=1)
    assert "timeout: " not in without_limit.stdout.str()
    result = pytester.runpytest_inprocess(*soak, "--timeout=5")
    result.stdout.fnmatch_lines("timeout: 5.0s")
