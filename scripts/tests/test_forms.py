"""Forms and files are encoded as the contract describes."""

from __future__ import annotations

import io
from collections.abc import Callable
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl

import pytest

from contract_tests.harness.driver.loader import load_package
from generation.media_types import kind_of
from generation.regeneration import GeneratorInputs, package_in

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


# What httpx is given of a body of that media type.
Write = Callable[[str, Any], dict[str, Any]]


@pytest.fixture(scope="module")
def package(file_inputs: GeneratorInputs) -> ModuleType:
    """A client that sends forms and files."""
    return load_package(package_in(file_inputs.target))


@pytest.fixture
def write(package: ModuleType) -> Write:
    bodies = package._bodies

    def encode(media_type: str, value: Any) -> dict[str, Any]:
        content = bodies.Content(media_type, kind=kind_of(media_type))
        encoded: dict[str, Any] = bodies.encode_body(value, content)
        return encoded

    return encode


@pytest.mark.parametrize("name", MEMBERS)
def test_both_kinds_of_form_encode_members_alike(write: Write, name: str) -> None:
    """Scalars are encoded as in JSON: `true`, not `True`."""
    given, sent = MEMBERS[name]
    form = write(URLENCODED, {name: given})["content"].decode()
    assert parse_qsl(form, keep_blank_values=True) == [(name, text) for text in sent]
    *parts, last = write(MULTIPART, {name: given, "last": "z"})["files"]
    assert [(field, text.decode()) for field, (_, text, _) in parts] == [(name, t) for t in sent]
    assert last == ("last", (None, b"z", "text/plain"))


@pytest.mark.parametrize("given", [{}, {"none": []}])
def test_a_multipart_form_has_at_least_one_part(
    package: ModuleType, write: Write, given: dict[str, Any]
) -> None:
    """RFC 2046, 5.1.1: a body without a part is invalid."""
    with pytest.raises(
        package.errors.InvalidArgumentError, match=r"^body: must have at least one field"
    ):
        write(MULTIPART, given)


def test_a_file_is_sent_from_its_position_in_each_call(package: ModuleType, write: Write) -> None:
    """A file that httpx reads to its end would leave nothing for a second call."""
    data = io.BytesIO(b"0123")
    data.read(1)
    file = package.types.File(data, "a.png", "image/png")
    for _ in range(2):
        assert write("image/png", file) == {"content": b"123"}
        assert write(MULTIPART, {"a": file, "b": [file]}) == {
            "files": [("a", ("a.png", b"123", "image/png")), ("b", ("a.png", b"123", "image/png"))]
        }
    assert write(URLENCODED, {"a": file})["content"] == b"a=123"


@pytest.mark.parametrize("media_type", [MULTIPART, URLENCODED])
@pytest.mark.parametrize(
    "given", ["a", [{"a": 1}], {"a": "\ud800"}, {"\ud800": "a"}, {"a": {"b": float("nan")}}]
)
def test_a_body_that_a_form_cannot_encode_is_refused(
    package: ModuleType, write: Write, media_type: str, given: Any
) -> None:
    """The value is refused before a request is sent."""
    with pytest.raises(package.errors.InvalidArgumentError, match=r"^body"):
        write(media_type, given)


@pytest.mark.parametrize("media_type", [MULTIPART, URLENCODED])
def test_a_file_of_text_is_refused(package: ModuleType, write: Write, media_type: str) -> None:
    """The encoding of a text file is unknown."""
    file = package.types.File(io.StringIO("a"))
    with pytest.raises(package.errors.InvalidArgumentError, match=r"^body"):
        write(media_type, {"a": file})
