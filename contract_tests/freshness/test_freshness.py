"""
Freshness law: the checked-in client is what the contract and the pinned generator give.
"""

from __future__ import annotations

import pytest

from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.plugin.stash import PACKAGE, RESULTS
from contract_tests.harness.report.table import WHOLE
from generate import Recipe
from generation import tree


@pytest.mark.law("freshness")
def test_the_client_is_what_the_contract_gives(pytestconfig: pytest.Config) -> None:
    """Generated anew, every file is the same, byte for byte."""
    recipe = Recipe(target=pytestconfig.stash[PACKAGE].parent)
    if reasons := recipe.check():
        raise ContractFailure(
            operation=WHOLE,
            law="freshness",
            check="the client is what the contract gives",
            received="; ".join(" ".join(reason.split()) for reason in reasons),
            documented=f"what {recipe.contract.name} and the pinned generator give, byte for byte",
        )
    for _ in tree.contents(recipe.target):
        pytestconfig.stash[RESULTS].count()
