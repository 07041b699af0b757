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
from contract_tests.harness.driver.loader import DriverError, letters, load_package
from contract_tests.harness.driver.outcome import FLAVOURS, FUNCTIONS, Outcome, is_async

__all__ = [
    "FLAVOURS",
    "FUNCTIONS",
    "Driver",
    "DriverError",
    "Outcome",
    "convert",
    "is_async",
    "letters",
    "load_package",
    "to_json",
]
