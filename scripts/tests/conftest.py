"""Fixtures and order of the tests of the scripts."""

from contract_tests.harness.tests.self_tests import pytest_configure

__all__ = ["pytest_configure"]
