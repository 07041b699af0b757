"""`--spec` without `--package`: a client of any contract, for one run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from contract_tests.harness.project import ROOT
from contract_tests.harness.tests.test_other_specs import CONTRACTS
from generation.naming import distribution_name, package_version
from generation.opc_adapter import document_for_opc


def run(*options: str, scratch: Path) -> subprocess.CompletedProcess[str]:
    """Run the laws with these options; *scratch* is the place for temporary files."""
    command = [sys.executable, "-m", "contract_tests", "-p", "no:cacheprovider", *options]
    env = {**os.environ, "TMPDIR": str(scratch), "TEMP": str(scratch)}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Shop", "shop-client"),
        ("My API, v2!", "my-api-v2-client"),
        ("The client", "the-client"),
        ("2nd try", "api-2nd-try-client"),
        ("import", "api-import-client"),
        ("größer", "gr-er-client"),
        ("日本", "api-client"),
        ("", "api-client"),
    ],
)
def test_the_package_is_named_after_the_title(title: str, name: str) -> None:
    """Whatever the title is, the name is one that Python can import."""
    assert distribution_name(title) == name
    assert name.replace("-", "_").isidentifier()


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("1.0.0", "1.0.0"),
        ("1.0rc1", "1.0rc1"),
        ("v2", "2"),
        ("1.0.27-SNAPSHOT", "1.0.27+snapshot"),
        ("1.0beta", "1.0+beta"),
        ("2024-01-01", "2024+01.01"),
        ("Storefront", "0+storefront"),
        ("", "0"),
        ("日本 1", "0+1"),
    ],
)
def test_the_packages_version_is_one_in_python_too(text: str, version: str) -> None:
    """It names the client in each request, and in the metadata that pip reads."""
    assert package_version(text) == version
    assert str(Version(version)) in (version, version.replace("01.01", "1.1"))


def test_a_client_is_generated_for_the_run_and_gone_after_it(tmp_path: Path) -> None:
    """The header says so; workers share one client, and no folder is left behind."""
    spec = CONTRACTS / "keys.yaml"
    options = [f"--spec={spec}", "--profile=brief", "-n2", "-k", "without-"]
    done = run(*options, scratch=tmp_path)
    assert not list(tmp_path.glob("client-*"))
    assert "package: keys_client (generated for this run)" in done.stdout, done.stdout
    assert re.search(r"(\d+) passed", done.stdout), done.stdout


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "cannot be read"),
        ("a: [", "is neither YAML nor JSON"),
        ("swagger: '2.0'", "is not an OpenAPI 3 contract"),
        ("openapi: 3.0.3\npaths: {}", "has no operation"),
        ((CONTRACTS / "refused" / "text-body.yaml").read_text(), "Unsupported content type"),
    ],
    ids=["missing", "no YAML", "no OpenAPI", "empty", "refused"],
)
def test_a_spec_that_cannot_be_used_is_one_line(
    tmp_path: Path, text: str | None, says: str
) -> None:
    """It names the file; the exit code is that of a wrong command line."""
    spec = tmp_path / "spec.yaml"
    if text is not None:
        spec.write_text(text, encoding="utf-8")
    done = run(f"--spec={spec}", scratch=tmp_path)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    assert len(lines) == 1 and str(spec) in lines[0] and says in lines[0]


def test_upstream_is_shown_a_parameter_that_is_described_by_its_content() -> None:
    """It would leave it out. The document itself stays as it is."""
    content = {"application/json": {"schema": {"type": "object"}}}
    parameter = {"name": "filter", "in": "query", "content": content}
    document = {"paths": {"/": {"get": {"parameters": [parameter]}}}}
    shown = document_for_opc(document)["paths"]["/"]["get"]["parameters"][0]
    assert shown == {"name": "filter", "in": "query", "schema": {"type": "object"}}
    assert parameter["content"] is content


@pytest.mark.parametrize(
    ("schemas", "shown"),
    [
        ({"A": {"title": "One"}, "B": {"title": "Two"}}, {}),
        ({"A": {"title": "One"}, "B": {"title": "one"}}, {"A": {}, "B": {}}),
        ({"A": {"title": "B"}, "B": {}}, {"A": {}}),
        ({"A": {"title": "A"}, "B": {}}, {}),
        ({"A": {"title": "a/C"}, "B": {"title": "b/C"}}, {"A": {}, "B": {}}),
        ({"A": {"properties": {"title": {"title": "A"}}}}, {"A": {"properties": {"title": {}}}}),
        ({"a_b": {}, "AB": {}, "aB": {}}, {"AB": {"title": "AB 2"}, "aB": {"title": "aB 3"}}),
        ({"A": {"example": {"title": "B"}}, "B": {}}, {}),
    ],
)
def test_upstream_is_shown_no_name_twice(schemas: dict[str, Any], shown: dict[str, Any]) -> None:
    """It makes a class of each title, else of the name, and stops at one that it has already."""
    document = {"paths": {}, "components": {"schemas": schemas}}
    assert document_for_opc(document)["components"]["schemas"] == {**schemas, **shown}


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([TEXT, {"minLength": 1}], TEXT),
        ([{"description": "A."}, {"$ref": "#/components/schemas/T"}], "T"),
        ([{"$ref": "#/components/schemas/T"}, TEXT], "T"),
        ([{"$ref": "#/components/schemas/O"}, {"minProperties": 1}], None),
        ([{"properties": {"a": TEXT}}, {"type": "object"}], None),
        ([{"minLength": 1}, {"maxLength": 2}], None),
        ([True, TEXT], TEXT),
    ],
)
def test_upstream_is_shown_the_kind_of_what_is_no_object(parts: list[Any], shown: Any) -> None:
    """It takes an `allOf` for an object; how long a text may be, the client checks itself."""
    schemas = {"T": TEXT, "O": {"type": "object"}, "A": {"allOf": parts}}
    found = document_for_opc({"paths": {}, "components": {"schemas": schemas}})["components"][
        "schemas"
    ]
    meant = {"allOf": [{"$ref": f"#/components/schemas/{shown}"}]} if shown == "T" else shown
    assert found["A"] == (meant or {"allOf": parts})
