"""The servers behind `nox -s replay`: each sends what the client received in the failed call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from contract_tests.harness.prism.prism import Prism
from contract_tests.harness.prism.recording_proxy import RecordingProxy
from contract_tests.harness.replay_record import ReplayData, read_canned_response
from contract_tests.harness.runners.fault_server import FaultServer, complete_response


def server_for(data: ReplayData, spec: Path, port: int) -> AbstractContextManager[str]:
    """
    Return the server of a replay record; a context manager that returns its URL.

    Args:
        data: the record.
        spec: the contract that Prism serves.
        port: of the loopback interface; 0 for a free one.

    Raises:
        OSError: the port cannot be used.
        MockServerError: Prism cannot start.
    """
    options = data["options"]
    return _prism(spec, port, options) if options["runner"] == "prism" else _player(port, options)


@contextmanager
def _prism(spec: Path, port: int, options: dict[str, Any]) -> Iterator[str]:
    """Forward requests to Prism, with the header that selects the response of the failed call."""
    prism = Prism(spec)
    proxy = RecordingProxy(prism, port=port)  # fails before Prism starts, which takes seconds
    with prism, proxy, proxy.recording(prefer=options["prefer"]):
        yield proxy.url


@contextmanager
def _player(port: int, options: dict[str, Any]) -> Iterator[str]:
    """Send the bytes of the canned response for each request, and close the connection."""
    response = read_canned_response(options["response"])
    with FaultServer(complete_response(response), port=port) as server:
        yield server.url
