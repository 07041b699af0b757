"""`nox -s replay` serves a failed call, for the lines of Python and shell that it prints."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.driver import Driver
from contract_tests.harness.exit_codes import INTERRUPTED, USAGE
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.plugin.generate_for_spec import generate_client
from contract_tests.harness.prism.prism import Prism
from contract_tests.harness.prism.recording_proxy import RecordingProxy
from contract_tests.harness.project import ROOT, SPEC, checked_in_package
from contract_tests.harness.records import CallRecord
from contract_tests.harness.replay_record import as_file
from contract_tests.harness.replay_server.command import main
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.runners.prism_runner import PrismRunner
from contract_tests.harness.runners.runner import Runner
from contract_tests.harness.spec import load_contract
from contract_tests.harness.wire.canned_response import CannedResponse

COMMAND = [sys.executable, "-m", "contract_tests.harness.replay_server"]
PETS = Path(__file__).parents[1] / "specs" / "pets.yaml"
#: No contract documents this response.
BODY = b"\x00 not JSON \xff"
TEAPOT = CannedResponse("teapot", 418, ((b"X-Tea", b"green"),), BODY)
both_kinds = pytest.mark.parametrize("function", ["sync", "asyncio"])


def written(folder: Path, runner: Runner, record: CallRecord) -> Path:
    """Write the replay file of a check that fails for *record*."""

    def fails(_: CallRecord) -> None:
        raise MismatchError(
            operation="", law="request", check="", received="", documented="", difference=""
        )

    with pytest.raises(MismatchError) as caught:
        runner.run_checks([record], [fails])
    name, text = as_file(caught.value) or ("", "")
    (folder / name).write_text(text)
    return folder / name


def canned(folder: Path, function: str, spec: Path = SPEC, package: Path | None = None) -> Path:
    """Write the replay file of a call that receives `TEAPOT`."""
    contract = load_contract(spec)
    with closing(Driver(package or checked_in_package())) as driver:
        runner = InProcessRunner(contract, driver)
        operation = contract.operations[0]
        call = runner.valid_call(operation)
        (records,) = runner.record_calls(operation, call, [(TEAPOT, (function,))])
        return written(folder, runner, records[0])


@pytest.fixture(scope="module")
def prism_runner() -> Iterator[PrismRunner]:
    """A runner with a Prism."""
    with (
        closing(Driver(checked_in_package())) as driver,
        Prism(SPEC) as prism,
        RecordingProxy(prism) as proxy,
    ):
        yield PrismRunner(load_contract(SPEC), driver, proxy)


@dataclass(frozen=True)
class Serving:
    """The output of the command: the Python lines, and the line for a shell."""

    process: subprocess.Popen[str]
    python: str
    curl: str

    def run_python(self) -> subprocess.CompletedProcess[str]:
        """Run the Python lines as they are printed, with nothing else on the path."""
        command = [sys.executable, "-I", "-c", self.python]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def run_shell(self) -> bytes:
        """Run the line for a shell, and return the response, of which curl prints every byte."""
        command = ["/bin/sh", "-c", self.curl]
        return subprocess.run(command, capture_output=True, check=True).stdout


@contextmanager
def serving(file: Path, *options: str | Path) -> Iterator[Serving]:
    """Serve *file* at a free port, until the end of the block."""
    with subprocess.Popen(
        [*COMMAND, file, "--port", "0", *options], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        lines: list[str] = []
        try:
            while not lines or not re.search(r"^(printf .* \| )?curl ", lines[-1]):
                line = process.stdout.readline()
                assert line, f"the command ended: {lines}"
                lines.append(line.rstrip("\n"))
            python = lines[lines.index("import sys") : lines.index("For a shell:")]
            yield Serving(process, "\n".join(python), lines[-1])
        finally:
            process.terminate()


@both_kinds
def test_the_lines_of_a_canned_response_receive_its_bytes(tmp_path: Path, function: str) -> None:
    """Python raises the error of the response, and curl prints it byte for byte."""
    with serving(canned(tmp_path, function)) as lines:
        assert lines.run_shell() == TEAPOT.framed.raw
        python = lines.run_python()
        assert "UnexpectedStatusError: " in python.stderr and "418" in python.stderr
        assert ("asyncio.run(" in lines.python) == (function == "asyncio")
        assert lines.run_shell() == TEAPOT.framed.raw


@both_kinds
@pytest.mark.slow
def test_the_lines_of_a_call_to_prism_receive_the_same_response(
    tmp_path: Path, prism_runner: PrismRunner, function: str
) -> None:
    """Prism accepts the placeholders of the credentials, and sends the requested status."""
    operation = prism_runner.contract.operations[0]
    call = prism_runner.valid_call(operation)
    (record,) = prism_runner.record_calls(operation, call, [function], prefer="code=404")
    with serving(written(tmp_path, prism_runner, record)) as lines:
        python = lines.run_python()
        assert "NotFoundError: " in python.stderr, python.stderr
        assert lines.run_shell().startswith(b"HTTP/1.1 404 ")


def test_the_lines_of_another_contract_import_its_generated_client(tmp_path: Path) -> None:
    """With `--spec`, the client is generated, and exists as long as the server."""
    folder = tmp_path / "first"
    folder.mkdir()
    made = generate_client(PETS, folder)
    file = canned(tmp_path, "sync", made.contract, made.package)
    with serving(file, "--spec", PETS) as lines:
        python = lines.run_python()
        assert f"{made.package.name}.errors." in python.stderr and "418" in python.stderr
        assert lines.run_shell() == TEAPOT.framed.raw
        (used,) = re.findall(r"sys.path.insert\(0, '(.*)'\)", lines.python)
        assert Path(used).is_dir() and used != str(made.package.parent)
    assert not Path(used).exists()


def test_the_lines_of_a_given_package_import_it(tmp_path: Path) -> None:
    """The path of the package may contain quotes, blanks and other letters."""
    package = tmp_path / "it's \xfc" / checked_in_package().name
    shutil.copytree(checked_in_package(), package)
    module = package / "__init__.py"
    module.write_text(f"{module.read_text()}\nprint('this one')\n")
    with serving(canned(tmp_path, "sync"), "--package", package) as lines:
        assert lines.run_python().stdout == "this one\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server(tmp_path: Path, number: signal.Signals) -> None:
    """The exit code is that of an interruption, and the port is free again."""
    with serving(canned(tmp_path, "sync")) as lines:
        lines.process.send_signal(number)
        assert lines.process.wait(20) == INTERRUPTED
        (port,) = re.findall(r"http://127\.0\.0\.1:(\d+)", lines.curl)
        socket.create_server(("127.0.0.1", int(port))).close()


def failed(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    """Return the one line of an invalid command."""
    assert main([str(word) for word in words]) == USAGE
    output, errors = capsys.readouterr()
    (line,) = errors.splitlines()
    assert output == "" and line.startswith("replay: ")
    return line


def test_a_file_that_cannot_be_served_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line names the file, and the reason."""
    file = canned(tmp_path, "sync")
    data = json.loads(file.read_text())
    parts = {
        "line": {**data, "failure": {**data["failure"], "curl": None}},
        "operation": {**data, "operation": "other"},
        "response": {**data, "options": {"runner": "in process"}},
    }
    options: dict[str, Any] = {"prefer": None, "drop_credentials": [], "empty_credentials": []}
    for name in options:
        others = {each: value for each, value in options.items() if each != name}
        parts[name] = {**data, "options": {"runner": "prism", **others}}
    for name, incomplete in parts.items():
        (tmp_path / name).write_text(json.dumps(incomplete))
    cases: list[tuple[list[str | Path], str]] = [
        ([tmp_path / "no.json"], "no.json cannot be read: No such file or directory"),
        ([SPEC], "carts.yaml is not a replay file of this harness"),
        ([file, "--package", tmp_path], str(tmp_path)),
        ([file, "--spec", tmp_path / "no.yaml"], "no.yaml"),
    ]
    cases += [([tmp_path / name], f"{name} is incomplete") for name in parts]
    # A server that starts nevertheless finds its port in use, instead of serving without an end.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        for words, reason in cases:
            assert reason in failed(capsys, *words, "--port", str(listener.getsockname()[1]))


def test_a_port_in_use_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The line names the option that chooses another."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        line = failed(capsys, canned(tmp_path, "sync"), "--port", port)
    assert line == f"replay: port {port}: address already in use: choose another with --port"
