"""Order of the tests of the corpus, as for the other self-tests."""

from contract_tests.harness.tests.self_tests import pytest_configure

__all__ = ["pytest_configure"]
