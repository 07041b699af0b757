"""The names of the contract can change without a change of each test of the client."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contract_tests.client.names import COMPONENTS, CONTRACT, operation

FOLDER = Path(__file__).parent
SCHEMAS = COMPONENTS["schemas"]
MEMBERS = {name for each in SCHEMAS.values() for name in each.get("properties", ())}
FUNCTION = operation.__name__.rpartition(".")[2]
TAGS = {each["name"] for each in CONTRACT["tags"]}
NAMES = {*SCHEMAS, *COMPONENTS["securitySchemes"], *MEMBERS, FUNCTION, *TAGS}
#: One lower-case word, such as `data`, may mean anything else.
DISTINCT = sorted(name for name in NAMES if not name.islower() or "_" in name)


@pytest.mark.parametrize("name", DISTINCT)
def test_only_one_module_contains_the_names_of_the_contract(name: str) -> None:
    """Models, members, headers and the operation are used under the names of `names.py`."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    found = {path.name for path in FOLDER.glob("*.py") if word.search(path.read_text())}
    assert found <= {"names.py"}


def test_a_name_of_each_kind_is_searched() -> None:
    """Without names, the test above would check nothing."""
    for kind in (SCHEMAS, COMPONENTS["securitySchemes"], MEMBERS, {FUNCTION}):
        assert {*kind} & {*DISTINCT}
