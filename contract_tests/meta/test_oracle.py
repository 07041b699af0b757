"""The oracle against the text of OpenAPI, and its independence."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from contract_tests import contract, oracle
from contract_tests.contract import ABSENT, Call, Key, Parameter, SecurityScheme
from contract_tests.meta.things import make_part
from contract_tests.oracle import credential, expected_request, serialise

ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}
TOKEN = {"Token": Key("t")}


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
    expected = expected_request(make_part(), Call({("path", "id"): "a"}, keys=TOKEN), "http://h:1")
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
    keys = {"Token": Key("t", "Word"), "Client": Key("c")}
    expected = expected_request(make_part(), Call({("path", "id"): "a"}, keys=keys), "http://h")
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
    assert credential(bearer, Key("t")) == "Bearer t"
    assert credential(basic, Key("Aladdin:open sesame")) == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="


@pytest.mark.parametrize("module", [oracle, contract])
def test_the_oracle_shares_nothing_with_what_it_judges(module: Any) -> None:
    """It imports neither the client, its HTTP library, the generator nor the maker of the cases."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    names = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    names += [alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names]
    strangers = {"httpx", "attrs", "schemathesis", "openapi_python_client", "hypothesis"}
    assert not strangers.intersection(name.partition(".")[0] for name in names)
    assert not [name for name in names if name.startswith("contract_tests.driver")]
