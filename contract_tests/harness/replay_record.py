"""
A trial as data: what is needed to make it again, and none of its keys.

Rule 1: a recipe is for one contract. With another, it would prove something else.
Rule 2: keys are not written. A trial that is made again has new ones of the same kind.
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

from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.project import SPEC
from contract_tests.harness.records import CallRecord, ExpectedResult
from contract_tests.harness.spec import ABSENT, Call, Contract, Credential, Operation
from contract_tests.harness.wire.canned_response import CannedResponse

FORMAT = 2
# Where a report has its replay files.
REPLAYS = "replay"
# Lanes that no file can make a trial of again: it takes more than one call.
ONCE = {"faulty socket", "shared clients"}
ReplayData = dict[str, Any]
VISIBLE = range(0x21, 0x7F)


class ReplayFileError(ValueError):
    """The file is no recipe, or is of another contract. The message is one line."""


def replay_data(records: Sequence[CallRecord], names: Sequence[str]) -> ReplayData | None:
    """
    The *records* of one call, and the *names* of the checks that were run, as a JSON value.

    None where JSON cannot hold an argument, where a key was the point of the trial, or where it
    takes more than this one call: a connection that broke, a client that is shared.
    """
    record = records[0]
    call = record.call
    if record.replay_options.get("runner") in ONCE:
        return None
    if any(ord(letter) not in VISIBLE for key in call.credentials.values() for letter in key.value):
        return None
    made = {
        "replay": FORMAT,
        "contract": digest(record.contract),
        "against": record.newer and digest(record.newer),
        "operation": record.operation.id,
        "functions": [each.function for each in records],
        "checks": list(names),
        "arguments": [[*place, value] for place, value in call.arguments.items()],
        "body": None if call.body is ABSENT else {"value": call.body},
        "media_type": call.media_type,
        "native": call.native,
        "credentials": {
            name: {"prefix": key.prefix, "user": key.user is not None}
            for name, key in call.credentials.items()
        },
        "options": _steer(record.replay_options),
    }
    try:
        return made if json.loads(json.dumps(made)) == made else None
    except (TypeError, ValueError, RecursionError):
        return None


def _steer(steer: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(steer)
    if isinstance(reply := facts.get("response"), CannedResponse):
        facts["response"] = {
            "name": reply.name,
            "status": reply.status,
            "headers": [[n.decode("latin-1"), v.decode("latin-1")] for n, v in reply.headers],
            "zlib": base64.b64encode(zlib.compress(reply.body)).decode(),
            "secrets": list(reply.secrets),
        }
    if isinstance(due := facts.get("expected_result"), ExpectedResult):
        facts["expected_result"] = {**asdict(due), "tolerances_used": sorted(due.tolerances_used)}
    return facts


def as_file(failure: ContractFailure) -> tuple[str, str] | None:
    """The name and the text of the replay file of *failure*; None where it cannot be made again."""
    if failure.replay_data is None:
        return None
    about = {"law": failure.law, "check": failure.check}
    text = json.dumps({"failure": about, **failure.replay_data}, indent=2) + "\n"
    return f"{failure.law}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.json", text


def command(folder: Path, name: str, named: Mapping[str, Path]) -> str:
    """
    What makes the failed call again, of which the report in *folder* has the file *name*; the run
    *named* files with its options.
    """
    path, here = (folder / REPLAYS / name).resolve(), Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else path
    words = ["--replay", shown, *(word for pair in named.items() for word in pair)]
    return f"nox -s contract -- {shlex.join(map(str, words))}"


def digest(contract: Contract) -> str:
    """What tells a contract from another; comments do not."""
    text = json.dumps(contract.document, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def read_replay_file(path: Path, contract: Contract, newer: Contract | None = None) -> ReplayData:
    """
    The recipe in the file at *path*. *newer* is what the server keeps, where that is another.

    Raises:
        RecipeError: it cannot be read, is no recipe, or is of another contract.
    """
    try:
        made = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReplayFileError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError):
        made = None
    if not isinstance(made, dict) or made.get("replay") != FORMAT:
        raise ReplayFileError(f"{path} is not a replay file of this harness")
    if made["contract"] != digest(contract):
        raise ReplayFileError(
            f"{path} is of another contract than {contract.path}, or of another version of it"
        )
    if made.get("against") != (newer and digest(newer)):
        given = (
            "with --against and another contract" if made.get("against") else "without --against"
        )
        raise ReplayFileError(f"{path} is of a run {given}: give it the same")
    return made


def read_operation(made: ReplayData, contract: Contract) -> Operation:
    """The operation of a recipe."""
    return next(each for each in contract.operations if each.id == made["operation"])


def read_call(made: ReplayData) -> Call:
    """The call of a recipe, with keys that are made up anew."""
    return Call(
        arguments={(location, name): value for location, name, value in made["arguments"]},
        body=ABSENT if made["body"] is None else made["body"]["value"],
        media_type=made["media_type"],
        native=made["native"],
        credentials={
            name: Credential(
                secrets.token_hex(12), key["prefix"], "somebody" if key["user"] else None
            )
            for name, key in made["credentials"].items()
        },
    )


def read_all(made: ReplayData) -> None:
    """Read each part of a recipe, to see that it is there and of its type."""
    made["failure"]["law"].strip()
    read_call(made)
    steer = dict(made["options"])
    list(made["functions"])
    if steer["runner"] != "prism":
        read_reply(steer["response"])
        read_due(steer["expected_result"])
        dict(steer["settings"] or {})
        steer["url"].strip()


def read_reply(facts: Mapping[str, Any]) -> CannedResponse:
    """The reply of a recipe."""
    return CannedResponse(
        facts["name"],
        facts["status"],
        tuple(
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in facts["headers"]
        ),
        zlib.decompress(base64.b64decode(facts["zlib"])),
        tuple(facts["secrets"]),
    )


def read_due(facts: Mapping[str, Any] | None) -> ExpectedResult | None:
    """What the harness expected, where the reply did not decide."""
    return (
        None
        if facts is None
        else ExpectedResult(**{**facts, "tolerances_used": frozenset(facts["tolerances_used"])})
    )


def named_files(config: pytest.Config) -> dict[str, Path]:
    """The contracts and the client that the command line names, by option."""
    usual = {"--spec": SPEC, "--against": None, "--package": None}
    given = {option: config.getoption(option, None) for option in usual}
    return {option: path for option, path in given.items() if path not in (None, usual[option])}
