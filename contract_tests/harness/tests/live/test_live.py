"""Live mode, with Prism in place of the service."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contract_tests.harness.exit_codes import BROKEN, INTERRUPTED, KEPT, NOT_VERIFIED, USAGE
from contract_tests.harness.live import run
from contract_tests.harness.live.service import ServiceError, service_credentials, service_url
from contract_tests.harness.prism.prism import Prism
from contract_tests.harness.prism.recording_proxy import RecordingProxy
from contract_tests.harness.project import SPEC, checked_in_package
from contract_tests.harness.spec import load_contract
from contract_tests.harness.tests.checked_in_success import OTHER_URL, URL

CART = "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"
TOKEN, CLIENT = "t0ken-of-the-test", "cl1ent-of-the-test"
OPERATION = load_contract(SPEC).operations[0].id
GIVEN = ["--argument", f"cartId={CART}", "--pace", "0.001"]
# A part of the contract's example, which Prism sends; it is single-use and so a secret.
SECRET = "token=0f1e2d3c"  # noqa: S105 (an example of the contract)
RunLive = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def service() -> Iterator[RecordingProxy]:
    """A Prism in place of the service, with a proxy that records."""
    with Prism(SPEC) as prism, RecordingProxy(prism) as recording_proxy:
        yield recording_proxy


@pytest.fixture
def run_live(
    service: RecordingProxy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> RunLive:
    """A function that runs live mode, and returns its exit code and its output without secrets."""
    for name, value in {
        "BIGCOMMERCE_API_BASE_URL": service.url,
        "BIGCOMMERCE_ACCESS_TOKEN": TOKEN,
        "BIGCOMMERCE_CLIENT_ID": CLIENT,
        "NO_PROXY": "*",
    }.items():
        monkeypatch.setenv(name, value)

    def run_live(*words: str) -> tuple[int, str]:
        code = run.main(["--operation", OPERATION, *words])
        out, err = capsys.readouterr()
        assert not [secret for secret in (TOKEN, CLIENT, SECRET) if secret in out + err]
        return code, out + err

    return run_live


def test_each_function_is_called_once(service: RecordingProxy, run_live: RunLive) -> None:
    """The credentials come from the environment, and the body is sent in every second call."""
    with service.recording() as exchanges:
        code, text = run_live(*GIVEN, "--calls", "4", "--body", '{"query_params": {"a": "b"}}')
    assert code == KEPT and text.count("  kept") == 4 and "kept the contract" in text
    assert [exchange.request.header("x-auth-token") for exchange in exchanges] == (
        [(TOKEN.encode(),)] * 4
    )
    assert [bool(exchange.request.body) for exchange in exchanges] == [False, True] * 2


@pytest.mark.parametrize("words", [["--calls", "0"], ["--calls", "-3"], ["--pace", "-1"]])
def test_invalid_numbers_are_usage_errors(
    run_live: RunLive, service: RecordingProxy, words: list[str]
) -> None:
    """A run without any call would verify nothing, and a pause cannot be negative."""
    with service.recording() as exchanges, pytest.raises(SystemExit) as end:
        run_live(*GIVEN, *words)
    assert (end.value.code, list(exchanges)) == (USAGE, [])


def test_calls_are_paced(run_live: RunLive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Live mode waits `--pace` seconds before each call except the first."""
    waits: list[float] = []
    monkeypatch.setattr("contract_tests.harness.live.run.time.sleep", waits.append)
    assert run_live(*GIVEN[:2], "--calls", "3", "--pace", "1000")[0] == KEPT
    assert [round(wait, -2) for wait in waits] == [0, 1000, 1000]


@pytest.mark.parametrize(
    ("environment", "words", "reason"),
    [
        ({"BIGCOMMERCE_ACCESS_TOKEN": ""}, GIVEN, "BIGCOMMERCE_ACCESS_TOKEN is not set"),
        ({"BIGCOMMERCE_API_BASE_URL": ""}, GIVEN, "BIGCOMMERCE_STORE_HASH is not set"),
        ({"BIGCOMMERCE_API_BASE_URL": "x"}, GIVEN, "BIGCOMMERCE_API_BASE_URL is not a URL"),
        ({}, [], "--argument cartId=VALUE is missing"),
        ({}, ["--argument", "cartId=x"], "cartId breaks `format` of the contract"),
        ({}, [*GIVEN, "--argument", "cart=x"], "has no parameter cart; it has Accept, Content-"),
        ({}, ["--argument", "nonsense"], "--argument must be NAME=VALUE"),
        ({}, [*GIVEN, *GIVEN[:2]], "--argument cartId is given twice"),
        ({}, [*GIVEN, "--body", "{"], "is not JSON"),
        ({}, [*GIVEN, "--body", "[]"], "--body breaks `type` of the contract"),
        ({}, [*GIVEN, "--operation", "no"], "name one operation with --operation: createCart"),
        ({}, [*GIVEN, "--spec", "no.yaml"], "no.yaml cannot be read"),
        ({}, [*GIVEN, "--package", "no"], "is not a client package"),
    ],
)
def test_usage_errors_are_one_line_before_any_call(
    service: RecordingProxy,
    run_live: RunLive,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    words: list[str],
    reason: str,
) -> None:
    """The line names what is missing or invalid, and no request is sent."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with service.recording() as exchanges:
        code, text = run_live(*words)
    assert (code, text.count("\n"), list(exchanges)) == (USAGE, 1, [])
    assert text.startswith("live: ") and reason in text


@pytest.mark.parametrize("outcome", ["404  NotFoundError", "500  ServerError"])
def test_a_documented_error_ends_the_run(
    service: RecordingProxy, run_live: RunLive, outcome: str
) -> None:
    """No further call is made: the cause may be too many calls."""
    with service.recording(prefer=f"code={outcome[:3]}") as exchanges:
        code, text = run_live(*GIVEN)
    assert (code, len(exchanges)) == (NOT_VERIFIED, 1)
    assert f"{outcome}  not verified" in text and "which the contract allows" in text


@pytest.mark.parametrize(
    ("module", "old", "new", "broken"),
    [
        (
            "api/*/*.py",
            '"header", "Accept"',
            '"header", "Accepted"',
            "request law: header",
        ),
        ("models/*.py", f"{URL}=", f"{URL}={OTHER_URL} or ", "response law: "),
        ("_response.py", "return response.parsed", "return None", "response law: "),
    ],
)
def test_a_failed_check_is_named_without_values(
    run_live: RunLive, tmp_path: Path, module: str, old: str, new: str, broken: str
) -> None:
    """The values that a check received may contain credentials or the response."""
    package = tmp_path / checked_in_package().name
    shutil.copytree(checked_in_package(), package)
    for path in package.glob(module):
        path.write_text(path.read_text().replace(old, new, 1))
    code, text = run_live(*GIVEN, "--package", str(package))
    assert (code, broken in text, "Traceback" in text) == (BROKEN, True, False), text


def test_a_service_that_breaks_the_contract_is_reported(run_live: RunLive, tmp_path: Path) -> None:
    """The contract requires a member that the service does not send."""
    spec = tmp_path / "contract.yaml"
    spec.write_text(SPEC.read_text().replace("required: [data]", "required: [data, thanks]", 1))
    code, text = run_live(*GIVEN, "--spec", str(spec))
    assert code == BROKEN
    assert "response law: the contract does not document the body, $: breaks `required`" in text


def test_an_unreachable_service_verifies_nothing(
    run_live: RunLive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client raises a documented error, but without a response nothing is checked."""
    monkeypatch.setenv("BIGCOMMERCE_API_BASE_URL", "http://127.0.0.1:9")
    code, text = run_live(*GIVEN)
    assert (code, "no response  ApiConnectionError  not verified" in text) == (
        NOT_VERIFIED,
        True,
    ), text
    assert "the service sent no response, and the client raised ApiConnectionError" in text


def test_an_interrupt_is_one_line(run_live: RunLive, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run ends with the exit code of an interrupt."""

    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("contract_tests.harness.live.run.time.sleep", interrupt)
    assert run_live(*GIVEN)[0] == INTERRUPTED


def test_url_and_credentials_come_from_the_variables_of_the_contract() -> None:
    """The credentials are the first alternative for which all variables are set."""
    contract = load_contract(SPEC)
    operation = contract.operations[0]
    store = {"BIGCOMMERCE_STORE_HASH": "a/b", "BIGCOMMERCE_ACCESS_TOKEN": "t"}
    assert service_url(contract, store) == "https://api.bigcommerce.com/stores/a%2Fb/v3"
    assert service_credentials(contract, operation, store).keys() == {"X-Auth-Token"}
    both = {**store, "BIGCOMMERCE_CLIENT_ID": "c"}
    assert service_credentials(contract, operation, both).keys() == {
        "X-Auth-Token",
        "X-Auth-Client",
    }
    with pytest.raises(ServiceError, match="BIGCOMMERCE_ACCESS_TOKEN is not set"):
        service_credentials(contract, operation, {"BIGCOMMERCE_CLIENT_ID": "c"})
