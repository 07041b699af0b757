"""
Drive a generated client. The only folder that knows the client's shape.

A call in the contract's words goes in, an outcome in plain values comes out. Names are found by
comparison, letters and digits alone ("createThing" is `create_thing`), so that nothing here
repeats how the generator spells them.

    client     the driver itself
    outcome    what a call came to
    package    the package, loaded from its folder; names in it
    values     JSON values to Python objects, and back
    source     lines of Python that make a call again
"""

from contract_tests.harness.driver.conversion import convert, to_json
from contract_tests.harness.driver.driver import Driver
from contract_tests.harness.driver.loader import DriverError, alphanumeric, load_package

__all__ = [
    "Driver",
    "DriverError",
    "alphanumeric",
    "convert",
    "load_package",
    "to_json",
]
