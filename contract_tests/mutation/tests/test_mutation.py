"""How faults are made, run, remembered and counted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.plugin.setup import law_files
from contract_tests.harness.project import ROOT, TESTS
from contract_tests.mutation import score, telling
from contract_tests.mutation.blinding import PROOFS
from contract_tests.mutation.blinds import blind, candidates, check_names
from contract_tests.mutation.dulls import dull, dull_names
from contract_tests.mutation.hunt import (
    IN_PROCESS,
    OVER_PRISM,
    PRISM_TESTS,
    Killers,
    Worker,
    WorkerEnded,
    hunt,
)
from contract_tests.mutation.journal import Journal, digest
from contract_tests.mutation.laws import QUICK
from contract_tests.mutation.mutants import Mutant
from contract_tests.mutation.score import Found

SELF_TESTS = TESTS / "harness" / "tests"


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """One whose tasks do as they are told."""
    with Worker(["contract_tests.mutation.tests.scripted_worker"]) as worker:
        yield worker


def run(worker: Worker, **task: Any) -> dict[str, Any]:
    return worker.run({"name": "it", **task})


class TestForks:
    def test_each_task_has_a_process_of_its_own(self, worker: Worker) -> None:
        first, second = run(worker, do="answer"), run(worker, do="answer")
        assert len({first["process"], second["process"], os.getpid()}) == 3
        assert first["name"] == "it" and first["seconds"] >= 0

    @pytest.mark.parametrize("how", ["exit", "raise"])
    def test_a_crash_is_told_and_survived(self, worker: Worker, how: str) -> None:
        result = run(worker, do=how)
        assert result["outcome"] == "crash"
        assert how == "exit" or "RuntimeError: told to" in result["message"]
        assert run(worker, do="answer")["outcome"] == "alive"

    def test_what_hangs_is_ended(self, worker: Worker) -> None:
        assert run(worker, do="hang", limit=0.2)["outcome"] == "time"
        assert run(worker, do="answer")["outcome"] == "alive"


class TestHunt:
    def test_a_worker_that_cannot_run_says_why(self) -> None:
        with pytest.raises(WorkerEnded, match="No module named no_such_module"):
            list(hunt([{"name": "it"}], Worker.run, ["no_such_module"], 1))

    def test_a_worker_that_is_not_asked_ends(self) -> None:
        with Worker(["pytest", "--version"]):
            pass


class TestKillers:
    def test_what_caught_the_last_fault_of_a_class_goes_first(self) -> None:
        """The latest first, each once; not one that needs a mock server."""
        killers = Killers()
        for test in (
            "contract_tests/a/test_a.py::a",
            "contract_tests/b/test_b.py::b",
            "contract_tests/a/test_a.py::a",
        ):
            killers.learn("path", {"outcome": "killed", "test": test})
        killers.learn(
            "path",
            {
                "outcome": "killed",
                "test": "contract_tests/a/test_a.py::test_each_documented_error_is_raised",
            },
        )
        killers.learn("path", {"outcome": "alive"})
        assert killers.first("path") == [
            "contract_tests/a/test_a.py::a",
            "contract_tests/b/test_b.py::b",
        ]
        assert killers.first("key") == []


class TestJournal:
    def test_an_interrupted_hunt_goes_on(self, tmp_path: Path) -> None:
        """Also when the last line was cut off."""
        path = tmp_path / "new" / "journal"
        Journal(path, "key").add({"name": "a", "outcome": "killed"})
        with path.open("a") as file:
            file.write('{"name": "b", "outc')
        assert list(Journal(path, "key").results) == ["a"]

    def test_that_of_other_inputs_is_not_taken(self, tmp_path: Path) -> None:
        path = tmp_path / "journal"
        Journal(path, "key").add({"name": "a", "outcome": "killed"})
        assert Journal(path, "other").results == {}

    def test_one_that_is_whole_is_gone(self, tmp_path: Path) -> None:
        journal = Journal(tmp_path / "journal", "key")
        journal.end()
        journal.add({"name": "a", "outcome": "killed"})
        journal.end()
        assert list(tmp_path.iterdir()) == []

    def test_a_digest_tells_files_and_options_apart(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("1")
        first = digest([tmp_path], "x")
        assert first == digest([tmp_path], "x") != digest([tmp_path], "y")
        (tmp_path / "a").write_text("2")
        assert first != digest([tmp_path], "x")


class TestMutants:
    def test_one_is_a_copy_with_one_change(self, tmp_path: Path) -> None:
        sound = tmp_path / "tree" / "client"
        sound.mkdir(parents=True)
        (sound / "__init__.py").write_text("A = 1\n")
        (sound / "other.py").write_text("B = 1\n")
        made = Mutant("m", "f", "__init__.py", "A = 1\n", "A = 2\n").write(sound, tmp_path / "m")
        assert (made / "__init__.py").read_text() == "A = 2\n"
        assert (made / "other.py").read_text() == "B = 1\n"
        assert (sound / "__init__.py").read_text() == "A = 1\n"

    def test_its_diff_is_what_is_changed(self) -> None:
        diff = Mutant("m", "f", "a.py", "A = 1\nB = 1\n", "A = 2\nB = 1\n").diff
        assert "-A = 1\n+A = 2" in diff


def found(group: str, outcome: str, name: str = "n", equivalent: str = "") -> Found:
    """A fault of that *group*."""
    return Found(group, "class", {"name": name, "outcome": outcome}, equivalent=equivalent)


class TestScore:
    def test_one_that_escapes_is_not_enough(self) -> None:
        caught = [found("client", "killed")] * 999
        assert list(score.failing(caught)) == []
        assert list(score.failing([*caught, found("client", "alive")])) == [
            "client: 999 of 1000 caught, and 100% is asked for"
        ]

    def test_a_fault_of_the_catalogue_that_does_not_load_has_to_be_planted_anew(self) -> None:
        """It would say nothing, and nobody would miss it. A change of code may be no Python."""
        (reason,) = score.failing(
            [found("client", "stillborn", name="n"), found("code", "stillborn")]
        )
        assert reason.startswith("n: does not even load")

    def test_of_changes_of_code_two_in_a_hundred_may_escape(self) -> None:
        caught, alive = [found("code", "killed")] * 98, [found("code", "alive")]
        assert list(score.failing([*caught, *alive * 2])) == []
        assert list(score.failing([*caught, *alive * 3]))

    @pytest.mark.parametrize("outcome", ["killed", "time"])
    def test_what_a_law_sees_is_caught(self, outcome: str) -> None:
        assert found("client", outcome).caught

    @pytest.mark.parametrize("outcome", ["alive", "unclear", "crash"])
    def test_where_the_harness_gave_up_nothing_is_caught(self, outcome: str) -> None:
        assert [one.caught for one in score.escaped([found("client", outcome)])] == [False]

    def test_what_does_not_load_does_not_count(self) -> None:
        assert score.counted([found("client", "stillborn")]) == []

    def test_what_is_equivalent_does_not_count(self) -> None:
        assert score.escaped([found("client", "alive", equivalent="why")]) == []

    def test_an_equivalent_that_is_caught_gone_or_unseen_is_stale(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where a test of the client's own is named, it has to see the fault."""
        monkeypatch.setattr(score, "equivalents", lambda: dict.fromkeys("abcde", "why"))
        monkeypatch.setattr(score, "seen_by", lambda: {"d": "test_x", "e": "test_x"})
        caught, right = found("client", "killed", "a"), found("client", "alive", "b")
        seen, unseen = found("client", "seen", "d"), found("client", "alive", "e")
        assert list(score.stale([caught, right, seen, unseen])) == [
            "a: is listed as equivalent, and is not: killed",
            "c: is listed as equivalent, and is no fault any more",
            "e: is listed as equivalent, and contract_tests/client/test_x.py is blind",
        ]

    def test_the_table_adds_up(self) -> None:
        lines = list(telling.table([found("client", "killed"), found("client", "alive")]))
        assert lines[-1].split()[:3] == ["all", "2", "1"]

    def test_what_escaped_is_told_with_its_change(self) -> None:
        """Also where the harness gave up, with its last words."""
        result = {"name": "n", "outcome": "crash", "message": "no memory"}
        told = "\n".join(telling.lines([Found("client", "c", result, diff="-a\n+b")]))
        assert "cannot tell: n\n-a\n+b\nthe harness gave up:\nno memory" in told
        assert "escaped: n" in "\n".join(telling.lines([found("client", "alive")]))

    def test_it_says_which_law_caught_how_many(self) -> None:
        """Of what is broken on either side; the harness's own faults no law has to see."""
        parity = Found("server", "c", {"name": "n", "outcome": "killed", "law": "parity"})
        hung, own = found("client", "time"), found("harness", "killed")
        ignored = found("server", "killed", equivalent="why")
        told = telling.by_law([parity, parity, hung, own, ignored, found("client", "alive")])
        assert told == "Caught by: parity 2, time 1"

    def test_it_says_why_the_rest_is_not_counted(self) -> None:
        ignored = found("server", "alive", equivalent="A client may ignore it.")
        lines = list(telling.excused([found("client", "killed"), ignored, ignored]))
        assert lines == ["   2  server: A client may ignore it."]

    def test_a_program_reads_of_each_what_caught_it_or_why_nothing_has_to(self) -> None:
        result = {"name": "n", "outcome": "killed", "law": "request", "check": "path conformance"}
        caught = Found("client", "path", result)
        assert caught.facts == {"group": "client", "fault": "path", **result}
        assert found("server", "alive", equivalent="why").facts["equivalent"] == "why"


class TestBlinds:
    def test_every_check_that_needs_no_mock_server_can_be_blinded(self) -> None:
        assert {"method_conformance", "sync_async_parity", "no_secret_is_exposed"} < {
            *check_names()
        }
        assert not [name for name in check_names() if "mock" in name]

    def test_one_that_is_not_there_is_told(self) -> None:
        with pytest.raises(LookupError, match="no_such_check"):
            blind("no_such_check")

    def test_its_candidates_are_what_it_caught(self) -> None:
        results = [
            {"name": "a", "check": "path conformance"},
            {"name": "b", "check": "query conformance"},
            {"name": "c", "law": "parity", "check": "sync does as asyncio does"},
        ]
        assert candidates("path_conformance", results) == ["a"]
        assert candidates("sync_async_parity", results) == ["c"]


class TestDulls:
    def test_a_dull_oracle_says_always_the_same(self) -> None:
        """In a process of its own: nobody brightens it up again."""
        code = (
            "from contract_tests.mutation.dulls import dull\n"
            "from contract_tests.harness.spec.strict_json import json_equal\n"
            "assert not json_equal(1, 2)\n"
            "dull('spec.strict_json.json_equal: 0')\n"
            "assert json_equal(1, 2)\n"
        )
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)

    def test_each_that_answers_yes_or_no_is_dulled_both_ways(self) -> None:
        assert {f"oracles.expected_outcome.OutcomeOracle.allows: {number}" for number in (0, 1)} < {
            *dull_names()
        }

    def test_one_that_is_not_there_is_told(self) -> None:
        with pytest.raises(LookupError, match="no_such_oracle"):
            dull("no_such_oracle: 0")


def test_every_law_is_hunted_with() -> None:
    """Each module of the laws is asked, and each test that is tried first is there."""
    files = [path for path in law_files() if path.parent.name != "compatibility"]
    assert {*IN_PROCESS, *OVER_PRISM} == {f"{path.parent.name}/{path.stem}" for path in files}
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [name for name in QUICK if f"\ndef {name}(" not in source] == []
    functions = re.findall(r"^def (\w+)\(([^)]*)\)", source, re.MULTILINE)
    assert {name for name, arguments in functions if "prism_runner" in arguments} == PRISM_TESTS


def test_the_proofs_of_each_room_are_there() -> None:
    for names in PROOFS.values():
        assert [name for name in names if not (SELF_TESTS / f"{name}.py").is_file()] == []
