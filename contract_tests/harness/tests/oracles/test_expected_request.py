"""Expected requests follow OpenAPI; the oracles are independent of what they judge."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.oracles.body_codec import canonical, read_body
from contract_tests.harness.oracles.expected_request import (
    credential_text,
    encoded_forms,
    expected_request,
    serialise,
)
from contract_tests.harness.spec import ABSENT, Call, Credential, Parameter, SecurityScheme
from contract_tests.harness.spec.media_types import FORM
from contract_tests.harness.spec.strict_json import json_equal
from contract_tests.harness.tests.sample_spec import make_part

ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}
TOKEN = {"Token": Credential("t")}
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n%s\r\n--x--\r\n'


class TestStyles:
    """
    "In order to support common ways of serializing simple parameters, a set of style values are
    defined." https://spec.openapis.org/oas/v3.0.3#style-examples
    """

    @pytest.mark.parametrize(
        ("style", "explode", "value", "pairs"),
        [
            ("form", True, "blue", [("c", "blue")]),
            ("form", True, "", [("c", "")]),
            ("form", True, True, [("c", "true")]),
            ("form", False, ARRAY, [("c", "blue,black,brown")]),
            ("form", True, ARRAY, [("c", "blue"), ("c", "black"), ("c", "brown")]),
            ("form", False, OBJECT, [("c", "R,100,G,200,B,150")]),
            ("form", True, OBJECT, [("R", "100"), ("G", "200"), ("B", "150")]),
            ("simple", False, ARRAY, [("c", "blue,black,brown")]),
            ("simple", True, ARRAY, [("c", "blue,black,brown")]),
            ("simple", False, OBJECT, [("c", "R,100,G,200,B,150")]),
            ("simple", True, OBJECT, [("c", "R=100,G=200,B=150")]),
            ("spaceDelimited", False, ARRAY, [("c", "blue black brown")]),
            ("pipeDelimited", False, ARRAY, [("c", "blue|black|brown")]),
            ("label", False, "blue", [("c", ".blue")]),
            ("label", False, ARRAY, [("c", ".blue,black,brown")]),
            ("label", True, ARRAY, [("c", ".blue.black.brown")]),
            ("label", False, OBJECT, [("c", ".R,100,G,200,B,150")]),
            ("label", True, OBJECT, [("c", ".R=100.G=200.B=150")]),
            ("matrix", False, "blue", [("c", ";c=blue")]),
            ("matrix", False, ARRAY, [("c", ";c=blue,black,brown")]),
            ("matrix", True, ARRAY, [("c", ";c=blue;c=black;c=brown")]),
            ("matrix", False, OBJECT, [("c", ";c=R,100,G,200,B,150")]),
            ("matrix", True, OBJECT, [("c", ";R=100;G=200;B=150")]),
            ("form", False, [], []),
            ("form", True, {}, []),
            ("deepObject", True, OBJECT, [("c[R]", "100"), ("c[G]", "200"), ("c[B]", "150")]),
        ],
    )
    def test_a_value_is_serialised_as_in_the_table(
        self, style: str, explode: bool, value: Any, pairs: list[tuple[str, str]]
    ) -> None:
        """The rows of the table in OpenAPI, and some from RFC 6570."""
        assert serialise(Parameter("c", "query", True, {}, style, explode), value) == pairs


def test_a_missing_argument_is_absent_or_has_its_default() -> None:
    """The client sends the default of a parameter."""
    call = Call({("path", "id"): "a"}, credentials=TOKEN)
    expected = expected_request(make_part(), call, "http://h:1")
    assert expected.headers == (("accept", "application/json"), ("x-token", "t"))
    assert expected.query == ()
    assert expected.body is ABSENT


def test_a_value_stays_inside_its_segment() -> None:
    """A slash in it is not a separator; the segments follow the path of the base URL."""
    expected = expected_request(make_part(), Call({("path", "id"): "a/../b"}), "http://h:1/v1/")
    assert expected.path == ("v1", "things", "a/../b", "parts")
    assert expected.host == "h:1"


def test_each_credential_is_in_the_location_of_its_scheme() -> None:
    """A prefix precedes the credential."""
    credentials = {"Token": Credential("t", "Word"), "Client": Credential("c")}
    call = Call({("path", "id"): "a"}, credentials=credentials)
    expected = expected_request(make_part(), call, "http://h")
    assert ("x-token", "Word t") in expected.headers
    assert expected.query == (("client", "c"),)


def test_a_body_has_a_content_type() -> None:
    """The media type of the call is sent if no parameter sets the header."""
    call = Call({("path", "id"): "a"}, body=None, media_type="application/json")
    expected = expected_request(make_part(), call, "http://h")
    assert ("content-type", "application/json") in expected.headers
    assert expected.body is None


def test_http_schemes_use_the_authorization_header() -> None:
    """Bearer tokens follow RFC 6750, passwords RFC 7617."""
    bearer = SecurityScheme("B", "http", "header", "Authorization", "bearer")
    basic = SecurityScheme("B", "http", "header", "Authorization", "basic")
    assert credential_text(bearer, Credential("t")) == "Bearer t"
    password = Credential("open sesame", user="Aladdin")
    base64 = "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    assert credential_text(basic, password) == f"Basic {base64}"
    assert encoded_forms(basic, password) == {"open sesame", base64, "open%20sesame"}
    assert encoded_forms(bearer, Credential("t")) == encoded_forms(None, Credential("t")) == {"t"}
    assert encoded_forms(basic, Credential("\ud800", user="a")) == {"\ud800"}


HARNESS = Path(__file__).parents[2]
CLIENT = {"httpx", "attrs", "openapi_python_client", "bigcommerce_carts"}
GENERATORS = {"schemathesis", "hypothesis"}


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("spec", CLIENT | GENERATORS),
        ("oracles", CLIENT | GENERATORS),
        ("wire", CLIENT | GENERATORS),
        ("cases", CLIENT),
    ],
)
def test_oracles_and_cases_are_independent_of_the_client(folder: str, forbidden: set[str]) -> None:
    """No module imports the client, its libraries, its generator or the driver."""
    imported: set[str] = set()
    for path in (HARNESS / folder).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
            elif isinstance(node, ast.Import):
                imported.update(alias.name for alias in node.names)
    assert imported, f"{folder} has no modules"
    assert not any(name.startswith("contract_tests.harness.driver") for name in imported)
    assert not forbidden & {name.partition(".")[0] for name in imported}


@pytest.mark.parametrize(
    ("media_type", "body", "data"),
    [
        ("application/json", {"a": 1.0}, b'{ "a" : 1 }'),
        (FORM, {"a": "b c", "d": [1, True]}, b"d=1&a=b+c&d=true"),
        (FORM, {"a": "\xe9", "b": ""}, b"b=&a=%C3%A9"),
        (FORM, {"a": {"b": 1}}, b"a=%7B%22b%22%3A+1%7D"),
        (FORM, {}, b""),
        ("multipart/form-data; boundary=x", {"a": "b"}, PART % b"b"),
        ("multipart/form-data; boundary=x", {'"': "b"}, PART.replace(b'"a"', b'"%%22"') % b"b"),
        ("multipart/form-data; boundary=x", {"%22": "b"}, PART.replace(b'"a"', b'"%%22"') % b"b"),
        ("text/plain; charset=utf-8", "\xe9", b"\xc3\xa9"),
        ("application/octet-stream", "\udcff", b"\xff"),
    ],
)
def test_a_body_equals_its_encoding(media_type: str, body: Any, data: bytes) -> None:
    """The order and the escapes of form fields make no difference."""
    assert json_equal(read_body(media_type, data), canonical(media_type, body))


@pytest.mark.parametrize("body", [{"b": "b"}, {"a": "c"}, {}, {"a": "b", "b": "b"}])
def test_a_different_form_is_not_equal(body: Any) -> None:
    """Forms differ in the name or the text of a field."""
    for media_type, data in ((FORM, b"a=b"), ("multipart/form-data; boundary=x", PART % b"b")):
        assert not json_equal(read_body(media_type, data), canonical(media_type, body))


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("application/json", b'{"a": 1, "a": 2}'),
        ("application/json", b"NaN"),
        (FORM, b"\xc3\xa9=1"),
        (FORM, b"a&&b"),
        ("multipart/form-data; boundary=x", b"--y\r\n"),
        ("multipart/form-data", b""),
    ],
)
def test_invalid_bytes_are_refused(media_type: str, data: bytes) -> None:
    """They are not decoded as something else."""
    with pytest.raises(ValueError, match=r"."):
        read_body(media_type, data)
