"""Live mode, with Prism as the stand-in for the service: few calls, read back, nothing secret."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contract_tests.harness.exit_codes import BROKEN, INTERRUPTED, KEPT, NOT_PROVEN, USAGE
from contract_tests.harness.live import run
from contract_tests.harness.live.service import ServiceError, service_keys, service_url
from contract_tests.harness.prism.prism import Prism
from contract_tests.harness.prism.recording_proxy import RecordingProxy
from contract_tests.harness.project import SPEC, only_package
from contract_tests.harness.spec import load_contract

CART = "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"
TOKEN, CLIENT = "t0ken-that-nobody-may-see", "cl1ent-that-nobody-may-see"
GIVEN = ["--argument", f"cartId={CART}", "--pace", "0.001"]
# Of the example that Prism answers with: single use, and so a secret.
SECRET = "token=0f1e2d3c"  # noqa: S105 (an example of the contract)
RunLive = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def service() -> Iterator[RecordingProxy]:
    """What stands in for the service, and records."""
    with Prism(SPEC) as prism, RecordingProxy(prism) as recording_proxy:
        yield recording_proxy


@pytest.fixture
def run_live(
    service: RecordingProxy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> RunLive:
    """Run live mode with the variables of the contract set; its exit code, and what it run_live."""
    for name, value in {
        "BIGCOMMERCE_API_BASE_URL": service.url,
        "BIGCOMMERCE_ACCESS_TOKEN": TOKEN,
        "BIGCOMMERCE_CLIENT_ID": CLIENT,
        "NO_PROXY": "*",
    }.items():
        monkeypatch.setenv(name, value)

    def run_live(*words: str) -> tuple[int, str]:
        code = run.main(words)
        out, err = capsys.readouterr()
        assert not [secret for secret in (TOKEN, CLIENT, SECRET) if secret in out + err]
        return code, out + err

    return run_live


def test_each_function_is_called_and_read_back(service: RecordingProxy, run_live: RunLive) -> None:
    """Once each, and no more; the keys come from the environment."""
    with service.recording() as exchanges:
        code, text = run_live(*GIVEN, "--calls", "4", "--body", '{"query_params": {"a": "b"}}')
    assert code == KEPT and text.count("  kept") == 4 and "keep the contract" in text
    assert [exchange.request.header("x-auth-token") for exchange in exchanges] == (
        [(TOKEN.encode(),)] * 4
    )
    assert [bool(exchange.request.body) for exchange in exchanges] == [False, True] * 2


@pytest.mark.parametrize("words", [["--calls", "0"], ["--calls", "-3"], ["--pace", "-1"]])
def test_no_call_proves_nothing(
    run_live: RunLive, service: RecordingProxy, words: list[str]
) -> None:
    """So it is not taken."""
    with service.recording() as exchanges, pytest.raises(SystemExit) as end:
        run_live(*GIVEN, *words)
    assert (end.value.code, list(exchanges)) == (USAGE, [])


def test_calls_are_paced(run_live: RunLive, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits before each call but the first, about as long as it is told."""
    waits: list[float] = []
    monkeypatch.setattr("contract_tests.harness.live.run.time.sleep", waits.append)
    assert run_live(*GIVEN[:2], "--calls", "3", "--pace", "1000")[0] == KEPT
    assert [round(wait, -2) for wait in waits] == [0, 1000, 1000]


@pytest.mark.parametrize(
    ("variable", "words", "reason"),
    [
        ("BIGCOMMERCE_ACCESS_TOKEN", GIVEN, "BIGCOMMERCE_ACCESS_TOKEN is not set"),
        ("BIGCOMMERCE_API_BASE_URL", GIVEN, "BIGCOMMERCE_STORE_HASH is not set"),
        ("", [], "--argument cartId=VALUE is missing"),
        ("", ["--argument", "cartId=x"], "cartId is not what the contract allows: `format`"),
        ("", [*GIVEN, "--argument", "cart=x"], "has no parameter cart; it has Accept, Content-"),
        ("", ["--argument", "nonsense"], "--argument must be NAME=VALUE"),
        ("", [*GIVEN, *GIVEN[:2]], "--argument cartId is there twice"),
        ("", [*GIVEN, "--body", "{"], "is not JSON"),
        ("", [*GIVEN, "--body", "[]"], "--body is not what the contract allows: `type`"),
        ("", [*GIVEN, "--operation", "no"], "name one operation with --operation: createCart"),
        ("", [*GIVEN, "--spec", "no.yaml"], "no.yaml cannot be read"),
        ("", [*GIVEN, "--package", "no"], "is not a client package"),
    ],
)
def test_what_is_missing_or_wrong_is_named_before_a_call(
    service: RecordingProxy,
    run_live: RunLive,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    words: list[str],
    reason: str,
) -> None:
    """In one line, and no request is sent."""
    if variable:
        monkeypatch.delenv(variable)
    with service.recording() as exchanges:
        code, text = run_live(*words)
    assert (code, text.count("\n"), list(exchanges)) == (USAGE, 1, [])
    assert text.startswith("live: ") and reason in text


@pytest.mark.parametrize(
    ("prefer", "code", "verdict"),
    [
        ("code=404", NOT_PROVEN, "404  NotFound  not proven"),
        ("code=500", NOT_PROVEN, "500  ServerError  not proven"),
    ],
)
def test_an_error_of_the_service_ends_it(
    service: RecordingProxy, run_live: RunLive, prefer: str, code: int, verdict: str
) -> None:
    """No further call is made: it might be too many calls already."""
    with service.recording(prefer=prefer) as exchanges:
        ended, text = run_live(*GIVEN)
    assert (ended, len(exchanges)) == (code, 1)
    assert verdict in text and "which the contract allows" in text


@pytest.mark.parametrize(
    ("module", "old", "new", "broken"),
    [
        ("api/*/*.py", '"header", "Accept"', '"header", "Accepted"', "request law: this does not"),
        ("models/redirect_urls.py", "cart_url=", "cart_url=checkout_url or ", "response law: "),
        ("_response.py", "return response.parsed", "return None", "response law: "),
    ],
)
def test_a_broken_law_is_named_and_not_shown(
    run_live: RunLive, tmp_path: Path, module: str, old: str, new: str, broken: str
) -> None:
    """What a check saw may hold a key or the answer: neither is written."""
    package = tmp_path / only_package().name
    shutil.copytree(only_package(), package)
    for path in package.glob(module):
        path.write_text(path.read_text().replace(old, new, 1))
    code, text = run_live(*GIVEN, "--package", str(package))
    assert (code, broken in text, "Traceback" in text) == (BROKEN, True, False), text


def test_a_service_that_breaks_the_contract_is_told_from_the_client(
    run_live: RunLive, tmp_path: Path
) -> None:
    """The contract asks for a member that the service does not send."""
    spec = tmp_path / "contract.yaml"
    spec.write_text(SPEC.read_text().replace("required: [data]", "required: [data, thanks]", 1))
    code, text = run_live(*GIVEN, "--spec", str(spec))
    assert code == BROKEN
    assert "response law: the contract does not have its body: $ breaks `required`" in text


def test_a_url_that_is_none_is_named(run_live: RunLive, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its variable, before a call."""
    monkeypatch.setenv("BIGCOMMERCE_API_BASE_URL", "nonsense")
    code, text = run_live(*GIVEN)
    assert (code, "BIGCOMMERCE_API_BASE_URL is no URL" in text) == (USAGE, True), text


def test_a_dead_service_proves_nothing(run_live: RunLive, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no answer to read back."""
    monkeypatch.setenv("BIGCOMMERCE_API_BASE_URL", "http://127.0.0.1:9")
    code, text = run_live(*GIVEN)
    assert (code, "no answer  ConnectionFailed  not proven" in text) == (NOT_PROVEN, True), text
    assert "no answer came, which the client tells as ConnectionFailed" in text


def test_an_interrupt_is_one_line(run_live: RunLive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two calls."""

    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("contract_tests.harness.live.run.time.sleep", interrupt)
    assert run_live(*GIVEN)[0] == INTERRUPTED


def test_where_and_with_what_is_read_from_the_contract() -> None:
    """Its server, and the first set of keys that the environment holds."""
    contract = load_contract(SPEC)
    (operation,) = contract.operations
    store = {"BIGCOMMERCE_STORE_HASH": "a/b", "BIGCOMMERCE_ACCESS_TOKEN": "t"}
    assert service_url(contract, store) == "https://api.bigcommerce.com/stores/a%2Fb/v3"
    assert service_keys(contract, operation, store).keys() == {"X-Auth-Token"}
    both = {**store, "BIGCOMMERCE_CLIENT_ID": "c"}
    assert service_keys(contract, operation, both).keys() == {"X-Auth-Token", "X-Auth-Client"}
    with pytest.raises(ServiceError, match="BIGCOMMERCE_ACCESS_TOKEN is not set"):
        service_keys(contract, operation, {"BIGCOMMERCE_CLIENT_ID": "c"})
