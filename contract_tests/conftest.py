"""Load the harness as a pytest plugin: its options, hooks, fixtures and reports."""

pytest_plugins = [
    "contract_tests.harness.plugin.hooks",
    "contract_tests.harness.plugin.fixtures",
    "contract_tests.harness.plugin.time_limit",
]
