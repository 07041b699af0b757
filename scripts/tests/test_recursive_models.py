"""The types of models and operations resolve at run time, also those that contain each other."""

from __future__ import annotations

import typing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from contract_tests.harness.driver.loader import load_package
from contract_tests.harness.plugin.generate_for_spec import generate_package
from contract_tests.harness.tests.generator_fixtures import OPEN
from tests.small_contracts import assert_types_resolve, client_of, models_of, operation, ref

CLOSED = {"type": "object", "additionalProperties": False}
#: Models that contain each other: open, closed, as named and as additional members, in lists.
CYCLES: dict[str, Any] = {
    "Person": {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "employer": ref("Company"),
            "friends": {"type": "array", "items": ref("Person")},
            "registry": ref("Registry"),
            "address": ref("Address"),
        },
    },
    "Company": {
        **CLOSED,
        "properties": {
            "staff": {"type": "array", "items": ref("Person")},
            "owner": {"oneOf": [ref("Company"), ref("Person")]},
        },
    },
    "Registry": {"type": "object", "additionalProperties": ref("Person")},
    "Folder": {"type": "object", "additionalProperties": ref("Folder")},
    "Address": {**CLOSED, "properties": {"street": {"type": "string"}}},
}


@pytest.fixture(scope="module")
def cycles(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Return the client whose models contain each other."""
    folder = tmp_path_factory.mktemp("cycles")
    paths = operation("putPerson", sent=ref("Person"), received=ref("Person"))
    return client_of(folder, "Cycles of models", CYCLES, paths)


@pytest.mark.parametrize("name", ["keywords", "names", "open", "shapes", "shop"])
def test_types_resolve_at_run_time(name: str, tmp_path: Path) -> None:
    """`typing.get_type_hints` and `attrs.resolve_types` accept every model and operation."""
    assert_types_resolve(load_package(generate_package(OPEN.with_name(f"{name}.yaml"), tmp_path)))


def test_types_of_recursive_models_resolve(cycles: ModuleType) -> None:
    """Models may contain each other; libraries such as cattrs read their types."""
    assert_types_resolve(cycles)
    models = models_of(cycles)
    hints = typing.get_type_hints(models.Person)
    assert set(typing.get_args(hints["employer"])) == {models.Company, type(cycles.UNSET)}
    hints = typing.get_type_hints(models.Folder)
    assert typing.get_args(hints["additional_properties"]) == (str, models.Folder)
    for path in Path(models.__file__).parent.glob("*.py"):
        assert "TYPE_CHECKING" not in path.read_text(encoding="utf-8")


def test_recursive_models_make_the_round_trip(cycles: ModuleType) -> None:
    """The members of each model are models, at every level."""
    models = models_of(cycles)
    ann: dict[str, Any] = {"name": "Ann", "address": {"street": "1"}}
    bob = {"name": "Bob", "friends": [ann], "registry": {"ann": ann}}
    value = {"name": "Eve", "employer": {"staff": [bob], "owner": {"staff": [ann]}}}
    person = models.Person.from_dict(value)
    assert person.to_dict() == value
    assert person.employer.staff[0].registry["ann"].address == models.Address(street="1")
    assert isinstance(person.employer.owner, models.Company)
    folder = models.Folder.from_dict({"a": {"b": {}}})
    assert folder["a"]["b"] == models.Folder() and folder.to_dict() == {"a": {"b": {}}}
