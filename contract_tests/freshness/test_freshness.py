"""Freshness law: the checked-in client is what the contract and the pinned generator produce."""

from __future__ import annotations

import pytest

from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.plugin.stash import PACKAGE, RESULTS
from contract_tests.harness.report.table import WHOLE
from generation import output_tree
from generation.regeneration import GeneratorInputs


@pytest.mark.law("freshness")
def test_the_client_is_what_the_generator_produces(pytestconfig: pytest.Config) -> None:
    """A client generated anew has the same files, byte for byte."""
    inputs = GeneratorInputs(target=pytestconfig.stash[PACKAGE].parent)
    if reasons := inputs.check():
        raise MismatchError(
            operation=WHOLE,
            law="freshness",
            check="the client is what the generator produces",
            received="; ".join(" ".join(reason.split()) for reason in reasons),
            documented=f"the output of the pinned generator for {inputs.contract.name}",
        )
    for _ in output_tree.contents(inputs.target):
        pytestconfig.stash[RESULTS].count()
