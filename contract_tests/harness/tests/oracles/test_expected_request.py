"""The oracle against the text of OpenAPI, and its independence."""

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
    def test_a_value_is_written_as_the_table_says(
        self, style: str, explode: bool, value: Any, pairs: list[tuple[str, str]]
    ) -> None:
        """Each row of the table that has a name of its own here."""
        assert serialise(Parameter("c", "query", True, {}, style, explode), value) == pairs


def test_what_is_left_out_is_absent_or_its_default() -> None:
    """The default of a parameter goes out; one without a default does not."""
    expected = expected_request(
        make_part(), Call({("path", "id"): "a"}, credentials=TOKEN), "http://h:1"
    )
    assert expected.headers == (("accept", "application/json"), ("x-token", "t"))
    assert expected.query == ()
    assert expected.body is ABSENT


def test_a_value_stays_inside_its_segment() -> None:
    """Also a slash, and below the path of the base URL."""
    expected = expected_request(make_part(), Call({("path", "id"): "a/../b"}), "http://h:1/v1/")
    assert expected.path == ("v1", "things", "a/../b", "parts")
    assert expected.host == "h:1"


def test_each_key_goes_to_its_own_place() -> None:
    """After its prefix, if it has one."""
    keys = {"Token": Credential("t", "Word"), "Client": Credential("c")}
    expected = expected_request(
        make_part(), Call({("path", "id"): "a"}, credentials=keys), "http://h"
    )
    assert ("x-token", "Word t") in expected.headers
    assert expected.query == (("client", "c"),)


def test_a_body_brings_its_media_type() -> None:
    """Where no parameter says which."""
    call = Call({("path", "id"): "a"}, body=None, media_type="application/json")
    expected = expected_request(make_part(), call, "http://h")
    assert ("content-type", "application/json") in expected.headers
    assert expected.body is None


def test_http_schemes_use_the_authorization_header() -> None:
    """RFC 6750 and RFC 7617."""
    bearer = SecurityScheme("B", "http", "header", "Authorization", "bearer")
    basic = SecurityScheme("B", "http", "header", "Authorization", "basic")
    assert credential_text(bearer, Credential("t")) == "Bearer t"
    key = Credential("open sesame", user="Aladdin")
    assert credential_text(basic, key) == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    # However a text that shows it may write it.
    assert encoded_forms(basic, key) == {
        "open sesame",
        "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        "open%20sesame",
    }
    assert encoded_forms(bearer, Credential("t")) == encoded_forms(None, Credential("t")) == {"t"}
    assert encoded_forms(basic, Credential("\ud800", user="a")) == {"\ud800"}


HARNESS = Path(__file__).parents[2]
RECORDED = ("spec", "oracles", "wire")  # nothing that makes cases may judge them
MAKERS = ("cases",)


def strangers(folder: str, but: frozenset[str]) -> set[str]:
    """What the modules of a folder of the harness import of others' code under test."""
    found: set[str] = set()
    for path in (HARNESS / folder).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                found.add(node.module or "")
            elif isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
    assert found, f"{folder} has no modules"
    tops = {name for name in found if name.startswith("contract_tests.harness.driver")}
    return tops | (but & {name.partition(".")[0] for name in found})


@pytest.mark.parametrize("folder", RECORDED)
def test_the_oracles_share_nothing_with_what_they_judge(folder: str) -> None:
    """They import neither the client, its HTTP library, the generator nor the makers of cases."""
    judged = {"httpx", "attrs", "openapi_python_client", "bigcommerce_carts"}
    assert not strangers(folder, frozenset({*judged, "schemathesis", "hypothesis"}))


@pytest.mark.parametrize("folder", MAKERS)
def test_the_cases_share_nothing_with_what_they_are_made_for(folder: str) -> None:
    """They import neither the client, its HTTP library nor the generator."""
    judged = {"httpx", "attrs", "openapi_python_client", "bigcommerce_carts"}
    assert not strangers(folder, frozenset(judged))


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
def test_a_body_says_the_same_as_its_bytes(media_type: str, body: Any, data: bytes) -> None:
    """Whatever the order of the fields, and however they are escaped."""
    assert json_equal(read_body(media_type, data), canonical(media_type, body))


@pytest.mark.parametrize("body", [{"b": "b"}, {"a": "c"}, {}, {"a": "b", "b": "b"}])
def test_a_form_that_says_something_else_is_told_from_it(body: Any) -> None:
    """By the name of a field or by its text."""
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
def test_bytes_that_say_nothing_are_refused(media_type: str, data: bytes) -> None:
    """Not read as something else."""
    with pytest.raises(ValueError, match=r"."):
        read_body(media_type, data)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2020-01-02T03:04:05Z", "2020-01-02T03:04:05.000+00:00", True),
        ("2020-01-02T03:04:05Z", "2020-01-02T04:04:05+01:00", False),
        ("2020-01-02T03:04:05Z", "2020-01-02T03:04:06Z", False),
        ("2020-01-02T03:04:65Z", "2020-01-02T03:04:65z", False),
        ("2020-01-02", "2020-01-02T00:00:00Z", False),
    ],
)
def test_a_moment_has_several_spellings(one: str, other: str, same: bool) -> None:
    """RFC 3339, 5.6: zeros of a fraction and the name of UTC; the offset itself is kept."""
    assert json_equal(one, other) is same
