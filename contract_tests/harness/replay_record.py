"""
Replay records: one failed call as JSON, from which `--replay FILE` repeats it.

A record is valid for one contract only. It contains no credentials: a repeated call gets new ones
of the same kind.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import shlex
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.project import SPEC
from contract_tests.harness.records import CallRecord, ExpectedResult
from contract_tests.harness.spec import ABSENT, Call, Contract, Credential, Operation
from contract_tests.harness.wire.canned_response import CannedResponse

# The version of the file format.
FORMAT = 3
# Where `nox -s replay` serves, and where the lines that reproduce a failure send their call.
PORT = 4020
ORIGIN = f"http://127.0.0.1:{PORT}"
# The folder of the replay files in a report.
REPLAYS = "replay"
# The runners of tests that a single call cannot repeat.
NOT_REPEATABLE = {"faulty socket", "shared clients"}
VISIBLE_ASCII = range(0x21, 0x7F)
ReplayData = dict[str, Any]


class ReplayFileError(ValueError):
    """The file is not a replay record, or is for another contract. The message is one line."""


def replay_data(records: Sequence[CallRecord], checks: Sequence[str]) -> ReplayData | None:
    """
    The *records* of one call, and the names of the *checks* that were run, as a JSON value.

    None where one call cannot repeat the failure (broken connections, shared clients), where the
    fault lies in a credential, or where JSON cannot represent an argument.
    """
    record = records[0]
    call = record.call
    if record.replay_options.get("runner") in NOT_REPEATABLE:
        return None
    credentials = "".join(each.value for each in call.credentials.values())
    if any(ord(character) not in VISIBLE_ASCII for character in credentials):
        return None
    data = {
        "replay": FORMAT,
        "contract": digest(record.contract),
        "operation": record.operation.id,
        "functions": [each.function for each in records],
        "checks": list(checks),
        "arguments": [[*identity, value] for identity, value in call.arguments.items()],
        "body": None if call.body is ABSENT else {"value": call.body},
        "media_type": call.media_type,
        "native": call.native,
        "credentials": {
            name: {"prefix": each.prefix, "user": each.user is not None}
            for name, each in call.credentials.items()
        },
        "options": _encoded_options(record.replay_options),
    }
    try:
        return data if json.loads(json.dumps(data)) == data else None
    except (TypeError, ValueError, RecursionError):
        return None


def _encoded_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a runner, with JSON in place of a response and an expected result."""
    encoded = dict(options)
    if isinstance(response := encoded.get("response"), CannedResponse):
        encoded["response"] = {
            "name": response.name,
            "status": response.status,
            "headers": [[n.decode("latin-1"), v.decode("latin-1")] for n, v in response.headers],
            "zlib": base64.b64encode(zlib.compress(response.body)).decode(),
            "secrets": list(response.secrets),
        }
    if isinstance(expected := encoded.get("expected_result"), ExpectedResult):
        tolerances_used = sorted(expected.tolerances_used)
        encoded["expected_result"] = {**asdict(expected), "tolerances_used": tolerances_used}
    return encoded


def as_file(failure: MismatchError) -> tuple[str, str] | None:
    """The name and the text of the replay file of *failure*; None where it cannot be repeated."""
    if failure.replay_data is None:
        return None
    *python, curl = failure.reproduction.split("\n")
    about = {"law": failure.law, "check": failure.check, "python": python, "curl": curl}
    text = json.dumps({"failure": about, **failure.replay_data}, indent=2) + "\n"
    return f"{failure.law}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.json", text


def command(report: Path, name: str, options: Sequence[str]) -> str:
    """The command that repeats a failed call: the replay file *name* of the *report* folder."""
    path, here = (report / REPLAYS / name).resolve(), Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else path
    return f"nox -s contract -- {shlex.join(['--replay', str(shown), *options])}"


def options_of_client(config: pytest.Config) -> list[str]:
    """The words of the command line that name contracts and the client, and its settings."""
    defaults = {"--spec": SPEC, "--package": None}
    given = {option: config.getoption(option, None) for option in defaults}
    pairs = [(option, given[option]) for option in defaults]
    named = [pair for pair in pairs if pair[1] not in (None, defaults[pair[0]])]
    named += [("--setting", text) for text in config.getoption("--setting", [])]
    return [str(word) for pair in named for word in pair]


def digest(contract: Contract) -> str:
    """The SHA-256 of the parsed document, so that comments and layout do not matter."""
    text = json.dumps(contract.document, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def read_replay_file(path: Path, contract: Contract) -> ReplayData:
    """
    The replay record in the file at *path*.

    Raises:
        ReplayFileError: the file is unreadable, is not a replay record, or is for another contract.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReplayFileError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or data.get("replay") != FORMAT:
        raise ReplayFileError(f"{path} is not a replay file of this harness")
    if data["contract"] != digest(contract):
        raise ReplayFileError(
            f"{path} is of another contract than {contract.path}, or of another version of it"
        )
    return data


def read_operation(data: ReplayData, contract: Contract) -> Operation:
    """The operation of a replay record."""
    return next(each for each in contract.operations if each.id == data["operation"])


def read_call(data: ReplayData) -> Call:
    """The call of a replay record, with new credentials."""
    return Call(
        arguments={(location, name): value for location, name, value in data["arguments"]},
        body=ABSENT if data["body"] is None else data["body"]["value"],
        media_type=data["media_type"],
        native=data["native"],
        credentials={
            name: Credential(
                secrets.token_hex(12), each["prefix"], "a-user" if each["user"] else None
            )
            for name, each in data["credentials"].items()
        },
    )


def read_canned_response(encoded: Mapping[str, Any]) -> CannedResponse:
    """The response in the options of a replay record."""
    headers = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in encoded["headers"]]
    body = zlib.decompress(base64.b64decode(encoded["zlib"]))
    name, status = encoded["name"], encoded["status"]
    return CannedResponse(name, status, tuple(headers), body, tuple(encoded["secrets"]))


def read_expected_result(encoded: Mapping[str, Any] | None) -> ExpectedResult | None:
    """The expected result in the options; None where the response determines it."""
    if encoded is None:
        return None
    return ExpectedResult(**{**encoded, "tolerances_used": frozenset(encoded["tolerances_used"])})


def read_all(data: ReplayData, contract: Contract) -> None:
    """Read each part of a replay record, so that a missing or invalid part raises."""
    read_operation(data, contract)
    data["failure"]["law"].strip()
    data["failure"]["curl"].strip()
    list(data["failure"]["python"])
    read_call(data)
    options = dict(data["options"])
    list(data["functions"])
    if options["runner"] == "prism":
        (options["prefer"] or "").strip()
        list(options["drop_credentials"])
        list(options["empty_credentials"])
    else:
        read_canned_response(options["response"])
        read_expected_result(options["expected_result"])
        dict(options["settings"] or {})
        options["url"].strip()
