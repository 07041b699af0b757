"""A run by its command: what it says in one line, what its exit code is, what it leaves behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from contract_tests.harness.exit_codes import INTERRUPTED, INTERRUPTION, NOT_PROVEN, USAGE
from contract_tests.harness.project import ROOT, SPEC, TESTS, only_package

PS = shutil.which("ps") or "ps"
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start `python -m contract_tests`, in a process group of its own; none outlives the test."""
    processes = []

    def start(*words: str | Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "contract_tests", "-p", "no:cacheprovider", *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def end(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code and what was said."""
    said, _ = process.communicate(timeout=120)
    return process.returncode, said


def test_what_cannot_be_used_is_said_in_one_line(start: Start, tmp_path: Path) -> None:
    """A contract, a replay file or a number that is none: one line, and the exit code of usage."""
    (tmp_path / "swagger.yaml").write_text("swagger: '2.0'")
    (tmp_path / "other.json").write_text('{"replay": 2, "contract": "0"}')
    wrong = {
        ("--spec", tmp_path / "nothing.yaml"): "nothing.yaml cannot be read: No such file",
        ("--spec", tmp_path / "swagger.yaml"): "swagger.yaml is not an OpenAPI 3 contract",
        ("--against", tmp_path / "nothing.yaml"): "nothing.yaml cannot be read: No such file",
        ("--against", tmp_path / "swagger.yaml"): "swagger.yaml is not an OpenAPI 3 contract",
        ("--replay", SPEC): "carts.yaml is not a replay file",
        ("--replay", tmp_path / "other.json"): "other.json is of another contract than",
        ("--replay", tmp_path / "nothing.json"): "nothing.json cannot be read: No such file",
        ("--package", tmp_path): "there is no `__init__.py` of a client in it",
        ("--seed", "one"): "argument --seed: invalid int value",
        ("--profile", "all"): "argument --profile: invalid choice",
    }
    processes = [start(*words) for words in wrong]
    for process, reason in zip(processes, wrong.values(), strict=True):
        code, said = end(process)
        (line,) = filter(None, said.splitlines())
        assert (code, reason in line) == (USAGE, True), said


def test_the_clients_own_tests_are_of_no_other(start: Start) -> None:
    """They import the one that is checked in, whatever is named: that would run_checks nothing."""
    code, said = end(start("--package", only_package(), TESTS / "client"))
    assert (code, said.count("is of the checked-in client only")) == (USAGE, 1), said


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import nosuch", "client.py:1: ModuleNotFoundError: No module named 'nosuch'"),
        ("def (", "client.py:1: SyntaxError: invalid syntax"),
    ],
)
def test_a_client_that_cannot_be_imported_is_one_line(
    start: Start, tmp_path: Path, source: str, reason: str
) -> None:
    """And not a traceback for each test, nor the name of an exception before it."""
    package = shutil.copytree(only_package(), tmp_path / only_package().name)
    (package / "client.py").write_text(source)
    code, said = end(start("--package", package, TESTS / "request/test_server_url.py"))
    assert (code, said.count(reason), "Traceback" in said) == (NOT_PROVEN, 1, False), said
    (line,) = [line for line in said.splitlines() if reason in line]
    assert line.strip("! ").startswith(f"{package.name} cannot be imported: ")


def servers(spec: Path) -> list[str]:
    """The mock servers of the whole machine that serve *spec*."""
    listing = subprocess.run(
        [PS, "-A", "-ww", "-o", "args="], capture_output=True, text=True
    ).stdout
    return [line for line in listing.splitlines() if str(spec) in line and "prism-cli" in line]


def group(leader: int) -> list[str]:
    """The processes of the group that *leader* began."""
    listing = subprocess.run(
        [PS, "-A", "-ww", "-o", "pgid=,stat=,args="], capture_output=True, text=True
    ).stdout
    lines = [line.split(maxsplit=2) for line in listing.splitlines()]
    return [args for pgid, stat, args in lines if int(pgid) == leader and stat[0] != "Z"]


def await_servers(process: subprocess.Popen[str], spec: Path, count: int) -> None:
    """Return when *count* of them run."""
    expires = time.monotonic() + 60
    while len(servers(spec)) < count:
        assert process.poll() is None and time.monotonic() < expires, "no mock server came up"
        time.sleep(0.05)


@pytest.mark.parametrize("workers", [[], ["-n", "1"]], ids=["one process", "workers"])
@pytest.mark.parametrize(
    ("part", "code", "says"),
    [
        (
            "request/test_path_parameters.py",
            NOT_PROVEN,
            "not proven: a part of its tests was asked for",
        ),
        (
            "request/test_path_parameters.py::test_no_path_argument_leaves_its_segment",
            NOT_PROVEN,
            "not proven: a part of its tests was asked for",
        ),
        ("request/test_path_parameters.py::test_nothing", None, ""),
        ("test_nothing.py", USAGE, "test_nothing.py: there is no such file or folder"),
    ],
)
def test_what_is_named_is_run_and_proves_nothing_whole(
    start: Start, part: str, code: int | None, says: str, workers: list[str]
) -> None:
    """A file, or a test of it, in place of all; what is not there is no proof either."""
    found, said = end(start("--profile", "brief", f"{TESTS / part}", *workers))
    assert found == code if code else found in (NOT_PROVEN, USAGE), said
    assert says in said and "keeps the contract" not in said and "Traceback" not in said


def test_a_run_without_tests_says_so(start: Start) -> None:
    """Pytest says 5 there, which is none of our exit codes."""
    code, said = end(start("-k", "nothing_of_that_name"))
    assert (code, "Nothing is proven" in said) == (NOT_PROVEN, True), said


@pytest.mark.skipif(os.name == "nt", reason="sends a signal to a process group")
@pytest.mark.parametrize("alone", [False, True], ids=["the group", "the parent alone"])
@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["one process", "workers"])
def test_an_interrupt_is_one_line_and_leaves_nothing(
    start: Start, tmp_path: Path, workers: list[str], alone: bool
) -> None:
    """No mock server, no traceback, no half-written report; each worker had a server of its own."""
    spec = Path(shutil.copy(SPEC, tmp_path / "contract.yaml"))
    report = tmp_path / "report"
    options: Sequence[str | Path] = [
        "--profile",
        "soak",
        "--report",
        report,
        "-k",
        "carries or loss",
    ]
    process = start("--spec", spec, "--package", only_package(), *options, *workers)
    await_servers(process, spec, 2 if workers else 1)
    (os.kill if alone else os.killpg)(process.pid, signal.SIGINT)
    code, said = end(process)
    assert (code, said.count(INTERRUPTION), "Traceback" in said) == (INTERRUPTED, 1, False), said
    assert "Exit:" not in said
    assert servers(spec) == [] and group(process.pid) == []
    assert not [path for path in report.iterdir() if path.name.startswith(".")]


def test_two_runs_at_once_in_one_folder_both_work(start: Start, tmp_path: Path) -> None:
    """Each has its own servers and ports; the report is that of the last, whole."""
    options = ["--profile", "dev", "--seed", "1", "-k", "carries", "--report", tmp_path / "report"]
    runs = [start(*options), start(*options)]
    row = "request POST /carts/{cartId}/redirect_urls 100"
    for process in runs:
        code, said = end(process)
        assert code == NOT_PROVEN, said  # only a part of it was asked for
        assert any(" ".join(line.split()).startswith(row) for line in said.splitlines()), said
    assert (tmp_path / "report" / "index.html").read_text().rstrip().endswith("</html>")


def test_what_the_harness_cannot_do_is_not_the_clients_fault(start: Start, tmp_path: Path) -> None:
    """Nobody can make a value of a pattern that is none: nothing is proven."""
    spec = tmp_path / "contract.yaml"
    spec.write_text(SPEC.read_text().replace("uuid\n", "uuid\n        pattern: '('\n", 1))
    code, said = end(start("--spec", spec, "--package", only_package(), "-k", "carries"))
    assert (code, "Traceback" in said) == (NOT_PROVEN, False), said
