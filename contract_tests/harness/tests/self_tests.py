"""Loads the pytest plugins of the self-tests, for the conftest.py of each folder that has some."""

from __future__ import annotations

import pytest

from contract_tests.harness.tests import generator_fixtures, slow_first


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugins once, whichever conftest.py is loaded first."""
    for plugin in (generator_fixtures, slow_first):
        if not config.pluginmanager.is_registered(plugin):
            config.pluginmanager.register(plugin)
