"""The installed Prism: its version, and the command that runs it."""

from __future__ import annotations

from pathlib import Path

from contract_tests.harness.project import ROOT
from node import NodeError, check_node, installed_version, node_binary

PACKAGE = "@stoplight/prism-cli"


class MockServerError(Exception):
    """Prism cannot be started. The first line of the message names the cause and the remedy."""


class MockDeviatedError(MockServerError):
    """Prism sent a response that the contract does not allow, so the check is inconclusive."""


class LargeResponseError(MockDeviatedError):
    """Prism made a random body so large that validating it would take seconds."""


class MockServerDiedError(BaseException):
    """Prism died or sent no complete response during a test. It has been started again.

    Not an `Exception`, for two reasons: code that treats any exception as the client's must not
    catch this one, and Hypothesis must not shrink the example, as each attempt starts a server.
    """


class MockServerSlowError(MockServerDiedError):
    """Prism did not respond to a complete request in time. It has been started again."""


def prism_version(root: Path = ROOT) -> str:
    """The version of Prism that is installed in *root*, which is the one package-lock.json pins.

    Raises `MockServerError` if Prism is missing or has another version.
    """
    try:
        return installed_version(PACKAGE, root, remedy="run `nox -s contract`, which installs it")
    except NodeError as error:
        raise MockServerError(str(error)) from None


def prism_command(root: Path = ROOT) -> list[str]:
    """The command that runs Prism, without arguments. Raises `MockServerError`."""
    prism_version(root)
    try:
        check_node(root)
    except NodeError as error:
        raise MockServerError(str(error)) from None
    hook = Path(__file__).with_name("prism.mjs").absolute().as_uri()
    program = root / "node_modules" / PACKAGE / "dist" / "index.js"
    return [str(node_binary()), "--import", hook, str(program)]
