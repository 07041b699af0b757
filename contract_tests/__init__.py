"""Contract tests: they verify that the generated client keeps the contract."""
