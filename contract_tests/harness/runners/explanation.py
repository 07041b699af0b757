"""What a failure shows about its call: the response, and a command of curl."""

from __future__ import annotations

import json
import shlex
from urllib.parse import quote

from contract_tests.harness.records import CallRecord
from contract_tests.harness.spec import ABSENT


def described_response(record: CallRecord) -> str:
    """The label of the response that the harness made, with its body where this is text."""
    if not record.canned_response or not record.exchanges or record.exchanges[0].response is None:
        return record.canned_response
    body = record.exchanges[0].response.body
    try:
        return f"{record.canned_response}: {body.decode()}" if body else record.canned_response
    except UnicodeDecodeError:
        return f"{record.canned_response}: {len(body)} bytes"


def curl(record: CallRecord) -> str:
    """The expected request as a shell command, with three dots in place of each credential."""
    expected = record.expected_request
    secret = {
        (scheme.location, scheme.wire_name.lower())
        for scheme in record.contract.security_schemes.values()
        if scheme.name in record.call.credentials
    }

    def masked(location: str, name: str, value: str) -> str:
        return "..." if (location, name.lower()) in secret else value

    path = "/".join(quote(segment, safe="") for segment in expected.path)
    query = "&".join(f"{quote(n)}={quote(masked('query', n, v))}" for n, v in expected.query)
    headers = [(name, masked("header", name, value)) for name, value in expected.headers]
    if expected.cookies:
        cookies = "; ".join(f"{n}={masked('cookie', n, v)}" for n, v in expected.cookies)
        headers.append(("cookie", cookies))
    words = ["curl", "-i", "-X", expected.method]
    words.append(f"http://{expected.host}/{path}" + (f"?{query}" if query else ""))
    for name, value in headers:
        words += ["-H", f"{name}: {value}"]
    if expected.body is not ABSENT:
        words += ["--data-raw", json.dumps(expected.body)]
    return shlex.join(words)
