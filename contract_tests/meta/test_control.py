"""A run can be made again, and its exit code says who is at fault."""

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

from contract_tests.defaults import HARNESS, ROOT, SPEC, only_package
from contract_tests.exits import BROKEN, INTERRUPTED, INTERRUPTION, KEPT, NOT_PROVEN, USAGE

pytest_plugins = ["pytester"]

PS = shutil.which("ps") or "ps"
Start = Callable[..., subprocess.Popen[str]]

CONFTEST = """
import pytest
from contract_tests.control.options import Control
from contract_tests.report.verdict import LAWS, Verdict

VERDICT = Verdict(("GET /a",))


def pytest_configure(config):
    config.addinivalue_line("markers", "law(name): a law")
    config.pluginmanager.register(VERDICT)
    config.pluginmanager.register(Control("ci", None, VERDICT))


@pytest.fixture
def count():
    return VERDICT.count


def pytest_generate_tests(metafunc):
    if "law" in metafunc.fixturenames:
        each = [pytest.param(law, marks=pytest.mark.law(law)) for law in LAWS]
        metafunc.parametrize("law", each)
"""
TESTS = """
import types
import pytest
from contract_tests.failures import ContractFailure

A = types.SimpleNamespace(label="GET /a")
FAILURE = ContractFailure(operation="", law="", check="", received="", documented="")


@pytest.mark.parametrize("operation", [A])
def test_law(law, operation, count):
    count()
    {law}


def test_of_the_harness():
    {other}
"""


def code_of(
    pytester: pytest.Pytester, *options: str, law: str = "pass", other: str = "pass"
) -> int:
    """The exit code of a run whose tests end so."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS.format(law=law, other=other))
    return int(pytester.runpytest_inprocess("-p", "no:schemathesis", *options).ret)


@pytest.mark.parametrize(
    ("law", "other", "code"),
    [
        ("pass", "pass", KEPT),
        ("raise FAILURE", "pass", BROKEN),
        ("raise OSError", "pass", NOT_PROVEN),
        ("if law == 'parity': raise FAILURE\n    raise OSError", "pass", BROKEN),
        ("pytest.skip('no')", "pass", NOT_PROVEN),
        ("pass", "assert False", BROKEN),
        ("raise OSError", "assert False", BROKEN),
        ("raise KeyboardInterrupt", "pass", INTERRUPTED),
    ],
)
def test_the_exit_code_says_who_is_at_fault(
    pytester: pytest.Pytester, law: str, other: str, code: int
) -> None:
    """The client, the harness, a test of the harness, somebody with Ctrl-C, or nobody."""
    assert code_of(pytester, law=law, other=other) == code


@pytest.mark.parametrize("options", [[], ["-n", "1"]], ids=["one process", "a worker"])
def test_a_run_that_stops_at_the_first_failure_was_not_interrupted(
    pytester: pytest.Pytester, options: list[str]
) -> None:
    """Inside pytest and xdist, to stop early is a kind of Ctrl-C."""
    assert code_of(pytester, "-x", *options, law="raise FAILURE") == BROKEN


def test_a_run_of_a_part_proves_nothing(pytester: pytest.Pytester) -> None:
    """All that ran passed, and the laws that did not run are not kept."""
    assert code_of(pytester, "-k", "parity") == NOT_PROVEN


def test_what_is_no_law_has_no_verdict(pytester: pytest.Pytester) -> None:
    """Tests of the harness alone pass as tests do."""
    assert code_of(pytester, "-k", "harness") == KEPT


def test_a_file_that_cannot_be_imported_is_the_harness(pytester: pytest.Pytester) -> None:
    """Pytest says 2 there, as for Ctrl-C."""
    pytester.makepyfile(test_broken="import nothing_of_that_name")
    assert code_of(pytester) == NOT_PROVEN


SEARCH = """
import pytest
from hypothesis import given, strategies as st

SEEN = []


@given(st.integers())
def test_search(number):
    SEEN.append(number)


def test_say(pytestconfig):
    print(len(SEEN), hash(tuple(SEEN)), pytestconfig.control)
"""
SEARCH_CONFTEST = """
import pytest
from contract_tests.control import options
from contract_tests.report.verdict import Verdict


def pytest_addoption(parser):
    options.add_options(parser.getgroup("contract"))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    config.control = options.Control.of(config, Verdict(()))
    config.pluginmanager.register(config.control)
"""


def test_a_seed_makes_a_search_that_can_be_made_again(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also with the profile that is derandomised; without a seed, a search says which it had."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest(SEARCH_CONFTEST)
    pytester.makepyfile(SEARCH)

    def said(*options: str) -> list[str]:
        result = pytester.runpytest_subprocess("-p", "no:schemathesis", "-rP", *options)
        (line,) = [line for line in result.outlines if "profile: " in line]
        return line.split(maxsplit=2)

    plain, one, again, other = said(), *(said("--seed", seed) for seed in ("1", "1", "2"))
    assert plain[2] == "profile: ci"
    assert one == again and one[2] == "profile: ci, seed: 1"
    assert len({plain[1], one[1], other[1]}) == 3
    drawn = said("--profile", "dev")
    assert drawn[0] == "25"
    assert said("--profile", "dev", "--seed", drawn[2].rpartition(" ")[2]) == drawn


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
    (tmp_path / "other.json").write_text('{"replay": 1, "contract": "0"}')
    wrong = {
        ("--spec", tmp_path / "nothing.yaml"): "nothing.yaml cannot be read: No such file",
        ("--spec", tmp_path / "swagger.yaml"): "swagger.yaml is not an OpenAPI 3 contract",
        ("--against", tmp_path / "nothing.yaml"): "nothing.yaml cannot be read: No such file",
        ("--against", tmp_path / "swagger.yaml"): "swagger.yaml is not an OpenAPI 3 contract",
        ("--replay", SPEC): "carts.yaml is not a replay file",
        ("--replay", tmp_path / "other.json"): "other.json is of another contract than",
        ("--replay", tmp_path / "nothing.json"): "nothing.json cannot be read: No such file",
        ("--seed", "one"): "argument --seed: invalid int value",
        ("--profile", "all"): "argument --profile: invalid choice",
    }
    processes = [start(*words) for words in wrong]
    for process, reason in zip(processes, wrong.values(), strict=True):
        code, said = end(process)
        assert (code, said.count(reason), "Traceback" in said) == (USAGE, 1, False), said


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
        ("test_paths.py", NOT_PROVEN, "not proven: a part of its tests was asked for"),
        (
            "test_paths.py::test_no_path_argument_leaves_its_segment",
            NOT_PROVEN,
            "not proven: a part of its tests was asked for",
        ),
        ("test_paths.py::test_nothing", None, ""),
        ("test_nothing.py", USAGE, "test_nothing.py: there is no such file or folder"),
    ],
)
def test_what_is_named_is_run_and_proves_nothing_whole(
    start: Start, part: str, code: int | None, says: str, workers: list[str]
) -> None:
    """A file, or a test of it, in place of all; what is not there is no proof either."""
    found, said = end(start("--profile", "brief", f"{HARNESS / part}", *workers))
    assert found == code if code else found in (NOT_PROVEN, USAGE), said
    assert says in said and "keeps the contract" not in said and "Traceback" not in said


def test_a_run_without_tests_says_so(start: Start) -> None:
    """Pytest says 5 there, which is none of our exit codes."""
    code, said = end(start("-k", "nothing_of_that_name"))
    assert (code, "Nothing is proven" in said) == (NOT_PROVEN, True), said


def test_what_is_lacking_is_one_line(start: Start, tmp_path: Path) -> None:
    """Without the name of an exception before it."""
    code, said = end(start("--package", tmp_path, "-k", "carries"))
    (line,) = [line for line in said.splitlines() if "is not a client package" in line]
    assert (code, line.strip("! ").startswith(str(tmp_path))) == (NOT_PROVEN, True), said


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
