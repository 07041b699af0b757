"""
Drive a generated client. The only package that knows what a generated client looks like.

A `Driver` makes the calls that the contract describes and returns their outcomes as plain values.
Names are matched by their letters and digits alone ("createThing" is `create_thing`), so the
driver does not repeat the naming rules of the generator.
"""

from contract_tests.harness.driver.driver import Driver
from contract_tests.harness.driver.loader import DriverError, alphanumeric

__all__ = ["Driver", "DriverError", "alphanumeric"]
