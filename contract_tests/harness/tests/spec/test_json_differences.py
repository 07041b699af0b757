"""The difference of two JSON values is shown by JSON pointer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.checks.base import Mismatch, check
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.spec.json_differences import differences
from contract_tests.harness.spec.strict_json import json_equal
from contract_tests.harness.tests.sample_records import record

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.text("a/~", max_size=2),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("a/"), inner),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("received", "documented", "lines"),
    [
        ({"a": {}}, {"a": {"": None}}, ["/a/ is missing, documented: None"]),
        ({"a/b": 1}, {}, ["/a~1b is not documented: 1"]),
        ([1, {"x": 1}], [1, {"x": True}], ["/1/x is 1, documented: True"]),
        ([1, 2], [1], ["the list has 2 items, documented: 1"]),
        ({"a": []}, {"a": [0]}, ["/a has 0 items, documented: 1"]),
        ({"a": 1, "b": 2}, {"a": 2, "b": 1}, ["/a is 1, documented: 2", "/b is 2, documented: 1"]),
        ("x", "y", ["the value is 'x', documented: 'y'"]),
    ],
    ids=str,
)
def test_each_place_is_a_line(received: Any, documented: Any, lines: list[str]) -> None:
    """The line says whether a member is missing, is not documented, or has another value."""
    assert list(differences(received, documented)) == lines


@given(JSON, JSON)
def test_equal_values_and_only_these_have_no_difference(received: Any, documented: Any) -> None:
    """True and 1 differ, as in JSON."""
    assert (next(differences(received, documented), None) is None) is json_equal(
        received, documented
    )


@pytest.mark.parametrize(
    ("mismatch", "end"),
    [
        (
            Mismatch([0] * 9, [0, *[1] * 8]),
            "Difference: /1 is 0, documented: 1; /2 is 0, documented: 1; "
            "/3 is 0, documented: 1; ...",
        ),
        (Mismatch("this", "that"), "Documented: that"),
    ],
    ids=["arrays", "texts"],
)
def test_a_failure_shows_where_two_objects_differ(mismatch: Mismatch, end: str) -> None:
    """At most three places are shown; short texts have no difference of their own."""
    with pytest.raises(MismatchError) as caught:
        check("request")(lambda record: mismatch)(record())
    assert str(caught.value).endswith(end)
