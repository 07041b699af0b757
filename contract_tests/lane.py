"""
The wire lane: one call at a time, through the client, over a real socket, to a real mock server.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from contract_tests.contract import ABSENT, Call, Contract, Operation
from contract_tests.driver import Driver, Outcome
from contract_tests.failures import ContractFailure
from contract_tests.oracle import Expected, expected_request
from contract_tests.wire import Exchange, WireRequest, WireResponse

# The names of the functions of one flavour.
Functions = tuple[str, ...]


class Recorder(Protocol):
    """What the lane needs of the relay before the mock server."""

    @property
    def url(self) -> str: ...

    def recording(
        self, prefer: str | None = None
    ) -> AbstractContextManager[Sequence[Exchange]]: ...


@dataclass(frozen=True)
class Trial:
    """
    One call and all that is known of it.

    Args:
        function: the name of the client's function that was called.
        base_url: of the client.
        expected: the one request that the call makes.
        exchanges: what was on the wire during the call.
        outcome: what the call came to.
    """

    contract: Contract
    operation: Operation
    call: Call
    function: str
    base_url: str
    expected: Expected
    exchanges: Sequence[Exchange]
    outcome: Outcome

    @property
    def request(self) -> WireRequest:
        return self.exchanges[0].request

    @property
    def response(self) -> WireResponse:
        response = self.exchanges[0].response
        assert response is not None, "the relay raises when the mock server gives no answer"
        return response

    @property
    def succeeded(self) -> bool:
        """Whether the server answered with a documented success."""
        return bool(self.exchanges) and self.response.status in self.operation.successes


class Lane:
    """Makes trials and proves checks of them. `count` is called for each case that is proven."""

    def __init__(
        self, contract: Contract, driver: Driver, relay: Recorder, count: Callable[[], None]
    ) -> None:
        self.contract = contract
        self.driver = driver
        self.relay = relay
        self._count = count

    def trials(
        self,
        operation: Operation,
        call: Call,
        functions: Iterable[str],
        *,
        prefer: str | None = None,
        lose: Iterable[str] = (),
    ) -> list[Trial]:
        """
        Make *call* once with each of the *functions*.

        *prefer* steers the mock server; the keys of the schemes in *lose* are lost on the way.
        """
        lost = [self.contract.security_schemes[name] for name in lose]
        url = self.relay.url
        expected = expected_request(operation, call, url)
        trials = []
        for function in functions:
            with self.relay.recording(prefer=prefer) as exchanges:
                outcome = self.driver.perform(operation, call, function, url, lose=lost)
            trials.append(
                Trial(self.contract, operation, call, function, url, expected, exchanges, outcome)
            )
        return trials

    def prove(self, trials: Iterable[Trial], checks: Sequence[Callable[[Trial], None]]) -> None:
        """Run all *checks* of each trial; a failure says how to make the call again."""
        __tracebackhide__ = True
        for trial in trials:
            with self._explained(trial):
                for check in checks:
                    check(trial)

    def compare(self, trials: Sequence[Trial], check: Callable[[Trial, Trial], None]) -> None:
        """Run a *check* of each trial beside the first."""
        __tracebackhide__ = True
        for trial in trials[1:]:
            with self._explained(trial):
                check(trials[0], trial)

    @contextmanager
    def _explained(self, trial: Trial) -> Iterator[None]:
        __tracebackhide__ = True
        try:
            yield
        except ContractFailure as failure:
            for line in self.reproduction(trial).splitlines():
                failure.add_note(f"    {line}")
            raise
        self._count()

    def reproduction(self, trial: Trial) -> str:
        """
        Three lines of Python and one of shell that make the call of *trial* again, without keys.
        """
        python = self.driver.reproduction(
            trial.operation, trial.call, trial.function, trial.base_url
        )
        return f"{python}\n{curl(trial)}"


def curl(trial: Trial) -> str:
    """The documented request as a shell command. Each key is an ellipsis."""
    expected, keys = trial.expected, trial.call.keys
    secret = {
        (scheme.location, scheme.wire_name.lower())
        for scheme in trial.contract.security_schemes.values()
        if scheme.name in keys
    }

    def shown(location: str, name: str, value: str) -> str:
        return "…" if (location, name.lower()) in secret else value

    path = "/".join(quote(segment, safe="") for segment in expected.path)
    query = "&".join(f"{quote(n)}={quote(shown('query', n, v))}" for n, v in expected.query)
    headers = [(name, shown("header", name, value)) for name, value in expected.headers]
    if expected.cookies:
        cookies = "; ".join(f"{n}={shown('cookie', n, v)}" for n, v in expected.cookies)
        headers.append(("cookie", cookies))
    words = ["curl", "-i", "-X", expected.method]
    words.append(f"http://{expected.host}/{path}" + (f"?{query}" if query else ""))
    for name, value in headers:
        words += ["-H", f"{name}: {value}"]
    if expected.body is not ABSENT:
        words += ["--data-raw", json.dumps(expected.body)]
    return shlex.join(words)
