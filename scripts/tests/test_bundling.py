"""A contract of several files is bundled; nothing is downloaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests.harness.plugin.generate_for_spec import generate_client
from contract_tests.harness.spec import load_contract
from generation import bundling
from generation.contract import load
from generation.errors import GenerationError
from generation.limitations import Limitations

ROOT = """
openapi: 3.0.3
info: {title: Parts, version: "1"}
paths:
  /things: {$ref: paths/things.yaml}
"""
PATH = """
get:
  responses:
    "200":
      description: All.
      content: {application/json: {schema: {$ref: "../schemas.yaml#/Thing"}}}
"""
SCHEMAS = "Thing: {type: object, required: [id], properties: {id: {type: integer}}}"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A contract of three files."""
    (tmp_path / "paths").mkdir()
    (tmp_path / "paths" / "things.yaml").write_text(PATH)
    (tmp_path / "schemas.yaml").write_text(SCHEMAS)
    path = tmp_path / "root.yaml"
    path.write_text(ROOT)
    return path


def test_the_laws_get_the_bundled_contract(spec: Path, tmp_path: Path) -> None:
    """It is read without the other files, and one limitation says whose pointers are reported."""
    (tmp_path / "out").mkdir()
    client = generate_client(spec, tmp_path / "out")
    contract = load_contract(client.contract)
    assert [each.label for each in contract.operations] == ["GET /things"]
    assert client.contract != spec and (client.package / "models" / "thing.py").is_file()
    assert [each.item for each in client.limitations] == ["ignored #"]


def test_a_strict_contract_may_have_several_files(spec: Path) -> None:
    """Bundling changes nothing that the contract means."""
    document = load(spec, Limitations(strict=True))
    assert set(document["components"]["schemas"]) == {"Thing"}


def test_a_missing_file_is_one_clear_line(spec: Path, tmp_path: Path) -> None:
    """The line names the reference."""
    (tmp_path / "schemas.yaml").unlink()
    with pytest.raises(
        GenerationError, match=r"root\.yaml: .*`\$ref: paths/things\.yaml`"
    ) as error:
        load(spec)
    assert "no such file or directory" in str(error.value) and "\n" not in str(error.value)


def test_a_url_is_not_downloaded(spec: Path, tmp_path: Path) -> None:
    """A reference in another file is refused, too."""
    url = "http://127.0.0.1:9/schemas.yaml#/Thing"
    (tmp_path / "paths" / "things.yaml").write_text(PATH.replace("../schemas.yaml#/Thing", url))
    with pytest.raises(GenerationError, match="nothing is downloaded") as error:
        load(spec)
    assert f"things.yaml refers to `{url}`" in str(error.value)


def test_without_redocly_the_error_says_how_to_install_it(
    spec: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The script that runs Redocly says so."""
    script = tmp_path / "node.py"
    script.write_text("raise SystemExit('node: redocly is not installed: run this')")
    monkeypatch.setattr(bundling, "NODE", script)
    with pytest.raises(GenerationError, match="redocly is not installed: run this"):
        load(spec)
