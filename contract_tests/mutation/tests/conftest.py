"""Fixtures and order of the self-tests of the mutation tool."""

from contract_tests.harness.tests.self_tests import pytest_configure

__all__ = ["pytest_configure"]
