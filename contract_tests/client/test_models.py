"""Models are validated once."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from bigcommerce_carts import _models, _response, models
from bigcommerce_carts._validation import first_violation, validate
from bigcommerce_carts.errors import InvalidArgument
from bigcommerce_carts.models import InlineResponse201, redirect_urls
from contract_tests.client.calls import Call, both_ways
from contract_tests.client.fake_api import SUCCESS, URLS, Api


class Checks:
    """Stands in for a function that checks, and counts."""

    def __init__(self, check: Any) -> None:
        self.check = check
        self.count = 0

    def __call__(self, *arguments: Any) -> Any:
        self.count += 1
        return self.check(*arguments)


def test_every_model_is_where_it_is_announced() -> None:
    """In `dir`, and under its name."""
    assert set(models.__all__) <= set(dir(models))
    assert models.RedirectUrls is redirect_urls.RedirectUrls
    assert all(getattr(models, name) for name in models.__all__)


def test_another_name_is_no_model() -> None:
    """It fails as it does in any module."""
    name = "RedirectUrl"
    with pytest.raises(AttributeError, match=r"'bigcommerce_carts.models' .* 'RedirectUrl'"):
        getattr(models, name)


@both_ways
def test_an_answer_is_checked_once(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a whole; no model in it is checked again."""
    whole, inner = Checks(first_violation), Checks(validate)
    monkeypatch.setattr(_response, "first_violation", whole)
    monkeypatch.setattr(_models, "validate", inner)
    assert call(Api().client()).to_dict() == SUCCESS
    assert (whole.count, inner.count) == (1, 0)
    InlineResponse201.from_dict(SUCCESS)
    assert inner.count == 1


@pytest.mark.parametrize("name", [name for name in models.__all__ if name != "JsonMediaType"])
def test_a_model_takes_its_members_and_nothing_else(name: str) -> None:
    """Members that the contract does not name are set on it; a fault in a value names it."""
    model = getattr(models, name)
    assert "additional_properties" not in inspect.signature(model).parameters
    with pytest.raises(InvalidArgument, match=f"^{name}: must be object$"):
        model.from_dict([])


def test_what_is_known_to_be_valid_is_not_checked() -> None:
    """`from_valid` takes the caller's word for it, and is no less whole."""
    value = {"data": {**URLS, "new": 1}, "meta": {"a": None}, "more": []}
    assert InlineResponse201.from_valid(value) == InlineResponse201.from_dict(value)
    assert InlineResponse201.from_valid(value).to_dict() == value
