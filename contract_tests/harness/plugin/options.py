"""The command line of a run: its options, the Hypothesis profiles, and the selected tests."""

from __future__ import annotations

import argparse
import json
import math
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, Phase, settings

from contract_tests.harness.project import LAW_PATHS, REPLAY_TEST, SPEC
from contract_tests.harness.report.shards import Shard, read_shard

# Without `explain`, which takes longer than all other phases and only adds comments to examples.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink)
PROFILES: dict[str, dict[str, Any]] = {
    "brief": {"max_examples": 10, "derandomize": True, "database": None},
    "dev": {"max_examples": 25},
    "ci": {"max_examples": 100, "derandomize": True, "database": None},
    "soak": {"max_examples": 5_000},
}
DEFAULT_PROFILE = "ci"
# Profiles that also test a sample of each matrix instead of all its cases.
SAMPLED = {"brief", "dev"}

# Bodies can be large or slow to generate, depending on the contract.
SUPPRESSED = (HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.too_slow)

for name, options in PROFILES.items():
    # No deadline: the first call waits for Prism to warm up.
    settings.register_profile(
        name, deadline=None, phases=PHASES, suppress_health_check=SUPPRESSED, **options
    )
# Settings made while test modules are imported start from this profile.
settings.load_profile(DEFAULT_PROFILE)


class OptionParser(Protocol):
    """The part of `pytest.Parser` that declares options."""

    def getgroup(self, name: str, /) -> Any:
        """Return an object with the method `addoption`, which takes the arguments of argparse."""


def add_options(parser: OptionParser) -> None:
    """Add the options of the harness to the command line of pytest."""
    group = parser.getgroup("contract")
    group.addoption("--spec", type=Path, default=SPEC, help="the contract: an OpenAPI 3 file")
    group.addoption(
        "--against",
        type=Path,
        metavar="FILE",
        help="a newer contract of the server: report its changes, and fail if one breaks clients",
    )
    group.addoption(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="failures, limitations and changes that are accepted, each with a reason",
    )
    group.addoption(
        "--write-baseline",
        type=Path,
        metavar="FILE",
        help="write those of this run into a baseline, without reasons",
    )
    group.addoption("--package", type=Path, help="the folder of the client package to verify")
    group.addoption(
        "--setting",
        action="append",
        default=[],
        metavar="NAME=JSON",
        help="an argument of every client of another generator",
    )
    examples = ", ".join(f"{name} {options['max_examples']}" for name, options in PROFILES.items())
    group.addoption(
        "--profile",
        choices=list(PROFILES),
        default=DEFAULT_PROFILE,
        help=f"examples per property: {examples}; {DEFAULT_PROFILE} uses the same in every run",
    )
    group.addoption("--seed", type=int, metavar="N", help="choose examples at random, from seed N")
    group.addoption(
        "--report",
        type=Path,
        metavar="DIR",
        help="write index.html, report.json, junit.xml and replay files",
    )
    group.addoption("--replay", type=Path, metavar="FILE", help="replay one failed call")
    group.addoption(
        "--shard",
        type=shard,
        metavar="I/N",
        help="run part I of N of the tests; `nox -s merge` combines the reports",
    )


@dataclass(frozen=True)
class RunOptions:
    """
    The options that make a run repeatable.

    Args:
        profile: name of the Hypothesis profile.
        seed: of the random examples; None for a profile that uses the same examples in every run.
    """

    profile: str
    seed: int | None

    def __str__(self) -> str:
        return f"profile: {self.profile}" + ("" if self.seed is None else f", seed: {self.seed}")


def configure_hypothesis(config: pytest.Config) -> RunOptions:
    """Load the Hypothesis profile and the seed. Without `--seed`, random examples get a new one."""
    profile, seed = config.getoption("profile"), config.getoption("seed")
    if seed is None and not PROFILES[profile].get("derandomize"):
        seed = getattr(config, "workerinput", {}).get("seed", random.randrange(10**9))
    settings.load_profile(profile)
    if seed is not None:
        # A derandomised profile ignores the seed.
        settings.register_profile(f"{profile}, seeded", derandomize=False)
        settings.load_profile(f"{profile}, seeded")
        config.option.hypothesis_seed = seed
    return RunOptions(profile, seed)


def select_tests(config: pytest.Config) -> None:
    """
    Drop the default selection of all laws if the command line names files or tests, or `--replay`.

    Raises:
        pytest.UsageError: a named file does not exist.
    """
    named = [argument for argument in config.args if argument not in LAW_PATHS]
    if config.getoption("--replay") is not None:
        named = [str(REPLAY_TEST)]
    config.args[:] = named or config.args
    for argument in config.args:  # otherwise each worker of pytest-xdist fails without a message
        if not Path(path := argument.partition("::")[0]).exists():
            raise pytest.UsageError(f"{path}: no such file or folder")


def client_settings(config: pytest.Config) -> dict[str, Any]:
    """
    The arguments of every client, from `--setting NAME=JSON`.

    Raises:
        pytest.UsageError: a value is not JSON.
    """
    settings = {}
    for word in config.getoption("--setting"):
        name, _, text = word.partition("=")
        try:
            settings[name] = json.loads(text)
        except ValueError:
            message = f"--setting {word}: must be NAME=JSON, such as a=true"
            raise pytest.UsageError(message) from None
    return settings


def shard(text: str) -> Shard:
    """An `argparse` type: one of several parts, such as ``2/4``."""
    try:
        return read_shard(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def check_shard(config: pytest.Config) -> None:
    """
    Check that the other options are of use for a shard.

    Raises:
        pytest.UsageError: one of them needs all tests, or the shards would use different seeds.
    """
    if (part := config.getoption("--shard")) is None:
        return
    for name in ("--replay", "--write-baseline"):
        if config.getoption(name) is not None:
            raise pytest.UsageError(f"--shard cannot be used with {name}: run without --shard")
    profile = config.getoption("profile")
    if config.getoption("seed") is None and not PROFILES[profile].get("derandomize"):
        raise pytest.UsageError(
            f"--shard {part.number}/{part.count}: the profile {profile} needs the same seed in "
            "each shard: add --seed N"
        )


def positive_int(text: str) -> int:
    """An `argparse` type: an integer of 1 or more."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be an integer of 1 or more")
    return int(text)


def seconds(text: str) -> float:
    """An `argparse` type: a finite number of seconds, 0 or more."""
    if not 0 <= (number := float(text)) < math.inf:
        raise argparse.ArgumentTypeError("must be a number of seconds, 0 or more")
    return number
