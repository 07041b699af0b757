"""Checks can be disabled, and oracles and case generators replaced by constants."""

from __future__ import annotations

import subprocess
import sys

import pytest

from contract_tests.harness.project import ROOT, TESTS
from contract_tests.mutation.constant_oracles import SELF_TESTS, constant_names, make_constant
from contract_tests.mutation.disabled_checks import candidates, check_names, disable


def test_every_check_that_does_not_need_prism_can_be_disabled() -> None:
    """The checks are found by their signatures, without those of the mock server."""
    assert {"method_conformance", "sync_async_parity", "no_secret_is_exposed"} < {*check_names()}
    assert not [name for name in check_names() if "prism" in name]


def test_disabling_an_unknown_check_is_an_error() -> None:
    """The error names the check."""
    with pytest.raises(LookupError, match="no_such_check"):
        disable("no_such_check")


def test_the_candidates_of_a_check_are_the_mutants_that_it_killed() -> None:
    """Results belong to a check by its name; all parity failures belong to the parity check."""
    results = [
        {"name": "a", "check": "path conformance"},
        {"name": "b", "check": "query conformance"},
        {"name": "c", "law": "parity", "check": "sync does as asyncio does"},
    ]
    assert candidates("path_conformance", results) == ["a"]
    assert candidates("sync_async_parity", results) == ["c"]


def test_a_constant_oracle_returns_its_constant() -> None:
    """An oracle is replaced in place, for all modules; so this test needs its own process."""
    code = (
        "from contract_tests.mutation.constant_oracles import make_constant\n"
        "from contract_tests.harness.spec.strict_json import json_equal\n"
        "assert not json_equal(1, 2)\n"
        "make_constant('spec.strict_json.json_equal: 0')\n"
        "assert json_equal(1, 2)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_a_function_that_returns_a_boolean_has_two_constants() -> None:
    """A predicate is replaced by True and by False."""
    allows = "oracles.expected_outcome.OutcomeOracle.allows"
    assert {f"{allows}: 0", f"{allows}: 1"} < {*constant_names()}


def test_an_unknown_function_cannot_become_constant() -> None:
    """The error names the function."""
    with pytest.raises(LookupError, match="no_such_oracle"):
        make_constant("no_such_oracle: 0")


def test_the_self_tests_that_may_detect_a_constant_exist() -> None:
    """Each listed module of self-tests is a file."""
    folder = TESTS / "harness" / "tests"
    names = {name for names in SELF_TESTS.values() for name in names}
    assert [name for name in sorted(names) if not (folder / f"{name}.py").is_file()] == []
