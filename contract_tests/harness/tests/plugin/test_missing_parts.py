"""A part that the generator lost without a reason is found."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from contract_tests.harness.plugin.missing_parts import missing_parts

DOCUMENT: dict[str, Any] = {
    "paths": {
        "/a~b": {
            "get": {"responses": {"200": {}, "404": {}, "x-note": {}}},
            "post": {"requestBody": {}, "responses": {"201": {}}},
        }
    }
}
PLACE = "#/paths/~1a~0b"


@pytest.mark.parametrize(
    ("lose", "place"),
    [
        (lambda item: item.pop("get"), f"{PLACE}/get"),
        (lambda item: item["post"].pop("requestBody"), f"{PLACE}/post/requestBody"),
        (lambda item: item["get"]["responses"].pop("404"), f"{PLACE}/get/responses/404"),
    ],
)
def test_a_lost_part_needs_a_limitation(lose: Callable[[Any], object], place: str) -> None:
    """The limitation names the part, or what contains it."""
    supported = copy.deepcopy(DOCUMENT)
    lose(supported["paths"]["/a~b"])
    assert list(missing_parts(DOCUMENT, supported, [])) == [place]
    assert list(missing_parts(DOCUMENT, supported, [f"{PLACE}/other"])) == [place]
    assert list(missing_parts(DOCUMENT, supported, [place])) == []


def test_a_path_may_be_skipped_as_a_whole() -> None:
    """Its operations need no limitation of their own."""
    assert list(missing_parts(DOCUMENT, {"paths": {}}, [PLACE])) == []


def test_a_whole_contract_lacks_nothing() -> None:
    """Vendor extensions among the responses are no responses."""
    supported = copy.deepcopy(DOCUMENT)
    del supported["paths"]["/a~b"]["get"]["responses"]["x-note"]
    assert list(missing_parts(DOCUMENT, supported, [])) == []
