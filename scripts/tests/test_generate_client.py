"""`nox -s generate` writes a client of another contract, and never overwrites edits by itself."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from generate_client import main
from generation import output_tree

CONTRACT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things API", "version": "1"},
    "servers": [{"url": "https://things.test"}],
    "paths": {
        "/things/{id}": {
            "get": {
                "operationId": "getThing",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
                ],
                "responses": {
                    "200": {
                        "description": "A thing.",
                        "content": {"application/json": {"schema": {"type": "string"}}},
                    }
                },
            }
        }
    },
}


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a contract in the working directory of another project."""
    monkeypatch.chdir(tmp_path)
    Path("api.json").write_text(json.dumps(CONTRACT))
    return Path("api.json")


def test_a_client_is_written_with_its_readme_and_licence(spec: Path) -> None:
    """The package can be imported from any folder, and is fresh."""
    assert main([str(spec), "app/_vendor"]) == 0
    package = Path("app/_vendor/things_api_client")
    assert {"GENERATED.json", "LICENSE", "README.md", "py.typed"} <= {
        path.name for path in package.iterdir()
    }
    assert "from things_api_client" in (package / "README.md").read_text()
    found = importlib.util.spec_from_file_location("things_api_client", package / "__init__.py")
    assert found is not None and found.loader is not None
    assert main([str(spec), "app/_vendor", "--check"]) == 0


def test_name_and_library_are_options(spec: Path) -> None:
    """A check with other options finds another client."""
    options = ["--name", "my-things", "--http", "httpx2"]
    assert main([str(spec), "lib", *options]) == 0
    assert "import httpx2" in Path("lib/my_things/client.py").read_text()
    assert main([str(spec), "lib", *options, "--check"]) == 0
    assert main([str(spec), "lib", "--name", "my-things", "--check"]) == 1


def test_a_changed_contract_makes_the_client_outdated(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next call without --check replaces it as a whole."""
    assert main([str(spec), "lib"]) == 0
    text = spec.read_text().replace("getThing", "readThing")
    spec.write_text(text)
    assert main([str(spec), "lib", "--check"]) == 1
    assert "Outdated" in capsys.readouterr().err
    assert main([str(spec), "lib"]) == 0
    assert main([str(spec), "lib", "--check"]) == 0
    assert not list(Path("lib").rglob("get_thing.py"))


def test_only_force_overwrites_an_edit(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The error names the file; a package that was not generated is not replaced at all."""
    assert main([str(spec), "lib"]) == 0
    readme = Path("lib/things_api_client/README.md")
    readme.write_text("mine")
    assert main([str(spec), "lib"]) == 2
    assert "edited by hand (README.md)" in capsys.readouterr().err
    assert readme.read_text() == "mine"
    assert main([str(spec), "lib", "--force"]) == 0
    foreign = Path("other/things_api_client/__init__.py")
    foreign.parent.mkdir(parents=True)
    foreign.write_text("foreign")
    assert main([str(spec), "other"]) == 2
    assert foreign.read_text() == "foreign"


def test_limitations_are_printed(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The client has the rest of the contract."""
    document = json.loads(spec.read_text())
    document["paths"]["/broken"] = {"get": {"operationId": "broken", "responses": 5}}
    spec.write_text(json.dumps(document))
    assert main([str(spec), "lib"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("/paths/~1broken" in line for line in lines), lines
    assert output_tree.read_stamp(Path("lib/things_api_client"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing.yaml", "lib"], "nothing.yaml"),
        (["api.json", "things_api_client"], "ends in the name of the package"),
        (["api.json", "api.json"], "a file; give the folder"),
    ],
    ids=["no contract", "package", "file"],
)
def test_an_unusable_argument_is_one_line(
    spec: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """The exit code is 2, and nothing is written."""
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1
    assert [path.name for path in Path().iterdir()] == ["api.json"]


@pytest.mark.parametrize("name", ["1x", "A", "class", "a b", "../x", ""])
def test_a_name_that_python_cannot_import_is_refused(spec: Path, name: str) -> None:
    """The name is part of every import."""
    with pytest.raises(SystemExit):
        main([str(spec), "lib", "--name", name])
