"""The request that the lines of a failure send: that of the call, with other credentials."""

from __future__ import annotations

from dataclasses import replace

from contract_tests.harness.spec import Call
from contract_tests.harness.spec.call import PLACEHOLDER


def with_placeholders(call: Call) -> Call:
    """The call with the credentials that the lines show."""
    shown = {
        name: replace(each, value=PLACEHOLDER, user=each.user and PLACEHOLDER)
        for name, each in call.credentials.items()
    }
    return replace(call, credentials=shown)
