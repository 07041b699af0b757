"""Each drift that breaks the client's promise is noticed; each that a client may ignore passes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from contract_tests.failure import test_documented_errors
from contract_tests.harness.cases.compatible_calls import call_variants
from contract_tests.harness.cases.drifted_responses import drifted_responses
from contract_tests.harness.cases.examples import valid_calls
from contract_tests.harness.driver import Driver
from contract_tests.harness.exit_codes import BROKEN, KEPT
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.oracles.request_compatibility import incompatibility
from contract_tests.harness.oracles.response_conformance import deviation
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.prism.prism import Prism
from contract_tests.harness.prism.recording_proxy import RecordingProxy
from contract_tests.harness.project import ROOT, only_package
from contract_tests.harness.runners.prism_runner import PrismRunner
from contract_tests.harness.spec import Contract, load_contract, parse_contract
from contract_tests.mutation.drifting import known, noticed, old
from contract_tests.mutation.drifts import drifts, flattened
from contract_tests.request import test_whole_request
from contract_tests.response import test_success_shape

OLD, DRIFTS = old(), known()
FAULTS = sorted({drift.fault for drift in DRIFTS.values()})

# What the checked-in contract lacks.
RICH = """
openapi: 3.0.3
info: {title: Rich, version: "1"}
servers: [{url: /rich}]
paths:
  /{day}/{id}:
    parameters:
      - {name: day, in: path, required: true, schema: {type: string, format: date}}
      - {name: id, in: path, required: true, schema: {type: integer}}
    post:
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, default: 5}}
        - {name: tags, in: query, schema: {type: array, items: {type: string}, maxItems: 3}}
        - {name: near, in: query, style: deepObject, schema: {type: object, properties: {
            x: {type: integer}, y: {type: integer}}}}
        - {name: X-Level, in: header, required: true, schema: {type: string, enum: [low, high]}}
        - {name: theme, in: cookie, schema: {type: boolean}}
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [name], properties: {
          name: {type: string, minLength: 2}, size: {type: number},
          level: {type: integer, nullable: true, enum: [1, 2, null]}}}}}
      responses:
        "200":
          description: All.
          headers:
            X-Count: {required: true, schema: {type: integer, minimum: 0}}
            X-Page: {schema: {type: string}}
          content:
            application/json: {schema: {type: array, maxItems: 4, items: {type: object,
              additionalProperties: false, required: [kind], properties: {
                kind: {type: string, enum: [a, b]}, since: {type: string, format: date-time},
                at: {type: object, additionalProperties: {type: integer, nullable: true}}}}}}
            text/plain: {schema: {type: string, maxLength: 40}}
        2XX: {description: Nothing.}
        404: {description: None such.}
        default:
          description: No.
          content: {application/problem+json: {schema: {type: object}}}
  /other:
    get: {responses: {"204": {description: Done.}}}
components: {}
"""


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    """The checked-in client."""
    driver = Driver(only_package())
    yield driver
    driver.close()


def failure_of(act: Callable[[], object]) -> ContractFailure | None:
    """How it fails, if it does."""
    try:
        act()
    except ContractFailure as failure:
        return failure
    return None


@pytest.mark.parametrize("fault", FAULTS)
def test_a_drift_is_noticed_where_it_breaks_the_promise_and_not_elsewhere(
    fault: str, driver: Driver
) -> None:
    """All that may happen to the checked-in contract in one place."""
    found = {name: drift for name, drift in DRIFTS.items() if drift.fault == fault}
    wrong = {
        name: failure
        for name, drift in found.items()
        if drift.breaks != bool(failure := noticed(drift, driver))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("name", "law", "received"),
    [
        ("another key, too", "request", "credentials: X-Auth-Client and X-Auth-Token and Later"),
        ("required query added", "request", "the required query parameter X-Later"),
        ("server", "request", "servers: https://api.bigcommerce.com/stores/{}/v3/later"),
        ("201 dropped", "response", "it never comes"),
        ("201 is 200", "response", "it never comes"),
        ("200 added beside 201", "response", "status 200"),
        ("201 /data/cart_url retyped", "response", "the body, $.data.cart_url: 1 is not of"),
        ("401 is 400", "failure", "status 400"),
        ("5XX application/json changed", "failure", "'application/vnd.later+json'"),
        ("429 X-Retry-After retyped", "failure", "X-Retry-After, $: "),
    ],
)
def test_a_failure_says_the_law_and_what_the_server_now_says(
    name: str, law: str, received: str, driver: Driver
) -> None:
    """Received is the newer contract, Documented the old one."""
    drift = next(drift for each, drift in DRIFTS.items() if each.startswith(name))
    failure = noticed(drift, driver)
    assert failure is not None
    assert failure.law == law and failure.received.startswith(received), str(failure)


def test_drifts_have_names_and_reasons() -> None:
    """A name is unique; a reason stands where, and only where, a client may ignore the drift."""
    every = list(drifts(OLD.document))
    assert len(every) == len(DRIFTS) > 250
    assert ", ".join(FAULTS) == (
        "body, content type, member, method, parameter, path, response header, security, status"
    )
    for drift in every:
        assert drift.breaks != bool(drift.reason)
        assert drift.document != OLD.document


def is_noticed(old: Contract, newer: Contract) -> bool:
    """By the oracles alone, for a contract without a client."""
    for operation in old.operations:
        calls = call_variants(old, operation, valid_calls(old)[operation], newer)
        if any(incompatibility(old, newer, operation, call) for call in calls):
            return True
        now = newer.matching_operation(operation)
        for success in (True, False) if now else ():
            replies = drifted_responses(old, operation, newer, now or operation, success=success)
            if any(deviation(old, operation, reply.response) for reply in replies):
                return True
    return False


def test_what_this_contract_lacks_drifts_too(tmp_path: Path) -> None:
    """Headers that have to be there, limits, enums, an open body, parameters of each sort."""
    (tmp_path / "rich.yaml").write_text(RICH)
    path = tmp_path / "rich.yaml"
    old = parse_contract(path, flattened(load_contract(path).document))
    every = list(drifts(old.document))
    assert len({drift.name for drift in every}) == len(every) > 200
    wrong = [
        drift.name
        for drift in every
        if drift.breaks != is_noticed(old, parse_contract(path, drift.document))
    ]
    assert wrong == []


ASKED = test_whole_request.test_the_wire_carries_what_was_asked
SAID = test_success_shape.test_every_success_parses_and_goes_back_without_loss
REFUSED = test_documented_errors.test_each_documented_error_is_seen_as_its_own
KEYLESS = test_documented_errors.test_a_missing_key_is_seen_as_401


@pytest.mark.parametrize(
    ("name", "wire", "law"),
    [
        ("required header added", ASKED, "request"),
        ("201 /data/cart_url retyped", SAID, "response"),
        ("5XX says nothing", REFUSED, "failure"),
        ("403 is 400", REFUSED, None),  # nobody asks for 400; in process it is noticed
        ("401 /instance made required", REFUSED, None),  # and its example has none
        ("401 dropped", REFUSED, None),
        ("401 dropped", KEYLESS, None),
        ("all keys removed", KEYLESS, None),
        ("201 application/json with a charset", SAID, None),
    ],
)
def test_a_mock_server_of_the_newer_contract_tells_the_same(
    name: str, wire: Callable[..., None], law: str | None, tmp_path: Path, driver: Driver
) -> None:
    """It is the API that has changed, so the tool is not blamed."""
    path = tmp_path / "newer.json"
    path.write_text(json.dumps(DRIFTS[name].document))
    flavour = {} if wire in (ASKED, SAID) else {"functions": FUNCTIONS[:2]}

    def laws(prism_runner: PrismRunner) -> None:
        for operation in OLD.operations:
            wire(prism_runner=prism_runner, operation=operation, **flavour)

    with Prism(path) as prism, RecordingProxy(prism) as recording_proxy:
        prism_runner = PrismRunner(OLD, driver, recording_proxy, newer=load_contract(path))
        failure = failure_of(lambda: laws(prism_runner))
    assert (failure and failure.law) == law, str(failure)


def run(newer: Mapping[str, object], folder: Path, *options: str) -> tuple[int, str]:
    """The exit code and the words of a run against *newer*."""
    path = folder / "newer.json"
    path.write_text(json.dumps(newer))
    words = [sys.executable, "-m", "contract_tests", "--against", str(path), "--profile=brief"]
    words += ["-p", "no:cacheprovider"]
    done = subprocess.run([*words, *options], cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_a_run_says_whether_the_client_outlives_the_newer_contract(tmp_path: Path) -> None:
    """Its exit code too; and the failure names what the server says."""
    code, said = run(DRIFTS["no key needed"].document, tmp_path)
    assert code == KEPT and " against " in said, said
    report = tmp_path / "report"
    options = "-k", "compatibility", "--report", str(report)
    code, said = run(DRIFTS["201 /data/cart_url nulled"].document, tmp_path, *options)
    assert code == BROKEN and "response law (response conformance)" in said, said
    assert said.count("Received:   the body, $.data.cart_url: None is not of type") == 1, said
    against = json.loads((report / "report.json").read_bytes())["against"]
    assert against["path"] == str(tmp_path / "newer.json")
    assert str(tmp_path) in (report / "index.html").read_text().replace("<wbr>", "")
