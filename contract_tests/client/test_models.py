"""Models accept what the contract allows and nothing else, and keep unknown members."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigcommerce_carts import UNSET, models
from bigcommerce_carts.errors import InvalidArgumentError
from contract_tests.client.fake_api import SUCCESS, URLS, case_id, error_body
from contract_tests.client.names import (
    DATA,
    ERRORS,
    INSTANCE,
    MEDIA_TYPES,
    META,
    OPTIONAL_URL,
    QUERY,
    STATUS,
    TITLE,
    URL,
    ErrorBody,
    MediaType,
    RequestBody,
    Success,
    Urls,
    members,
)

MODELS = [name for name in models.__all__ if inspect.isclass(getattr(models, name))]

# Model, invalid value, JSON pointer after the name of the model, and a word of the reason.
INVALID: list[tuple[Any, Any, str, str]] = [
    (Success, {}, f"/{DATA}", "missing"),
    (Success, [[DATA, URLS]], "", "object"),
    (Success, {DATA: URLS, META: None}, f"/{META}", "object"),
    (Success, {**SUCCESS, 1: 2}, "", "object"),
    (Urls, {**URLS, URL: b"x"}, f"/{URL}", "string"),
    (Urls, {**URLS, URL: "x\n"}, f"/{URL}", "uri"),
    (ErrorBody, {**error_body(1), STATUS: True}, f"/{STATUS}", "integer"),
    (ErrorBody, {**error_body(1), STATUS: float("nan")}, f"/{STATUS}", "integer"),
    (ErrorBody, {**error_body(1), STATUS: float("inf")}, f"/{STATUS}", "integer"),
    (ErrorBody, {**error_body(1), ERRORS: ["x"]}, f"/{ERRORS}", "object"),
    (RequestBody, {QUERY: {"/~": None}}, f"/{QUERY}/~1~0", "string"),
    (RequestBody, {"x": 1}, "/x", "not allowed"),
]

VALID: list[tuple[Any, Any]] = [
    (Success, {DATA: URLS, META: {"any": [1, None, {"deep": 10**400}]}}),
    (Urls, {**URLS, OPTIONAL_URL: URLS[URL]}),
    (ErrorBody, {}),
    (ErrorBody, {**error_body(10**400), INSTANCE: "", ERRORS: {}}),
    (ErrorBody, {ERRORS: {"/": [None, {"deep": 1.5}]}}),
    (ErrorBody, {**error_body(1), TITLE: "\ud800\0\u2028"}),
    (RequestBody, {}),
    (RequestBody, {QUERY: {"": "", "a": "x", "self": "z"}}),
    (Urls, {**URLS, "additional_properties": "y", "self": "z", "copy_json": [{}]}),
    (RequestBody, {QUERY: {"utm_source": "mail"}}),
]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(("model", "value", "pointer", "word"), INVALID, ids=case_id)
def test_an_invalid_value_is_refused(model: Any, value: Any, pointer: str, word: str) -> None:
    """The error names the model, the JSON pointer of the first violation and the reason."""
    with pytest.raises(InvalidArgumentError, match=word) as caught:
        model.from_dict(value)
    assert (caught.value.argument, caught.value.pointer) == (model.__name__, pointer)


@pytest.mark.parametrize(("model", "value"), VALID, ids=case_id)
def test_a_valid_value_makes_the_round_trip(model: Any, value: Any) -> None:
    """`to_dict` returns what `from_dict` was given; the dict of the caller does not change."""
    before = json.dumps(value)
    assert model.from_dict(value).to_dict() == value
    assert json.dumps(value) == before


@given(unknown=st.dictionaries(st.text().filter(lambda name: name not in members(Success)), JSON))
def test_unknown_members_are_kept(unknown: Mapping[str, Any]) -> None:
    """Members that a later version of the API adds make the round trip, at each level."""
    inner = {name: unknown[name] for name in unknown if name not in members(Urls)}
    value = {**unknown, DATA: {**URLS, **inner}, META: dict(unknown)}
    model = Success.from_dict(value)
    assert model.to_dict() == value
    assert (model.additional_properties, set(model.additional_keys)) == (unknown, set(unknown))


@given(body=JSON)
def test_any_json_value_is_a_model_or_an_error(body: Any) -> None:
    """`from_dict` raises no error except `InvalidArgumentError`."""
    for model in (Success, ErrorBody, RequestBody):
        with suppress(InvalidArgumentError):
            assert model.from_dict(body).to_dict() == body


@pytest.mark.parametrize("name", MODELS)
def test_unknown_members_are_a_keyword_of_a_model(name: str) -> None:
    """`attrs.evolve` needs the argument; the documented members alone can be positional.

    An error of `from_dict` names the model.
    """
    model = getattr(models, name)
    parameter = inspect.signature(model).parameters.get("additional_properties")
    assert parameter is None or parameter.kind is inspect.Parameter.KEYWORD_ONLY
    with pytest.raises(InvalidArgumentError, match="object") as caught:
        model.from_dict([])
    assert caught.value.argument == name


@pytest.mark.parametrize("duplicate", [attrs.evolve, copy.copy, copy.deepcopy])
def test_a_copy_keeps_unknown_members(duplicate: Any) -> None:
    """The copy has a dict of its own."""
    value = {**URLS, "new": {"a": [1]}}
    model = Urls.from_dict(value)
    twin = duplicate(model)
    assert twin == model and twin.to_dict() == value
    twin["new"]["a"] = twin["other"] = 2
    assert model.to_dict() == value


def test_a_model_shares_no_dict_with_json() -> None:
    """Changes of the source or of the returned object do not reach the model."""
    value: dict[str, Any] = {
        DATA: {**URLS, "new": {"a": [1]}},
        META: {"a": [1]},
        "other": [[1]],
    }
    source = copy.deepcopy(value)
    model = Success.from_dict(source)
    for each in (source, model.to_dict()):
        each[DATA]["new"]["a"].clear()
        each[META]["a"].clear()
        each["other"][0].clear()
        assert model.to_dict() == value


def test_a_map_is_a_plain_dict() -> None:
    """Maps have no model: any mapping is accepted, and a response contains a dict."""
    request = RequestBody(**{QUERY: MappingProxyType({"a": "b"})})
    assert request.to_dict() == {QUERY: {"a": "b"}}
    assert type(request.to_dict()[QUERY]) is dict
    assert type(getattr(Success.from_dict({**SUCCESS, META: {}}), META)) is dict
    assert get_type_hints(RequestBody)[QUERY] == Mapping[str, str] | type(UNSET)


@pytest.mark.parametrize("name", MODELS)
def test_the_types_of_a_model_resolve(name: str) -> None:
    """`typing.get_type_hints` and `attrs.resolve_types` find every type at run time."""
    model = getattr(models, name)
    attrs.resolve_types(model)
    assert set(get_type_hints(model)) >= {field.name for field in attrs.fields(model)}


def test_a_value_that_is_nested_too_deep_is_refused() -> None:
    """The error is the same for members that the contract does not describe."""
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(InvalidArgumentError, match=f"{Success.__name__}: is nested too deep"):
        Success.from_dict({**SUCCESS, META: {"a": deep}})


def test_the_type_of_an_enum_lists_its_values() -> None:
    """An enum is a `Literal` of the values in the contract."""
    assert [*get_args(MediaType)] == MEDIA_TYPES


def test_a_value_known_to_be_valid_makes_an_equal_model() -> None:
    """`from_valid` skips the validation and returns the same model as `from_dict`."""
    value = {DATA: {**URLS, "new": 1}, META: {"a": None}, "more": []}
    assert Success.from_valid(value) == Success.from_dict(value)
    assert Success.from_valid(value).to_dict() == value


def test_unset_is_a_singleton() -> None:
    """`UNSET` is the same object after copy, deepcopy and pickle, alone and in a model."""
    model = Urls.from_dict(URLS)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(UNSET, protocol)) is UNSET
        assert pickle.loads(pickle.dumps(model, protocol)).to_dict() == URLS
    for twin in (copy.copy(UNSET), copy.deepcopy(UNSET), copy.deepcopy([UNSET])[0]):
        assert twin is UNSET
    assert copy.deepcopy(model).to_dict() == URLS
    assert (repr(UNSET), bool(UNSET)) == ("UNSET", False)
