"""
Drive a generated client. The only package that knows what a generated client looks like.

A `Driver` makes the calls that the contract describes and returns their outcomes as plain values.
It uses the package through an `Adapter`: one implementation for each kind of client.
Names are matched by their letters and digits alone ("createThing" is `create_thing`), so the
driver does not repeat the naming rules of a generator.
"""

from contract_tests.harness.driver.adapter import Adapter
from contract_tests.harness.driver.driver import Driver
from contract_tests.harness.driver.loader import DriverError, alphanumeric
from contract_tests.harness.driver.selection import adapter_for

__all__ = ["Adapter", "Driver", "DriverError", "adapter_for", "alphanumeric"]
