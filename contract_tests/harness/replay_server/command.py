"""
Serve the response of one failed call, for the lines of Python and shell that its failure shows.

FILE is a replay file of a report. If the call was made to Prism, Prism serves the contract; else
a server sends the bytes of the recorded response for each request. It ends after Ctrl-C.
"""

from __future__ import annotations

import argparse
import errno
import os
import shlex
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from contract_tests.harness.driver import DriverError, adapter_for
from contract_tests.harness.exit_codes import (
    INTERRUPTED,
    KEPT,
    NOT_VERIFIED,
    USAGE,
    CommandLineParser,
)
from contract_tests.harness.plugin.generate_for_spec import (
    GeneratedClient,
    GenerationFailedError,
    make_client,
)
from contract_tests.harness.prism.prism import MockServerError
from contract_tests.harness.project import SPEC, checked_in_package
from contract_tests.harness.replay_record import (
    ORIGIN,
    PORT,
    ReplayData,
    ReplayFileError,
    read_all,
    read_replay_file,
)
from contract_tests.harness.replay_server.servers import server_for
from contract_tests.harness.spec import ContractError, load_contract

MAX_PORT = 65_535


def main(words: Sequence[str]) -> int:
    """Serve until the process is interrupted, and return the exit code."""
    options = _options(words)
    try:
        with ExitStack() as stack:
            client = _client(options, stack)
            data = _read(options.file, client.contract)
            url = stack.enter_context(server_for(data, client.contract, options.port))
            _show(data, client.package, url)
            threading.Event().wait()  # a signal raises KeyboardInterrupt
            return KEPT
    except KeyboardInterrupt:
        return INTERRUPTED
    except (ContractError, DriverError, GenerationFailedError, ReplayFileError) as error:
        return _fail(str(error), USAGE)
    except MockServerError as error:
        return _fail(str(error), NOT_VERIFIED)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        reason = os.strerror(error.errno).lower()
        return _fail(f"port {options.port}: {reason}: choose another with --port", USAGE)


def _fail(message: str, code: int) -> int:
    sys.stderr.write(f"replay: {message}\n")
    return code


def _client(options: argparse.Namespace, stack: ExitStack) -> GeneratedClient:
    """The client that the lines of Python import, and the contract that it supports."""
    if options.package is not None:
        adapter_for(options.package)
    if options.spec.resolve() == SPEC:
        return GeneratedClient(options.package or checked_in_package(), SPEC, ())
    made = make_client(options.spec, stack.callback)
    return replace(made, package=options.package or made.package)


def _read(path: Path, spec: Path) -> ReplayData:
    """
    Read a replay file completely.

    Raises:
        ReplayFileError: it cannot be read, is incomplete, or is of another contract.
    """
    contract = load_contract(spec)
    data = read_replay_file(path, contract)
    try:
        read_all(data, contract)
    except Exception as error:  # a file that was edited by hand may contain anything
        raise ReplayFileError(f"{path} is incomplete") from error
    return data


def _show(data: ReplayData, package: Path, url: str) -> None:
    """Print the URL, and the lines of the failure with this URL."""
    failure = data["failure"]
    lines = [
        f"Serving the response of {data['operation']} at {url}; stop with Ctrl-C.",
        "",
        f"For {shlex.quote(sys.executable)}:",
        "import sys",
        f"sys.path.insert(0, {str(package.resolve().parent)!a})",
        *failure["python"],
        "",
        "For a shell:",
        failure["curl"],
    ]
    sys.stdout.write("\n".join(lines).replace(ORIGIN, url) + "\n")
    sys.stdout.flush()


def _port(text: str) -> int:
    """An `argparse` type: the number of a port; 0 for a free one."""
    if not text.isdecimal() or int(text) > MAX_PORT:
        raise argparse.ArgumentTypeError(f"must be an integer from 0 to {MAX_PORT}")
    return int(text)


def _options(words: Sequence[str]) -> argparse.Namespace:
    first_line, _, more = str(__doc__).strip().partition("\n")
    parser = CommandLineParser(
        prog="nox -s replay --", description=first_line, epilog=" ".join(more.split())
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="such as report/replay/NAME.json")
    parser.add_argument(
        "--port", type=_port, default=PORT, help=f"of the loopback interface; default: {PORT}"
    )
    parser.add_argument("--spec", type=Path, default=SPEC, help="the contract of the run")
    parser.add_argument("--package", type=Path, help="the client package of the run")
    # The run suggests it with the other options; the lines of Python contain it already.
    parser.add_argument("--setting", action="append", help=argparse.SUPPRESS)
    return parser.parse_args(words)
