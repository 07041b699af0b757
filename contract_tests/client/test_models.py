"""Models are loaded when they are asked for, and checked once."""

from __future__ import annotations

import inspect
import subprocess
import sys
from typing import Any, get_args

import pytest

from bigcommerce_carts import _response, models
from bigcommerce_carts._validation import first_fault, require
from bigcommerce_carts.errors import InvalidArgument
from bigcommerce_carts.models import (
    InlineResponse201,
    inline_response_201,
    json_media_type,
    redirect_urls,
)
from contract_tests.client.calls import Call, both_ways
from contract_tests.client.fake_api import SUCCESS, URLS, Api
from contract_tests.harness.project import CLIENTS

LOADED = """
import sys
from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url
print(*sorted(name for name in sys.modules if name.startswith("bigcommerce_carts.models.")))
from bigcommerce_carts.models import *
assert set(sys.modules["bigcommerce_carts.models"].__all__) <= set(globals())
"""


class Checks:
    """Stands in for a function that checks, and counts."""

    def __init__(self, check: Any) -> None:
        self.check = check
        self.count = 0

    def __call__(self, *arguments: Any) -> Any:
        self.count += 1
        return self.check(*arguments)


def test_only_the_models_that_an_operation_names_are_loaded_with_it() -> None:
    """A model within a model is loaded with the first value; `import *` loads them all."""
    command = [sys.executable, "-c", LOADED]
    loaded = subprocess.check_output(command, cwd=CLIENTS, text=True).split()
    assert "bigcommerce_carts.models.inline_response_201" in loaded
    assert "bigcommerce_carts.models.meta" not in loaded


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
    whole, inner = Checks(first_fault), Checks(require)
    monkeypatch.setattr(_response, "first_fault", whole)
    monkeypatch.setattr(redirect_urls, "require", inner)
    monkeypatch.setattr(inline_response_201, "require", inner)
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


def test_the_values_of_an_enum_can_be_asked_for() -> None:
    """All of those that its type has."""
    values = json_media_type.JSON_MEDIA_TYPE_VALUES
    assert values == set(get_args(models.JsonMediaType))
    assert values == {json_media_type.check_json_media_type(value) for value in values}


def test_what_is_known_to_be_valid_is_not_checked() -> None:
    """`from_valid` takes the caller's word for it, and is no less whole."""
    value = {"data": {**URLS, "new": 1}, "meta": {"a": None}, "more": []}
    assert InlineResponse201.from_valid(value) == InlineResponse201.from_dict(value)
    assert InlineResponse201.from_valid(value).to_dict() == value
