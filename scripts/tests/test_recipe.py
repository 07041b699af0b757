"""Following the recipe "Change the contract" leaves the quick tests green.

`nox -s recipes` follows it for each change alone, with all tests of the client and the laws.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests.harness.project import ROOT
from tests.contract_changes import CHANGES, CONSUMER_PROJECT, MOST_FILES, Checkout

#: They fail first if a name of the contract is missing.
QUICK_TESTS = (
    "contract_tests/client/test_names.py",
    "contract_tests/client/test_models.py",
    "contract_tests/client/test_results.py",
    "scripts/tests/test_contract_document.py",
    "scripts/tests/test_documentation.py::test_the_readme_has_the_example_of_the_client",
)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_edits_few_files_which_the_recipe_names(change: str) -> None:
    """Everything else takes the names from the contract."""
    files = {edit.file for edit in CHANGES[change]}
    assert len(files) <= MOST_FILES
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = text.partition("## Change the contract\n")[2].partition("\n## ")[0]
    assert [name for name in files if name not in recipe] == []


def test_all_changes_together_keep_the_quick_tests_green(tmp_path: Path) -> None:
    """A header, a parameter, an operation and a renamed member need no other edit."""
    checkout = Checkout(tmp_path / "checkout")
    for edits in CHANGES.values():
        checkout.apply(edits)
    checkout.regenerate()
    checkout.test(*QUICK_TESTS)
    checkout.run("-m", "mypy", "--strict", "acme", cwd=CONSUMER_PROJECT)
