"""Runs of `python -m contract_tests`: messages, exit codes, and what an interrupted run leaves."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contract_tests.harness.exit_codes import INTERRUPTED, INTERRUPTION, NOT_VERIFIED, USAGE
from contract_tests.harness.project import ROOT, SPEC, TESTS, checked_in_package

PS = shutil.which("ps") or "ps"
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start `python -m contract_tests` in its own process group; the test ends what it started."""
    started = []

    def start(*arguments: str | Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "contract_tests", "-p", "no:cacheprovider", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def end(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for the end; return the exit code and the output."""
    output, _ = process.communicate(timeout=120)
    return process.returncode, output


def test_an_invalid_option_is_a_usage_error(start: Start, tmp_path: Path) -> None:
    """One line names the option or the file, and the reason."""
    (tmp_path / "swagger.yaml").write_text("swagger: '2.0'")
    (tmp_path / "empty.toml").write_text('[[accepted]]\nitem = "breaks a"\nreason = ""')
    against = ("--against", SPEC)
    (tmp_path / "other.json").write_text('{"replay": 3, "contract": "0"}')
    messages = {
        ("--spec", tmp_path / "nothing.yaml"): "nothing.yaml: cannot be read: No such file",
        ("--spec", tmp_path / "swagger.yaml"): "swagger.yaml: is a Swagger 2.0 contract: convert",
        ("--against", tmp_path / "nothing.yaml"): "nothing.yaml cannot be read: No such file",
        ("--against", tmp_path / "swagger.yaml"): "swagger.yaml is a Swagger 2.0 contract: convert",
        ("--baseline", tmp_path / "nothing.toml"): "nothing.toml cannot be read: No such file",
        ("--write-baseline", tmp_path / "no" / "new.toml"): "no such folder: create it",
        (*against, "--baseline", tmp_path / "nothing.toml"): "nothing.toml cannot be read: No such",
        (*against, "--baseline", tmp_path / "empty.toml"): "entry 1 has no `reason`: say why",
        (*against, "--write-baseline", tmp_path / "no" / "new.toml"): "no such folder: create it",
        ("--replay", SPEC): "carts.yaml is not a replay file",
        ("--replay", tmp_path / "other.json"): "other.json is of another contract than",
        ("--replay", tmp_path / "nothing.json"): "nothing.json cannot be read: No such file",
        (
            "--package",
            tmp_path,
        ): f"--package {tmp_path} is not a client package: it must be",
        ("--setting", "strict"): "--setting strict: must be NAME=JSON",
        ("--setting", "strict=true"): "--setting strict: only stock clients have settings",
        ("--seed", "one"): "argument --seed: invalid int value",
        ("--profile", "all"): "argument --profile: invalid choice",
        ("--shard", "5/4"): "argument --shard: '5/4' must be I/N, with I from 1 to N",
        ("--shard", "1/2", "--profile", "dev"): "needs the same seed in each shard: add --seed N",
        (
            *("--shard", "1/2"),
            *("--write-baseline", tmp_path / "new.toml"),
        ): "--shard cannot be used with --write-baseline: run without --shard",
    }
    runs = [start(*options) for options in messages]
    for process, message in zip(runs, messages.values(), strict=True):
        code, output = end(process)
        (line,) = filter(None, output.splitlines())
        assert (code, message in line) == (USAGE, True), output


def test_the_tests_of_the_checked_in_client_reject_another_package(start: Start) -> None:
    """Tests in `contract_tests/client` import the checked-in client, so `--package` is an error."""
    code, output = end(start("--package", checked_in_package(), TESTS / "client"))
    assert (code, output.count("tests the checked-in client only")) == (USAGE, 1), output


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import nosuch", "client.py:1: ModuleNotFoundError: No module named 'nosuch'"),
        ("def (", "client.py:1: SyntaxError: invalid syntax"),
    ],
)
def test_a_client_that_cannot_be_imported_ends_the_run_with_one_line(
    start: Start, tmp_path: Path, source: str, reason: str
) -> None:
    """The line names the package and the reason; no traceback is shown."""
    package = shutil.copytree(checked_in_package(), tmp_path / checked_in_package().name)
    (package / "client.py").write_text(source)
    code, output = end(start("--package", package, TESTS / "request/test_server_url.py"))
    assert (code, output.count(reason), "Traceback" in output) == (NOT_VERIFIED, 1, False), output
    (line,) = [line for line in output.splitlines() if reason in line]
    assert line.strip("! ").startswith(f"Interrupted: {package.name} cannot be imported: ")


def processes(columns: str) -> list[str]:
    """One line with these columns for each process of the machine."""
    command = [PS, "-A", "-ww", "-o", columns]
    return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()


def servers(spec: Path) -> list[str]:
    """The mock servers for *spec*, of any process."""
    return [line for line in processes("args=") if str(spec) in line and "prism-cli" in line]


def group(leader: int) -> list[str]:
    """The running processes of the process group of *leader*."""
    lines = [line.split(maxsplit=2) for line in processes("pgid=,stat=,args=")]
    return [args for pgid, stat, args in lines if int(pgid) == leader and stat[0] != "Z"]


def await_servers(process: subprocess.Popen[str], spec: Path, count: int) -> None:
    """Return when *count* mock servers for *spec* run."""
    expires = time.monotonic() + 60
    while len(servers(spec)) < count:
        assert process.poll() is None and time.monotonic() < expires, "no mock server was started"
        time.sleep(0.05)


PATH_TESTS = "request/test_path_parameters.py"
ONE_TEST = f"{PATH_TESTS}::test_no_path_argument_leaves_its_segment"
PARTIAL = "not verified: only part of its tests was selected"


@pytest.mark.parametrize("workers", [[], ["-n", "1"]], ids=["one process", "workers"])
@pytest.mark.parametrize(
    ("selection", "code", "message"),
    [
        (PATH_TESTS, NOT_VERIFIED, PARTIAL),
        (ONE_TEST, NOT_VERIFIED, PARTIAL),
        (f"{PATH_TESTS}::test_nothing", None, ""),
        ("test_nothing.py", USAGE, "test_nothing.py: no such file or folder"),
    ],
)
def test_a_selection_of_tests_verifies_nothing(
    start: Start, selection: str, code: int | None, message: str, workers: list[str]
) -> None:
    """A file or a test on the command line is run instead of all laws; it must exist."""
    returned, output = end(start("--profile", "brief", f"{TESTS / selection}", *workers))
    assert returned == code if code else returned in (NOT_VERIFIED, USAGE), output
    assert message in output and "keeps the contract" not in output and "Traceback" not in output


def test_a_run_without_tests_verifies_nothing(start: Start) -> None:
    """Pytest's own exit code for that, 5, is replaced."""
    code, output = end(start("-k", "nothing_of_that_name"))
    assert (code, "Nothing is verified" in output) == (NOT_VERIFIED, True), output


@pytest.mark.skipif(os.name == "nt", reason="sends a signal to a process group")
@pytest.mark.parametrize("alone", [False, True], ids=["process group", "parent only"])
@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["one process", "workers"])
def test_an_interrupted_run_ends_with_one_line(
    start: Start, tmp_path: Path, workers: list[str], alone: bool
) -> None:
    """No mock server, no process, no traceback and no half-written report is left."""
    spec = Path(shutil.copy(SPEC, tmp_path / "contract.yaml"))
    report = tmp_path / "report"
    options = ["--profile", "soak", "--report", report, "-k", "receives_and_accepts or round_trip"]
    process = start("--spec", spec, "--package", checked_in_package(), *options, *workers)
    await_servers(process, spec, 2 if workers else 1)
    (os.kill if alone else os.killpg)(process.pid, signal.SIGINT)
    code, output = end(process)
    assert (code, output.count(f"Interrupted: {INTERRUPTION}")) == (INTERRUPTED, 1), output
    assert "Traceback" not in output and "Exit:" not in output
    assert servers(spec) == [] and group(process.pid) == []
    assert not [path for path in report.iterdir() if path.name.startswith(".")]


def test_two_runs_at_once_share_a_report_folder(start: Start, tmp_path: Path) -> None:
    """Each run has its own servers and ports; the report of the second replaces the first."""
    report = tmp_path / "report"
    options = ["--profile=dev", "--seed=1", "-k", "receives_and_accepts", "--report", report]
    runs = [start(*options), start(*options)]
    row = "request POST /carts/{cartId}/redirect_urls 50"
    for process in runs:
        code, output = end(process)
        assert code == NOT_VERIFIED, output  # only part of the tests was selected
        lines = [" ".join(line.split()) for line in output.splitlines()]
        assert any(line.startswith(row) for line in lines), output
    assert (report / "index.html").read_text().rstrip().endswith("</html>")


def test_an_unsupported_pattern_is_an_error_of_the_harness(start: Start, tmp_path: Path) -> None:
    """No value can be generated for an invalid regular expression, so nothing is verified."""
    spec = tmp_path / "contract.yaml"
    spec.write_text(SPEC.read_text().replace("uuid\n", "uuid\n        pattern: '('\n", 1))
    code, output = end(
        start("--spec", spec, "--package", checked_in_package(), "-k", "receives_and_accepts")
    )
    assert (code, "Traceback" in output) == (NOT_VERIFIED, False), output


def test_help_has_the_options_of_the_harness_only(start: Start) -> None:
    """It fits on a screen; nothing is run."""
    code, output = end(start("--help"))
    assert code == 0
    for option in ("--spec", "--package", "--baseline", "--report", "--profile", "--shard"):
        assert option in output
    assert output.startswith("usage: nox -s contract -- ") and output.count("\n") < 60
