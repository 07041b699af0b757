"""The compatibility law fails for each drift that breaks a promise of the client, and no other."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.compatible_calls import call_variants
from contract_tests.harness.cases.drifted_responses import drifted_responses
from contract_tests.harness.cases.examples import valid_calls
from contract_tests.harness.cases.strategies import calls, successes
from contract_tests.harness.driver import Driver
from contract_tests.harness.exit_codes import BROKEN, KEPT
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.oracles.request_compatibility import incompatibility
from contract_tests.harness.oracles.response_conformance import deviation
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.prism.prism import Prism
from contract_tests.harness.prism.recording_proxy import RecordingProxy
from contract_tests.harness.project import ROOT, checked_in_package
from contract_tests.harness.runners.documented_errors import (
    check_documented_errors,
    check_missing_credential,
)
from contract_tests.harness.runners.prism_runner import PrismRunner
from contract_tests.harness.spec import Contract, Operation, load_contract, parse_contract
from contract_tests.mutation.drift.catalogue import Drift, drifts, inlined
from contract_tests.mutation.drift.worker import (
    compatibility_failure,
    known_drifts,
    old_contract,
)

OLD, DRIFTS = old_contract(), known_drifts()
CATEGORIES = sorted({drift.category for drift in DRIFTS.values()})
RICH = Path(__file__).with_name("rich.yaml")


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    """The driver of the checked-in client."""
    driver = Driver(checked_in_package())
    yield driver
    driver.close()


@pytest.mark.parametrize("category", CATEGORIES)
def test_exactly_the_drifts_that_break_a_promise_are_detected(
    category: str, driver: Driver
) -> None:
    """Each drift of the checked-in contract is detected, unless a client may ignore it."""
    of_category = {name: drift for name, drift in DRIFTS.items() if drift.category == category}
    failures = {name: compatibility_failure(each, driver) for name, each in of_category.items()}
    wrong = {
        name: failures[name]
        for name, drift in of_category.items()
        if drift.breaks != (failures[name] is not None)
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("name", "law", "received"),
    [
        (
            "another credential required",
            "request",
            "credentials: X-Auth-Client and X-Auth-Token and Later",
        ),
        ("required query added", "request", "the required query parameter X-Later"),
        ("server", "request", "servers: https://api.bigcommerce.com/stores/{}/v3/later"),
        ("201 dropped", "response", "not documented"),
        ("201 becomes 200", "response", "not documented"),
        ("200 added beside 201", "response", "status 200"),
        ("201 /data/cart_url retyped", "response", "the body, $.data.cart_url: 1 is not of"),
        ("401 becomes 400", "failure", "status 400"),
        ("5XX application/json changed", "failure", "'application/vnd.later+json'"),
        ("429 X-Retry-After retyped", "failure", "X-Retry-After, $: "),
    ],
)
def test_a_failure_names_the_law_and_the_difference(
    name: str, law: str, received: str, driver: Driver
) -> None:
    """The failure shows the newer contract as received, and the old one as documented."""
    drift = next(drift for each, drift in DRIFTS.items() if each.startswith(name))
    failure = compatibility_failure(drift, driver)
    assert failure is not None
    assert failure.law == law, str(failure)
    assert failure.received.startswith(received), str(failure)


def test_drifts_have_unique_names_and_changed_documents() -> None:
    """The drifts of the checked-in contract cover each category that a contract can drift in."""
    every = list(drifts(OLD.document))
    assert len(every) == len(DRIFTS) > 250
    assert ", ".join(CATEGORIES) == (
        "body, content type, member, method, parameter, path, response header, security, status"
    )
    assert not [drift.name for drift in every if drift.document == OLD.document]


def is_detected_by_oracles(old: Contract, newer: Contract) -> bool:
    """Tell whether the oracles alone detect the drift, for a contract without a client."""
    for operation in old.operations:
        calls = call_variants(old, operation, valid_calls(old)[operation], newer)
        if any(incompatibility(old, newer, operation, call) for call in calls):
            return True
        now = newer.matching_operation(operation)
        for success in (True, False) if now else ():
            responses = drifted_responses(old, operation, newer, now or operation, success=success)
            if any(deviation(old, operation, each.response) for each in responses):
                return True
    return False


def test_the_drifts_of_a_richer_contract_are_detected() -> None:
    """Drifts of required headers, limits, enums, open bodies and all parameters are detected."""
    old = parse_contract(RICH, inlined(load_contract(RICH).document))
    every = list(drifts(old.document))
    assert len({drift.name for drift in every}) == len(every) > 200
    wrong = [
        drift.name
        for drift in every
        if drift.breaks != is_detected_by_oracles(old, parse_contract(RICH, drift.document))
    ]
    assert wrong == []


# A check of one operation by a law over Prism, with the values that Hypothesis draws.
PrismLaw = Callable[[PrismRunner, Operation, st.DataObject], None]
SYNC = FUNCTIONS[:2]


def requests(runner: PrismRunner, operation: Operation, data: st.DataObject) -> None:
    """Any call is accepted."""
    runner.check_request(operation, data.draw(calls(runner.contract, operation, mocked=True)))


def success(runner: PrismRunner, operation: Operation, data: st.DataObject) -> None:
    """Any success is documented, and reaches the caller."""
    call = data.draw(calls(runner.contract, operation, mocked=True))
    runner.check_success(operation, call, data.draw(successes(operation)))


def errors(runner: PrismRunner, operation: Operation, data: st.DataObject) -> None:
    """Each error is documented, and reaches the caller."""
    check_documented_errors(runner, operation, SYNC)


def no_credential(runner: PrismRunner, operation: Operation, data: st.DataObject) -> None:
    """A missing credential is rejected."""
    check_missing_credential(runner, operation, SYNC, data)


def prism_failure(
    law: PrismLaw, drift: Drift, folder: Path, driver: Driver
) -> MismatchError | None:
    """Return how *law* fails against a Prism of the drifted contract; None where it passes."""
    path = folder / "newer.json"
    path.write_text(json.dumps(drift.document))
    with Prism(path) as prism, RecordingProxy(prism) as recording_proxy:
        prism_runner = PrismRunner(OLD, driver, recording_proxy, newer=load_contract(path))

        @given(data=st.data())
        def check_operations(data: st.DataObject) -> None:
            for operation in OLD.operations:
                law(prism_runner, operation, data)

        try:
            check_operations()
        except MismatchError as failure:
            return failure
    return None


@pytest.mark.parametrize(
    ("name", "check", "law"),
    [
        ("required header added", requests, "request"),
        ("201 /data/cart_url retyped", success, "response"),
        ("5XX without a body", errors, "failure"),
        # These break a promise, but no call asks Prism for the changed response.
        ("403 becomes 400", errors, None),
        ("401 /instance made required", errors, None),
        # These a client may ignore.
        ("401 dropped", errors, None),
        ("401 dropped", no_credential, None),
        ("all credentials removed", no_credential, None),
        ("201 application/json with a charset", success, None),
    ],
)
def test_a_drift_of_prism_fails_the_law_that_it_breaks(
    name: str, check: PrismLaw, law: str | None, tmp_path: Path, driver: Driver
) -> None:
    """Against a Prism of the newer contract, the API is blamed for a drift, and not Prism."""
    failure = prism_failure(check, DRIFTS[name], tmp_path, driver)
    assert (failure and failure.law) == law, str(failure)


def run_against(newer: Mapping[str, object], folder: Path, *options: str) -> tuple[int, str]:
    """Return the exit code and the output of a run with `--against` *newer*."""
    path = folder / "newer.json"
    path.write_text(json.dumps(newer))
    command = [sys.executable, "-m", "contract_tests", "--against", str(path), "--profile=brief"]
    command += ["-p", "no:cacheprovider", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_a_run_passes_for_a_newer_contract_that_is_compatible(tmp_path: Path) -> None:
    """The exit code is 0 for a drift that a client may ignore."""
    code, output = run_against(DRIFTS["credentials made optional"].document, tmp_path)
    assert code == KEPT, output
    assert " against " in output


def test_a_run_fails_for_a_newer_contract_that_is_incompatible(tmp_path: Path) -> None:
    """The exit code, the failure and the report say what the newer contract changes."""
    report = tmp_path / "report"
    options = "-k", "compatibility", "--report", str(report)
    drift = DRIFTS["201 /data/cart_url made nullable"]
    code, output = run_against(drift.document, tmp_path, *options)
    assert code == BROKEN, output
    assert "response law (response conformance)" in output
    assert output.count("Received:   the body, $.data.cart_url: None is not of type") == 1, output
    against = json.loads((report / "report.json").read_bytes())["against"]
    assert against["path"] == str(tmp_path / "newer.json")
    assert str(tmp_path) in (report / "index.html").read_text().replace("<wbr>", "")
