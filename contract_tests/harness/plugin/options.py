"""
Control of a run: how much it looks at, where its search starts, and what its exit code says.

Rule 1: a run can be made again. A search that is not derandomised has a seed, and the run says it.
Rule 2: the exit code says who is at fault: the client, the harness, the command line or nobody.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from contract_tests.harness.exit_codes import BROKEN, INTERRUPTED, INTERRUPTION, NOT_PROVEN
from contract_tests.harness.project import LAW_PATHS, REPLAY_TEST
from contract_tests.harness.report.results import ResultCollector

# A first call waits for a cold mock server, so no call has a deadline. Without `explain`, which
# takes longer than all the rest and adds comments to the example.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink)
PROFILES: dict[str, dict[str, Any]] = {
    "brief": {"max_examples": 10, "derandomize": True, "database": None},
    "dev": {"max_examples": 25},
    "ci": {"max_examples": 100, "derandomize": True, "database": None},
    "soak": {"max_examples": 5_000},
}
DEFAULT = "ci"
# Of each matrix, too, they look at a sample: the first is for many contracts, the other for haste.
SAMPLED = {"brief", "dev"}

# How large the bodies of a contract are is not ours to choose: what takes long is no fault.
PATIENT = (HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.too_slow)

for name, options in PROFILES.items():
    settings.register_profile(
        name, deadline=None, phases=PHASES, suppress_health_check=PATIENT, **options
    )
# Settings that are made while modules are imported start from this one.
settings.load_profile(DEFAULT)


def add_options(group: pytest.OptionGroup) -> None:
    """The options that `Control` reads."""
    examples = ", ".join(f"{name} {options['max_examples']}" for name, options in PROFILES.items())
    group.addoption(
        "--profile",
        choices=list(PROFILES),
        default=DEFAULT,
        help=f"examples of each property: {examples}; those of {DEFAULT} are the same on each run",
    )
    group.addoption("--seed", type=int, metavar="N", help="search, and start from this seed")


class HarnessUnavailable(Exception):
    """The harness lacks what it needs. The message is one line."""


@dataclass(eq=False)  # pytest keeps its plugins in sets
class Control:
    """
    The plugin.

    Args:
        profile: the name of the Hypothesis profile.
        seed: of the search; None for a derandomised one, which has none.
    """

    profile: str
    seed: int | None
    verdict: ResultCollector
    in_worker: bool = False
    failure_owners: set[str] = field(default_factory=set)
    interrupted: bool = False
    nothing: bool = False

    @classmethod
    def of(cls, config: pytest.Config, verdict: ResultCollector) -> Control:
        """Read the options, and set Hypothesis up."""
        # `__main__` names all the laws. Where a part is named beside them, the part is meant.
        named = [each for each in config.args if each not in LAW_PATHS]
        if config.getoption("--replay", None) is not None:
            named = [str(REPLAY_TEST)]
        config.args[:] = named or config.args
        for each in config.args:  # each worker of xdist would look for it, and say nothing
            if not Path(path := each.partition("::")[0]).exists():
                raise pytest.UsageError(f"{path}: there is no such file or folder")
        profile, seed = config.getoption("profile"), config.getoption("seed")
        if seed is None and not PROFILES[profile].get("derandomize"):
            given = getattr(config, "workerinput", {}).get("seed")
            seed = random.randrange(10**9) if given is None else given
        settings.load_profile(profile)
        if seed is not None:
            # Else a derandomised profile would not look at the seed.
            settings.register_profile(f"{profile}, seeded", derandomize=False)
            settings.load_profile(f"{profile}, seeded")
            config.option.hypothesis_seed = seed
        return cls(profile, seed, verdict, hasattr(config, "workerinput"))

    def __str__(self) -> str:
        return f"profile: {self.profile}" + ("" if self.seed is None else f", seed: {self.seed}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Give a worker of xdist the seed that was drawn here."""
        node.workerinput["seed"] = self.seed

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionstart(self) -> Generator[None, object, object]:
        try:
            return (yield)
        except KeyboardInterrupt:  # a moment later, pytest ends what was started here
            self.interrupted = True
            return None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        if self.interrupted:
            pytest.exit(INTERRUPTION, INTERRUPTED)
        return (yield from _one_line())

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        return (yield from _one_line())

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Have the line shown as it is, without the name of pytest's own exception before it."""
        if isinstance(excinfo.value, pytest.exit.Exception):
            line = excinfo.value.msg
            excinfo.exconly = lambda tryshort=False: line  # type: ignore[method-assign]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.excinfo is not None and isinstance(call.excinfo.value, HarnessUnavailable):
            report.user_properties.append(("cannot run", str(call.excinfo.value)))
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        facts = dict(report.user_properties)
        if "cannot run" in facts and not self.in_worker:
            # What one test lacks, all lack: it is said once.
            pytest.exit(str(facts["cannot run"]), NOT_PROVEN)
        if report.failed:
            # A test that proves no law is about the client or the harness itself: it just failed.
            self.failure_owners.add(
                str(facts.get("blame", "harness")) if "law" in facts else "client"
            )

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        # Pytest calls itself interrupted when a file cannot be imported, or when it stops early.
        if session.exitstatus in (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.TESTS_FAILED):
            session.exitstatus = BROKEN if "client" in self.failure_owners else NOT_PROVEN
        if session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            session.exitstatus = NOT_PROVEN
            self.nothing = True
        if session.exitstatus == pytest.ExitCode.OK and not self._complete():
            session.exitstatus = NOT_PROVEN

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.nothing:
            terminalreporter.write_line("Nothing is proven: what was asked for has no test.")

    def _complete(self) -> bool:
        """Whether all is proven, where any law was tested at all."""
        return not self.verdict.ran or self.verdict.kept


def _one_line() -> Generator[None, object, object]:
    """Say in one line that the run was interrupted, and end what it started."""
    try:
        return (yield)
    except KeyboardInterrupt as error:
        if type(error) is not KeyboardInterrupt:  # by pytest or xdist, who say why
            raise
    pytest.exit(INTERRUPTION, INTERRUPTED)
