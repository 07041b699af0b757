"""What is sent as a form, and what of files: by the module that all operations share."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import parse_qsl

import pytest

from bigcommerce_carts._request import Content, Operation, build
from bigcommerce_carts.errors import InvalidArgument
from bigcommerce_carts.types import File

OPERATION = Operation("POST /forms", "POST", "/forms")
MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"
# What the caller gives, and the texts that are sent.
MEMBERS = {
    "text": ("a b&c", ["a b&c"]),
    "yes": (True, ["true"]),
    "half": (0.5, ["0.5"]),
    "nothing": (None, [""]),
    "some": (["a", ["b", False]], ["a", "b", "false"]),
    "none": ([], []),
    "object": ({"a": [1, "é"]}, ['{"a":[1,"é"]}']),
}


def body(media_type: str, value: Any) -> dict[str, Any]:
    """What httpx is given of it."""
    return build(OPERATION, (), value, Content(media_type)).body


@pytest.mark.parametrize("name", MEMBERS)
def test_both_kinds_of_form_say_the_same(name: str) -> None:
    """In the words of JSON, not of Python."""
    given, sent = MEMBERS[name]
    form = body(URLENCODED, {name: given})["content"].decode()
    assert parse_qsl(form, keep_blank_values=True) == [(name, text) for text in sent]
    parts = body(MULTIPART, {name: given})["files"]
    assert [(field, text.decode()) for field, (_, text, _) in parts] == [(name, t) for t in sent]


def test_a_file_is_sent_from_where_it_is_as_often_as_one_likes() -> None:
    """Httpx would read it to its end, and have nothing left for a second call."""
    opened = io.BytesIO(b"0123")
    opened.read(1)
    file = File(opened, "a.png", "image/png")
    for _ in range(2):
        assert body("image/png", file) == {"content": b"123"}
        assert body(MULTIPART, {"a": file, "b": [file]}) == {
            "files": [("a", ("a.png", b"123", "image/png")), ("b", ("a.png", b"123", "image/png"))]
        }
    assert body(URLENCODED, {"a": file})["content"] == b"a=123"


@pytest.mark.parametrize("media_type", [MULTIPART, URLENCODED])
@pytest.mark.parametrize(
    "given", ["a", [{"a": 1}], {"a": "\ud800"}, {"\ud800": "a"}, {"a": {"b": float("nan")}},
              {"a": File(io.StringIO("a"))}],  # type: ignore[arg-type]
)  # fmt: skip
def test_what_no_form_can_say_is_refused(media_type: str, given: Any) -> None:
    """Before anything is sent."""
    with pytest.raises(InvalidArgument, match=r"^body"):
        body(media_type, given)
