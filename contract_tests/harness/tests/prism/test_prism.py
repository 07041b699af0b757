"""Prism is found, started, ended with all it started, and its failures are explained."""

import http.client
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from contract_tests.harness.prism.installation import PACKAGE, prism_command, prism_version
from contract_tests.harness.prism.prism import MockServerError, Prism
from contract_tests.harness.project import ROOT
from contract_tests.harness.tests.faulty_server import stub

SPEC = ROOT / "openapi" / "carts.yaml"


@pytest.fixture(scope="module")
def prism() -> Iterator[Prism]:
    with Prism(SPEC) as prism:
        yield prism


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project that has the lock and an install that agrees with it, but no Prism."""
    lock = {"packages": {PACKAGE: {"version": "5.16.0", "engines": {"node": ">=24.18.0"}}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    (tmp_path / PACKAGE).mkdir(parents=True)
    (tmp_path / PACKAGE / "package.json").write_text('{"version": "5.16.0"}')
    return tmp_path


def await_end(connection: socket.socket) -> None:
    """Return when the peer, which never writes, ended; fail if it lives on."""
    connection.settimeout(10)
    with suppress(ConnectionResetError):
        assert connection.recv(1) == b""


class TestInstall:
    def test_version_is_the_locked_one(self) -> None:
        """The version that is reported is the one in package-lock.json."""
        lock = json.loads((ROOT / "package-lock.json").read_bytes())
        assert prism_version() == lock["packages"][PACKAGE]["version"]

    def test_prism_missing(self, root: Path) -> None:
        """Without node_modules the message names the session that installs it."""
        (root / PACKAGE / "package.json").unlink()
        with pytest.raises(
            MockServerError, match=r"^Prism is not installed: run `nox -s contract`"
        ):
            prism_command(root)

    def test_prism_of_another_version(self, root: Path) -> None:
        """The message names both versions."""
        (root / PACKAGE / "package.json").write_text('{"version": "5.14.2"}')
        with pytest.raises(MockServerError, match=r"^Prism 5\.14\.2 is .*names 5\.16\.0: run `nox"):
            prism_command(root)

    def test_lock_missing(self, root: Path) -> None:
        """Without the lock there is nothing to compare with."""
        (root / "package-lock.json").unlink()
        with pytest.raises(MockServerError, match=r"^package-lock\.json names no version of Prism"):
            prism_command(root)

    def test_node_missing(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Node comes from a Python package; no other Node is looked for."""
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
        with pytest.raises(MockServerError, match=r"^Node is not installed: run `nox -s contract`"):
            prism_command(root)

    def test_node_too_old(self, root: Path) -> None:
        """The locked Prism says which Node it needs."""
        lock = (root / "package-lock.json").read_text().replace("24.18.0", "99.0.0")
        (root / "package-lock.json").write_text(lock)
        with pytest.raises(MockServerError, match=r"^Node v\S+ is too old, Prism needs >=99\.0\.0"):
            prism_command(root)


class TestStart:
    def test_started_means_that_it_answers(self, prism: Prism) -> None:
        """Right after the start, a request is answered by Prism and by nobody else."""
        connection = http.client.HTTPConnection(prism.host, prism.port)
        connection.request("GET", "/no/such/path")
        assert b"stoplight.io/prism/errors#" in connection.getresponse().read()
        connection.close()
        assert prism.alive

    def test_no_contract(self, tmp_path: Path) -> None:
        """A contract that is not there is named."""
        with pytest.raises(MockServerError, match=r"none\.yaml: there is no such contract$"):
            Prism(tmp_path / "none.yaml").start()

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("paths: [", "unexpected end of the stream"),
            ("openapi: 3.0.3\ninfo: {$ref: '#/no'}\npaths: {}", '"#/no" does not exist'),
            ("openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {}", "No operations found"),
        ],
    )
    def test_bad_contract(self, text: str, reason: str, tmp_path: Path) -> None:
        """What Prism says of a contract it cannot serve is passed on, in one line."""
        spec = tmp_path / "bad.yaml"
        spec.write_text(text)
        with pytest.raises(MockServerError) as caught:
            Prism(spec).start()
        assert str(caught.value).startswith(f"Prism cannot serve {spec}: ")
        assert reason in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_exit_at_start(self) -> None:
        """A process that ends before it listens is reported with its status and its words."""
        with pytest.raises(MockServerError, match=r": it exited with 3\nno luck today$"):
            Prism(SPEC, command=stub("exits")).start()

    def test_hang_at_start(self) -> None:
        """A process that never listens is given up at the deadline, and ended."""
        prism = Prism(SPEC, command=stub("hangs"), deadline=0.3)
        with pytest.raises(MockServerError, match=r"^Prism did not answer within 0\.3 s"):
            prism.start()
        assert not prism.alive


class TestEnd:
    def test_nothing_is_left(self) -> None:
        """After the end the port is free, and the process group is gone."""
        with Prism(SPEC) as prism:
            group, port = prism.pid, prism.port
        with pytest.raises(ProcessLookupError):
            os.killpg(group, 0)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((prism.host, port))

    def test_group_that_will_not_end(self) -> None:
        """A process that ignores SIGTERM is killed, and so is the child it started."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            prism = Prism(SPEC, command=stub(f"stubborn {port}"))
            prism.grace = 0.1
            with prism:
                child, _ = listener.accept()
            with child:
                await_end(child)

    def test_end_when_the_block_fails(self) -> None:
        """An exception ends Prism too."""
        prism = Prism(SPEC, command=stub("echo"))
        with pytest.raises(ZeroDivisionError), prism:
            raise ZeroDivisionError
        assert not prism.alive

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
    def test_end_of_the_test_run(self, number: signal.Signals, tmp_path: Path) -> None:
        """However pytest is ended, Prism ends with it."""
        (tmp_path / "test_long.py").write_text(
            "import threading\nfrom pathlib import Path\n"
            "from contract_tests.harness.prism.prism import Prism\n"
            f"def test_long():\n    with Prism(Path({str(SPEC)!r})) as prism:\n"
            "        print('port', prism.port, flush=True)\n        threading.Event().wait()\n"
        )
        command = [sys.executable, "-m", "pytest", "-s", "-q", "-c", os.devnull, str(tmp_path)]
        settings = {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        run = subprocess.Popen(
            command, env=os.environ | settings, stdout=subprocess.PIPE, cwd=tmp_path, text=True
        )
        assert run.stdout is not None
        with run, run.stdout:
            port = next(int(line.split()[1]) for line in run.stdout if line.startswith("port "))
            with socket.create_connection(("127.0.0.1", port)) as connection:
                run.send_signal(number)
                await_end(connection)


CALLING_BACK = """
openapi: 3.0.3
info: {title: It calls, version: "1"}
paths:
  /:
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"204": {description: Taken.}}
      callbacks:
        done: {"{$request.body#/hook}": {post: {responses: {"204": {description: Heard.}}}}}
"""


def test_nobody_is_called_back(tmp_path: Path) -> None:
    """Prism would: here, whoever the request names."""
    spec = tmp_path / "contract.yaml"
    spec.write_text(CALLING_BACK)
    with socket.create_server(("127.0.0.1", 0)) as listener, Prism(spec) as prism:
        hook = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        url = f"http://{prism.host}:{prism.port}/"
        assert httpx.post(url, json={"hook": hook}, trust_env=False).status_code == 204
        listener.settimeout(0.5)
        with pytest.raises(TimeoutError):
            listener.accept()
