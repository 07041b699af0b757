"""What a failure shows about its call: the response, and a command of curl."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from urllib.parse import quote, urlencode, urlsplit

from contract_tests.harness.oracles.body_codec import canonical
from contract_tests.harness.oracles.expected_request import credential_text
from contract_tests.harness.records import CallRecord
from contract_tests.harness.replay_record import ORIGIN
from contract_tests.harness.runners.shell_words import command_line, printf
from contract_tests.harness.spec import ABSENT, is_json
from contract_tests.harness.spec.media_types import FORM, MULTIPART, media_type_essence

BOUNDARY = "part-of-the-replayed-form"


def described_response(record: CallRecord) -> str:
    """The label of the response that the harness made, with its body where this is text."""
    if not record.canned_response or not record.exchanges or record.exchanges[0].response is None:
        return record.canned_response
    body = record.exchanges[0].response.body
    try:
        return f"{record.canned_response}: {body.decode()}" if body else record.canned_response
    except UnicodeDecodeError:
        return f"{record.canned_response}: {len(body)} bytes"


def comments(record: CallRecord) -> list[str]:
    """Comments of Python about credentials that the client sent, and the harness changed."""
    dropped, emptied = _lost_credentials(record)
    return [
        *(
            f"# The harness removed {name} from the request; these lines send it."
            for name in dropped
        ),
        *(f"# The harness emptied {name} in the request; these lines send it." for name in emptied),
    ]


def replay_url(base_url: str) -> str:
    """*base_url* on the server that `nox -s replay` starts."""
    return ORIGIN + urlsplit(base_url).path


def curl(record: CallRecord) -> str:
    """The expected request, to the server of `nox -s replay`, as one line for a POSIX shell."""
    expected = record.expected_request
    query = "&".join(f"{quote(n)}={quote(v)}" for n, v in _masked(record, "query", expected.query))
    path = "/".join(quote(segment, safe="") for segment in expected.path)
    words: list[str | bytes] = ["curl", "-i", "-X", expected.method]
    words.append(f"{ORIGIN}/{path}" + (f"?{query}" if query else ""))
    if {".", ".."} & {*expected.path}:
        words.insert(1, "--path-as-is")
    media_type = "" if expected.body is ABSENT else media_type_essence(expected.media_type)
    for name, value in _masked(record, "header", expected.headers):
        shown = f"{MULTIPART}; boundary={BOUNDARY}" if value == MULTIPART else value
        # For `name:` without a value, curl would send no header.
        words += ["-H", _header(f"{name}: {shown}" if shown else f"{name};")]
    if pairs := [*_masked(record, "cookie", expected.cookies)]:
        words += ["-H", _header("cookie: " + "; ".join(f"{n}={v}" for n, v in pairs))]
    if media_type:
        body = _body(media_type, expected.body)
        if not (body.isascii() and body.decode().isprintable()):
            return f"{printf(body)} | {command_line([*words, '--data-binary', '@-'])}"
        words += ["--data-raw", body]
    return command_line(words)


def _masked(
    record: CallRecord, location: str, pairs: tuple[tuple[str, str], ...]
) -> Iterator[tuple[str, str]]:
    """The *pairs* as the harness sent them, with placeholders in the values of the credentials."""
    dropped, emptied = _lost_credentials(record)
    shown: dict[tuple[str, str], str | None] = {}
    for scheme in record.contract.security_schemes.values():
        if (credential := record.call.credentials.get(scheme.name)) is not None:
            text = credential_text(scheme, credential.placeholder)
            text = "" if scheme.name in emptied else text
            key = scheme.location, scheme.wire_name.lower()
            shown[key] = None if scheme.name in dropped else text
    for name, value in pairs:
        text_or_none = shown.get((location, name.lower()), value)
        if text_or_none is not None:
            yield name, text_or_none


def _lost_credentials(record: CallRecord) -> tuple[Collection[str], Collection[str]]:
    """The credentials that the harness removed from the request, and those that it emptied."""
    options = record.replay_options
    return options.get("drop_credentials", ()), options.get("empty_credentials", ())


def _header(line: str) -> bytes:
    """The bytes of a header line. Values are Latin-1 where possible, like those of httpx."""
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "surrogateescape")


def _body(media_type: str, body: object) -> bytes:
    """The bytes of a body."""
    if is_json(media_type):
        return json.dumps(body).encode()
    if media_type == FORM:
        return urlencode([(name, text) for name, text in canonical(FORM, body)]).encode()
    if media_type == MULTIPART:
        parts = "".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{_part_name(name)}"\r\n\r\n'
            f"{text}\r\n"
            for name, text in canonical(MULTIPART, body)
        )
        return f"{parts}--{BOUNDARY}--\r\n".encode("utf-8", "surrogateescape")
    return str(body).encode("utf-8", "surrogateescape")


def _part_name(name: str) -> str:
    """The name of a part, with the escapes of the HTML standard for multipart forms."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
