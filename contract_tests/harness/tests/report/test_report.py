"""The files of `--report`: complete, valid, written atomically, and without credentials."""

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
from contract_tests.harness.project import ROOT, checked_in_package
from contract_tests.harness.report.files import write_atomically
from contract_tests.harness.report.summary import SCHEMA_FILE
from contract_tests.harness.tests.html_outline import Outline
from contract_tests.harness.tests.sample_run import run
from generation.file_lock import exclusive

pytest_plugins = ["pytester"]

FILES = {"index.html", "report.json", "junit.xml", "replay"}
ONE_TEST = "if law == 'request' and operation is A:"
SCHEMA = json.loads(SCHEMA_FILE.read_bytes())


def report_of(pytester: pytest.Pytester, body: str, *options: str) -> dict[str, Any]:
    """Run law tests with this *body* and a report; return the content of `report.json`."""
    run(pytester, body, "--report", "report", *options)
    folder = pytester.path / "report"
    assert {path.name for path in folder.iterdir()} == FILES
    report: dict[str, Any] = json.loads((folder / "report.json").read_bytes())
    Draft202012Validator(SCHEMA).validate(report)
    return report


def test_the_files_of_a_run_agree(pytester: pytest.Pytester) -> None:
    """The HTML page, the data and the JUnit file show the same tests and the same verdict."""
    report = report_of(pytester, "pass")
    xml = (pytester.path / "report" / "junit.xml").read_text()
    assert xml.count("<testcase ") == 11 and 'property name="law" value="request"' in xml
    assert report["run"]["other_tests"] == {"passed": 1, "failed": 0}
    assert report["verdict"]["sentence"] in (pytester.path / "report" / "index.html").read_text()
    assert (report["run"]["seed"], report["run"]["interrupted"]) == (7, False)


def test_a_junit_file_of_another_name_is_copied(pytester: pytest.Pytester) -> None:
    """With `--junitxml`, pytest writes its own file, and the report has a copy of it."""
    report_of(pytester, "pass", "--junitxml=other.xml")
    copy = pytester.path / "report" / "junit.xml"
    assert copy.read_text() == (pytester.path / "other.xml").read_text()


def test_an_interrupted_run_writes_its_report(pytester: pytest.Pytester) -> None:
    """All files are complete, and no draft is left beside them."""
    report = report_of(pytester, "raise KeyboardInterrupt")
    assert report["run"]["interrupted"] is True
    assert report["verdict"]["kept"] is False


def test_an_error_of_the_harness_is_no_failure(pytester: pytest.Pytester) -> None:
    """Errors of the harness are listed apart from failures of the client."""
    report = report_of(pytester, f"{ONE_TEST} raise OSError('no luck')")
    assert report["failures"] == []
    assert [(e["law"], e["message"]) for e in report["errors"]] == [("request", "OSError: no luck")]


@pytest.mark.parametrize("options", [[], ["-n", "1"]])
def test_a_message_may_contain_surrogates(pytester: pytest.Pytester, options: list[str]) -> None:
    """Neither a pipe nor a terminal accepts a lone surrogate, and the report is still written."""
    report = report_of(pytester, f"{ONE_TEST} raise OSError('\\ud800')", *options)
    assert [error["message"] for error in report["errors"]] == ["OSError: \ud800"]


def test_failures_of_workers_are_reported(pytester: pytest.Pytester) -> None:
    """A failure keeps all its characters on the way from a worker of pytest-xdist."""
    body = f"{ONE_TEST} raise failure(received='\\ud800<\\x00' + 'ä' * 5000)"
    [failure] = report_of(pytester, body, "-n", "1")["failures"]
    assert failure["received"].startswith("\\ud800<\\x00ä")
    assert len(failure["received"]) < 2100 and "(3003 characters)" in failure["received"]


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
    """The report of a client that changes long credentials, and the credentials that it got."""
    folder = tmp_path_factory.mktemp("failed")
    package = shutil.copytree(checked_in_package(), folder / checked_in_package().name)
    seen = folder / "credentials.txt"
    with (package / "__init__.py").open("a", encoding="utf-8") as file:
        file.write(f"{PLANTED}\n_plant({str(seen)!r})\n")
    tests = ["contract_tests/request/test_whole_request.py", "-k", "receives_and_accepts"]
    options = [f"--package={package}", f"--report={folder / 'report'}", "-pno:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *tests, *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
    (folder / "report" / "terminal.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    return folder / "report", set(seen.read_text(encoding="utf-8").splitlines())


def test_a_failure_can_be_understood_and_replayed(failed: tuple[Path, set[str]]) -> None:
    """The report has both values, lines of Python, one of shell and a replay command."""
    folder, _ = failed
    report = json.loads((folder / "report.json").read_bytes())
    Draft202012Validator(SCHEMA).validate(report)
    assert report["verdict"]["kept"] is False and report["failures"]
    text = Outline((folder / "index.html").read_text(encoding="utf-8")).text
    for failure in report["failures"]:
        assert failure["received"] != failure["documented"]
        assert "import " in failure["python"][0] and "curl -i -X " in failure["curl"]
        *start, file, option, package = failure["replay"].split()
        assert " ".join(start) == "nox -s contract -- --replay" and Path(file).is_file()
        assert option == "--package" and Path(package).is_dir()
        for line in (*failure["python"], failure["curl"], failure["received"], failure["replay"]):
            assert line in text


def test_no_output_contains_a_credential(failed: tuple[Path, set[str]]) -> None:
    """Neither a file nor the terminal shows one; short texts may appear by chance."""
    folder, credentials = failed
    long = {credential for credential in credentials if len(credential) > SHORT}
    assert any(len(credential) > 12 for credential in long)
    for path in sorted(folder.rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        assert [credential for credential in long if credential in text] == [], path.name


def test_files_are_replaced_together_or_not_at_all(tmp_path: Path) -> None:
    """If one file cannot be written, the existing files stay as they are."""
    (tmp_path / "a").write_text("old")
    with pytest.raises(OSError, match="no/b"):
        write_atomically(tmp_path, {"a": "new", "no/b": ""})
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "old"


def test_a_run_waits_for_another_that_writes_into_its_folder(tmp_path: Path) -> None:
    """The second run says that it waits: otherwise the reports of both would be mixed."""
    folder = tmp_path / "report"
    folder.mkdir()
    command = [sys.executable, "-m", "contract_tests", "-k", "nothing", "--report", str(folder)]
    with (
        exclusive(folder, folder.name),
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as second,
    ):
        assert second.stderr, "stderr is a pipe"
        assert second.stderr.readline() == "Waiting for another run that changes report\n"
        assert not list(folder.iterdir())
        second.kill()


def test_an_interrupt_during_writing_leaves_no_drafts(tmp_path: Path) -> None:
    """Temporary files are removed."""

    class Interrupted(dict[str, str]):
        def items(self) -> Iterator[tuple[str, str]]:  # type: ignore[override]
            yield "a", "new"
            raise KeyboardInterrupt

    files: Mapping[str, str] = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path, files)
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_folder_is_a_usage_error(pytester: pytest.Pytester) -> None:
    """The message is one line, before any test runs."""
    pytester.path.joinpath("taken").write_text("")
    result = run(pytester, "pass", "--report", "taken/report")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [line for line in result.errlines if line] == [
        "ERROR: --report taken/report: cannot write there (Not a directory): name another folder"
    ]
