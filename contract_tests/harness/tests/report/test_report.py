"""The report says what the verdict says, to people and to programs, and gives nothing away."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contract_tests.harness.mismatch import SHORT
from contract_tests.harness.project import ROOT, only_package
from contract_tests.harness.report.files import write_whole
from contract_tests.harness.tests.html_outline import Outline
from generation.file_lock import exclusive

pytest_plugins = ["pytester"]

FILES = {"index.html", "report.json", "junit.xml"}
SCHEMA = json.loads(Path(__file__).with_name("report.schema.json").read_bytes())
CONFTEST = """
from pathlib import Path
from types import SimpleNamespace
import pytest
from contract_tests.harness.report import files as folder
from contract_tests.harness.report.deduplication import FailureDeduplicator
from contract_tests.harness.report.coverage import Observer
from contract_tests.harness.tests.sample_spec import things
from contract_tests.harness.report.results import ResultCollector

VERDICT = ResultCollector(("POST /things/{id}/parts",), Observer(things()))


def pytest_addoption(parser):
    folder.add_options(parser.getgroup("contract"))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    config.addinivalue_line("markers", "law(name): a law")
    config.pluginmanager.register(VERDICT)
    config.pluginmanager.register(FailureDeduplicator())
    config.pluginmanager.register(SimpleNamespace(profile="ci", seed=7), "contract-control")
    contract = SimpleNamespace(document=things().document, path=Path(__file__))
    folder.register(config, VERDICT, contract, Path("some_client"))
"""
TESTS = """
import pytest
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.tests.sample_spec import make_part


@pytest.mark.law("request")
@pytest.mark.parametrize("operation", [make_part()])
def test_law(operation):
    {body}


def test_other():
    pass
"""


def run(pytester: pytest.Pytester, body: str, *options: str) -> dict[str, Any]:
    """Run two little tests with a report; return its data."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS.format(body=body))
    pytester.runpytest_inprocess(
        "-p", "no:schemathesis", "--report", "report", *options, no_reraise_ctrlc=True
    )
    folder = pytester.path / "report"
    assert {path.name for path in folder.iterdir()} == FILES
    found: dict[str, Any] = json.loads((folder / "report.json").read_bytes())
    Draft202012Validator(SCHEMA).validate(found)
    return found


def test_a_run_leaves_three_files(pytester: pytest.Pytester) -> None:
    """They say the same as each other."""
    found = run(pytester, "pass")
    xml = (pytester.path / "report" / "junit.xml").read_text()
    assert xml.count("<testcase ") == 2 and 'property name="law" value="request"' in xml
    assert found["run"]["other_tests"] == {"passed": 1, "failed": 0}
    assert found["verdict"]["sentence"] in (pytester.path / "report" / "index.html").read_text()
    assert (found["run"]["seed"], found["run"]["interrupted"]) == (7, False)


def test_an_interrupted_run_leaves_them_too(pytester: pytest.Pytester) -> None:
    """Each whole, and nothing half written beside them."""
    found = run(pytester, "raise KeyboardInterrupt")
    assert found["run"]["interrupted"] is True
    assert found["verdict"]["kept"] is False


def test_an_error_of_the_harness_is_reported_as_one(pytester: pytest.Pytester) -> None:
    """It is no failure of the client."""
    found = run(pytester, "raise OSError('no luck')")
    assert found["failures"] == []
    assert [(e["law"], e["message"]) for e in found["errors"]] == [("request", "OSError: no luck")]


@pytest.mark.parametrize("options", [[], ["-n", "1"]])
def test_no_character_stops_the_report(pytester: pytest.Pytester, options: list[str]) -> None:
    """Half a character in a message is what neither a pipe nor a terminal takes."""
    found = run(pytester, "raise OSError('\\ud800')", *options)
    assert [error["message"] for error in found["errors"]] == ["OSError: \ud800"]


def test_failures_travel_between_processes(pytester: pytest.Pytester) -> None:
    """With what was received and documented, whatever characters are in it."""
    body = """raise ContractFailure(
        operation="o", law="request", check="c", received="\\ud800<\\x00", documented="ä" * 5000
    )"""
    [failure] = run(pytester, body, "-n", "1")["failures"]
    assert failure["received"] == "\\ud800<\\x00"
    assert len(failure["documented"]) < 2100 and "(3000 characters)" in failure["documented"]


PLANTED = """

def _plant(seen, real=AuthenticatedClient.__init__):
    import functools

    @functools.wraps(real)
    def planted(self, *args, auth_token, **more):
        with open(seen, "a", encoding="utf-8", errors="replace") as file:
            file.write(auth_token + "\\n")
        end = "0" if len(auth_token) > 12 else ""
        real(self, *args, auth_token=auth_token + end, **more)

    AuthenticatedClient.__init__ = planted
"""


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    """The report of a client that spoils a long key, and the keys that it was given."""
    folder = tmp_path_factory.mktemp("failed")
    package = shutil.copytree(only_package(), folder / only_package().name)
    seen = folder / "keys.txt"
    with (package / "__init__.py").open("a", encoding="utf-8") as file:
        file.write(f"{PLANTED}\n_plant({str(seen)!r})\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "contract_tests/request/test_whole_request.py",
        "-k",
        "carries",
    ]
    options = [
        "--package",
        str(package),
        "--report",
        str(folder / "report"),
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
    (folder / "report" / "terminal.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    return folder / "report", set(seen.read_text(encoding="utf-8").splitlines())


def test_a_failure_can_be_read_and_made_again(failed: tuple[Path, set[str]]) -> None:
    """What was received, what is documented, three lines of Python and one of shell."""
    folder, _ = failed
    found = json.loads((folder / "report.json").read_bytes())
    Draft202012Validator(SCHEMA).validate(found)
    assert found["verdict"]["kept"] is False and found["failures"]
    text = Outline((folder / "index.html").read_text(encoding="utf-8")).text
    for failure in found["failures"]:
        assert failure["received"] != failure["documented"]
        assert len(failure["python"]) == 3 and failure["curl"].startswith("curl -i -X ")
        *start, file, option, package = failure["replay"].split()
        assert " ".join(start) == "nox -s contract -- --replay" and Path(file).is_file()
        assert option == "--package" and Path(package).is_dir()
        for line in (*failure["python"], failure["curl"], failure["received"], failure["replay"]):
            assert line in text


def test_no_file_shows_a_key(failed: tuple[Path, set[str]]) -> None:
    """Neither does the terminal. Those too short to be one may stand there by chance."""
    folder, keys = failed
    long = {key for key in keys if len(key) > SHORT}
    assert any(len(key) > 12 for key in long)
    for path in sorted(folder.rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        assert [key for key in long if key in text] == [], path.name


def test_files_are_written_all_or_none(tmp_path: Path) -> None:
    """What was there stays until all are complete."""
    (tmp_path / "a").write_text("old")
    with pytest.raises(OSError, match="no/b"):
        write_whole(tmp_path, {"a": "new", "no/b": ""})
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "old"


def test_a_run_waits_for_another_that_writes_there(tmp_path: Path) -> None:
    """And says so: of two reports in one folder, the second would be all there is."""
    folder = tmp_path / "report"
    command = [sys.executable, "-m", "contract_tests", "-k", "no test", "--report", str(folder)]
    with (
        exclusive(folder),
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as second,
    ):
        assert second.stderr, "it is a pipe"
        assert second.stderr.readline() == "Waiting for another run that changes report\n"
        assert not folder.exists()
        second.kill()


def test_an_interrupt_while_they_are_written_leaves_nothing_behind(tmp_path: Path) -> None:
    """No draft stays."""

    class Interrupted(dict[str, str]):
        def items(self) -> Iterator[tuple[str, str]]:  # type: ignore[override]
            yield "a", "new"
            raise KeyboardInterrupt

    files: Mapping[str, str] = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path, files)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_refused_at_once(pytester: pytest.Pytester) -> None:
    """In one line, before a test ran; with the exit code for a wrong command line."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS.format(body="pass"))
    pytester.path.joinpath("taken").write_text("")
    result = pytester.runpytest_inprocess("-p", "no:schemathesis", "--report", "taken/report")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [line for line in result.errlines if line] == [
        "ERROR: --report taken/report: cannot write there (Not a directory): name another folder"
    ]
