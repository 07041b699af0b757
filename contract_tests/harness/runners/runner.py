"""What all lanes share: checks are run of trials, and a failure says how to see it again."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import quote

from contract_tests.harness.cases.examples import sound_bodies, sound_calls
from contract_tests.harness.driver import Driver
from contract_tests.harness.driver.errors import error_name, tolerances
from contract_tests.harness.driver.outcome import is_detailed
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.oracles.expected_outcome import Reader
from contract_tests.harness.records import Due, Trial
from contract_tests.harness.replay_record import recipe
from contract_tests.harness.spec import ABSENT, Call, Contract, Operation
from contract_tests.harness.wire.messages import WireResponse


class Prover:
    """
    Proves checks of trials. `count` is called with each trial that is proven.

    The server may keep a *newer* contract than the one to prove.
    """

    def __init__(
        self,
        contract: Contract,
        driver: Driver,
        count: Callable[[Trial], None],
        newer: Contract | None = None,
    ) -> None:
        self.contract = contract
        self.newer = newer
        self.driver = driver
        self.tolerances = tolerances(driver.package)
        self.reader = Reader(contract, self.tolerances)
        self._count = count
        # What the verdict is told beside the cases, where there is one.
        self.leave_aside: Callable[[str], None] = lambda what: None
        self.excuse: Callable[[], None] = lambda: None
        # Made here: inside a test of Hypothesis they may not be searched for.
        self._calls = sound_calls(contract)
        sound_bodies(contract)

    def call(self, operation: Operation) -> Call:
        """A call of *operation* that says all it can."""
        return self._calls[operation]

    def served(self, operation: Operation) -> Operation:
        """The *operation* as the server has it; where that is gone, as it was."""
        return (self.newer and self.newer.counterpart(operation)) or operation

    def dues(
        self, operation: Operation, response: WireResponse, functions: Iterable[str]
    ) -> list[Due]:
        """What each of the *functions* must come to when the server answers with *response*."""
        reading = self.reader.read(operation, response)
        told, forgiven = reading.told, reading.forgiven
        value = Due(told=told, forgiven=forgiven)
        if reading.kind == "value":
            return [value for _ in functions]
        name = error_name(self.driver.package, reading.kind, reading.pattern)
        error = Due(name, response.status, told, forgiven)
        # A detailed function returns an error that is whole, too.
        return [value if reading.sound and is_detailed(each) else error for each in functions]

    def prove(self, trials: Iterable[Trial], checks: Sequence[Callable[[Trial], None]]) -> None:
        """Run all *checks* of each trial; a failure says how to make the call again."""
        __tracebackhide__ = True
        for trial in trials:
            with self._explained([trial], checks):
                for check in checks:
                    check(trial)

    def compare(
        self,
        trials: Sequence[Trial],
        check: Callable[[Trial, Trial], None],
        *,
        counted: bool = True,
    ) -> None:
        """Run a *check* of each trial beside the first. Where they are *counted*, as cases."""
        __tracebackhide__ = True
        for trial in trials[1:]:
            with self._explained([trials[0], trial], [check], counted=counted):
                check(trials[0], trial)

    @contextmanager
    def _explained(
        self,
        trials: Sequence[Trial],
        checks: Iterable[Callable[..., None]],
        *,
        counted: bool = True,
    ) -> Iterator[None]:
        """A failure in the block is of the last of the *trials*."""
        __tracebackhide__ = True
        trial = trials[-1]
        try:
            yield
        except ContractFailure as failure:
            failure.explain(self.reproduction(trial), trial.call.keys, _played(trial))
            failure.recipe = recipe(trials, [check.__name__ for check in checks])
            raise
        if counted:
            self._count(trial)

    def reproduction(self, trial: Trial) -> str:
        """
        Three lines of Python and one of shell that make the call of *trial* again, without keys.
        """
        python = self.driver.reproduction(
            trial.operation, trial.call, trial.function, trial.base_url
        )
        return f"{python}\n{curl(trial)}"


def _played(trial: Trial) -> str:
    """The answer that the harness made up, with its body where that is text."""
    if not trial.played or not trial.exchanges or trial.exchanges[0].response is None:
        return trial.played
    body = trial.exchanges[0].response.body
    try:
        return f"{trial.played}: {body.decode()}" if body else trial.played
    except UnicodeDecodeError:
        return f"{trial.played}: {len(body)} bytes"


def curl(trial: Trial) -> str:
    """The documented request as a shell command. Each key is three dots."""
    expected, keys = trial.expected, trial.call.keys
    secret = {
        (scheme.location, scheme.wire_name.lower())
        for scheme in trial.contract.security_schemes.values()
        if scheme.name in keys
    }

    def shown(location: str, name: str, value: str) -> str:
        return "..." if (location, name.lower()) in secret else value

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
