"""A call returns what the contract documents, or raises; it never returns None."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from bigcommerce_carts import Response
from bigcommerce_carts.errors import ApiError
from bigcommerce_carts.models import ErrorResponse, InlineResponse201, RedirectUrlsRequest
from contract_tests.client.calls import Call, both_ways
from contract_tests.client.fake_api import SUCCESS, Answer, Api, fault, listening, written

DOCUMENTED_ERRORS = (401, 403, 404, 409, 422, 429, *range(500, 600))
# 101 ends HTTP/1.1, and the others below 200 announce an answer: httpx passes over them.
ANY_STATUS = sorted({*range(100, 1000)} - {201})


@both_ways
def test_a_success_is_its_model(call: Call) -> None:
    """The plain functions return what was parsed."""
    result = call(Api().client())
    assert isinstance(result, InlineResponse201)
    assert result.to_dict() == SUCCESS


@both_ways
def test_each_result_is_the_callers_own(call: Call) -> None:
    """Whoever changes one changes no other, though the answers are alike."""
    client = Api().client()
    first, second = call(client), call(client)
    for model in (first, first.data):
        model["changed"] = True
    first.data.cart_url = "https://changed.example"
    assert second.to_dict() == SUCCESS == call(client).to_dict()


@both_ways
def test_a_model_that_is_sent_stays_as_it_was(call: Call) -> None:
    """What was not given is not filled in, and nothing is taken out."""
    for body in (
        RedirectUrlsRequest(),
        RedirectUrlsRequest.from_dict({"query_params": {"a": "b"}}),
    ):
        before = copy.deepcopy(body)
        call(Api().client(), body=body)
        assert body == before


@both_ways
def test_a_detailed_success_is_the_whole_answer(call: Call) -> None:
    """Status, headers in any case, the bytes, and the model."""
    answer = Answer(headers={"Content-Type": "application/json", "X-Note": "1"})
    response = call(Api(answer).client(), detailed=True)
    assert isinstance(response, Response)
    assert (type(response.status_code), response.status_code) == (int, 201)
    assert (response.headers["x-NOTE"], response.content) == ("1", answer.content)
    assert response.parsed == InlineResponse201.from_dict(SUCCESS)


@pytest.mark.parametrize("status", DOCUMENTED_ERRORS)
@both_ways
def test_a_detailed_error_is_returned_with_its_model(call: Call, status: int) -> None:
    """Also a status in 5XX that no standard names."""
    response = call(Api(Answer(status, fault(status))).client(), detailed=True)
    assert (type(response.status_code), response.status_code) == (int, status)
    assert isinstance(response.parsed, ErrorResponse)
    assert response.parsed.to_dict() == fault(status)


@pytest.mark.parametrize("body", [SUCCESS, fault(0), b"", b"<html>", b"null"], ids=str)
@both_ways
def test_whatever_is_no_success_raises(call: Call, body: Any) -> None:
    """Every status from 100 to 999, with whatever body: an error of ours that knows the status."""
    for status in ANY_STATUS:
        with pytest.raises(ApiError) as caught:
            call(Api(Answer(status, body)).client())
        assert getattr(caught.value, "status", None) == status


@pytest.mark.parametrize("status", [s for s in ANY_STATUS if s not in DOCUMENTED_ERRORS][::37])
@both_ways
def test_the_detailed_functions_raise_for_what_is_not_documented(call: Call, status: int) -> None:
    """A status that the contract does not have has no model to return."""
    with pytest.raises(ApiError) as caught:
        call(Api(Answer(status)).client(), detailed=True)
    assert getattr(caught.value, "status", None) == status


@pytest.mark.parametrize("status", [200, 299, 418, 499, 520, 600, 999])
@both_ways
def test_a_status_on_the_wire_may_be_any_number(call: Call, status: int) -> None:
    """Also one that Python has no name for."""
    with listening(written(Answer(status))) as wire, pytest.raises(ApiError) as caught:
        call(wire.client())
    assert getattr(caught.value, "status", None) == status
