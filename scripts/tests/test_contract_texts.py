"""Texts of a contract appear in a generated client as literals, never as code or structure."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sysconfig
import tomllib
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from contract_tests.harness.tests.generator_fixtures import INPUTS
from generation.build import build
from generation.errors import GenerationError
from generation.regeneration import GeneratorInputs

Text = Callable[[str], str]
Check = Callable[[Path], None]

#: A call that would show up as a name if a text became code.
MARKER = '__import__("os").PWNED()'
#: Characters and words that end a literal, a comment, a docstring, a template or a line.
PIECES = (
    '"', "'", '"""', "'''", "\\", "\\\\", "{", "}", "{{ 7 * 7 }}", "{% raw %}", "{# #}", "\n",
    "\r", "\t", "\x01", "\x1b[0m", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\ufeff", "#",
    "-->", "<!--", "]]", "`", "```", "${PWNED}", "</script>", "<b>", "|", "\n\n# PWNED\n\n", "\n- ",
    "\n    ", "[a](b)", "![a](b)", "*", "_", "~~", "&lt;", "\\N{DIGIT ONE}", "\\x4", "\\u1", "\\U",
    "\\s", "%s", "%", " = ", ", ", ")", "]", "UUID", "# noqa", "# type: ignore", "# fmt: off",
    " object at 0x1", MARKER, "\U0001f600", "é", "x", " ", "a" * 90,
)  # fmt: skip
#: Texts that have broken, or could break, one of the templates.
WORST = (
    f'"""\n{MARKER}\n"""',
    f"'''\n{MARKER}\n'''",
    f'" + {MARKER} + "',
    f"' + {MARKER} + '",
    f'\\"""\n{MARKER}\n\\',
    f'"\n{MARKER}\n"\\',
    f"x\r{MARKER}\r\n{MARKER}\x85{MARKER}\u2028{MARKER}\u2029",
    f"{{{{ {MARKER} }}}}{{% include 'client.py.jinja' %}}{{# #}}${{{MARKER}}}",
    f"x\n\n```\n\n# {MARKER}\n\n<script>`|`</script> --> ]]\n\n| a | b |\n|---|---|\n",
    f"{{{MARKER}}} %s %(x)s \\s \\d \\N{{x}} \\x \\u \\U " + '\\"' * 60,
    "UUID = UUID | <A object at 0x1>",
    '"',
    "\\",
    '""" ',
    "*[a](b)*",
)
PLAIN: Text = lambda _: "plain"  # noqa: E731


def contract(text: Text) -> dict[str, Any]:
    """Return a contract whose free texts are *text* of their place, and whose names are fixed."""
    words: dict[str, Any] = {
        "type": "object",
        "description": text("schema description"),
        "example": {"text": text("schema example")},
        "required": ["text", "kind", "fixed", "secret"],
        "properties": {
            "text": {
                "type": "string",
                "description": text("member description"),
                "example": text("member example"),
                "pattern": re.escape(text("pattern")),
            },
            "kind": {"type": "string", "enum": [text("enum") + "1", text("enum") + "2"]},
            "fixed": {"type": "string", "const": text("const")},
            "secret": {"type": "string", "const": text("secret"), "x-sensitive": True},
            "hidden": {
                "type": "string",
                "default": text("default"),
                "description": text("hidden"),
                "x-sensitive": True,
            },
            "either": {"oneOf": [{"type": "integer"}, {"type": "string", "const": text("either")}]},
            "more": {"type": "array", "items": {"$ref": "#/components/schemas/More"}},
        },
        "additionalProperties": {"type": "string", "const": text("additional")},
        "x-unread": {text("extension"): text("extension")},
    }
    more = {
        "type": "object",
        "description": text("more description"),
        "properties": {
            "id": {"type": "string", "format": "uuid", "description": text("uuid")},
            "words": {"$ref": "#/components/schemas/Words", "description": text("beside")},
        },
    }
    parameters = [
        {
            "name": name,
            "in": where,
            "required": where == "path",
            "description": text(f"{where} description"),
            "example": text(f"{where} example"),
            "schema": schema,
        }
        for name, where, schema in (
            ("id", "path", {"type": "string", "format": "uuid"}),
            ("word", "path", {"type": "string", "enum": [text("path enum"), "b"]}),
            ("q", "query", {"type": "string", "default": text("query default")}),
            ("fixed", "query", {"type": "string", "const": text("query const")}),
            ("X-Word", "header", {"type": "string", "default": text("header default")}),
            ("crumb", "cookie", {"type": "string", "pattern": re.escape(text("cookie"))}),
        )
    ]
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/Words"}}}
    header = {
        "description": text("header"),
        "schema": {"type": "integer", "description": text("header schema")},
        "x-wait": "seconds",
    }
    responses = {
        "200": {"description": text("response"), "headers": {"X-Wait": header}, "content": body},
        "404": {"description": text("response"), "headers": {"X-Wait": header}, "content": body},
        "409": {
            "description": text("response"),
            "content": {"application/json": {"schema": {"const": text("error const")}}},
        },
        "x-responses": text("extension"),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": text("title"),
            "description": text("info description"),
            "version": text("version"),
            "license": {"name": text("licence")},
        },
        "servers": [
            {
                "url": "https://example.com/{base}",
                "description": text("server"),
                "x-env": "API_URL",
                "variables": {
                    "base": {
                        "default": text("variable default"),
                        "enum": [text("variable default"), text("variable enum") + "2"],
                        "description": text("variable"),
                        "x-env": "API_BASE",
                    }
                },
            }
        ],
        "tags": [{"name": "words", "description": text("tag")}],
        "security": [{"key": []}],
        "paths": {
            f"/words/{{id}}/{{word}}/{re.sub('[{}/]', '', text('path'))}": {
                "summary": text("path summary"),
                "description": text("path description"),
                "post": {
                    "operationId": "addWord",
                    "tags": ["words"],
                    "summary": text("summary"),
                    "description": text("operation description"),
                    "parameters": parameters,
                    "requestBody": {
                        "description": text("body"),
                        "required": True,
                        "content": {
                            **body,
                            "application/x-www-form-urlencoded": {
                                "schema": {"$ref": "#/components/schemas/More"}
                            },
                        },
                    },
                    "responses": responses,
                },
                "get": {"operationId": "noSummary", "parameters": parameters[:2],
                        "responses": {"204": {"description": text("response")}}},
            },
            "x-paths": {"get": text("extension")},
        },
        "components": {
            "schemas": {
                "Words": words,
                "More": more,
                "Kind": {"type": "string", "enum": [text("component"), "b"]},
            },
            "securitySchemes": {
                "key": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-Key",
                    "description": text("scheme"),
                    "x-env": "API_KEY",
                }
            },
        },
    }  # fmt: skip


def generate(document: dict[str, Any], folder: Path, *, hooks: bool = False) -> Path:
    """Generate the client of *document* in the new *folder*, formatted by ruff with *hooks*."""
    folder.mkdir()
    path, target = folder / "contract.json", folder / "client"
    path.write_text(json.dumps(document), encoding="utf-8")
    options = INPUTS.config.read_text(encoding="utf-8")
    config = folder / "generator.yaml"
    config.write_text(options if hooks else options.partition("post_hooks:")[0], encoding="utf-8")
    if hooks:
        GeneratorInputs(contract=path, config=config, target=target).build(target)
    else:
        build(path, config, INPUTS.templates, INPUTS.runtime, target)
    return target


class WithoutTexts(ast.NodeTransformer):
    """Replaces every string by a placeholder, but parses the types that `cast` has as strings."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        first = node.args[0] if node.args else None
        if (
            isinstance(node.func, ast.Name)
            and node.func.id == "cast"
            and isinstance(first, ast.Constant)
        ):
            node.args[0] = ast.parse(str(first.value), mode="eval").body
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant("text") if isinstance(node.value, str) else node


def structure(target: Path) -> dict[str, Any]:
    """Return what a text must not change of each file of a client, by the name of the file."""
    found: dict[str, Any] = {}
    for path in sorted(target.rglob("*")):
        name = path.relative_to(target).as_posix()
        if path.is_dir() or path.name in ("LICENSE", ".gitignore", "py.typed"):
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            found[name] = python_structure(source, name)
        elif path.suffix == ".md":
            found[name] = list(markdown_structure(MarkdownIt().enable("table").parse(source)))
        elif path.suffix == ".toml":
            project = tomllib.loads(source)
            assert isinstance(project["project"].pop("description"), str)
            assert re.fullmatch(r"[0-9a-z.+]+", project["project"].pop("version"))
            found[name] = project
        else:
            found[name] = list(json.loads(source)["files"])
    return found


@cache  # the modules of the runtime are the same in each client
def python_structure(source: str, name: str) -> str:
    """Return the syntax tree of *source* without strings; a warning of the compiler is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(source, name, "exec")
        tree = WithoutTexts().visit(ast.parse(source))
    return ast.dump(tree)


def markdown_structure(tokens: list[Token]) -> Iterator[str]:
    """Yield the type of each token; of a block of Python its syntax tree too."""
    for token in tokens:
        if token.type in ("text", "text_special"):
            continue
        yield token.type
        if token.type == "fence":
            yield python_structure(token.content, "README.md").replace("AsyncWith", "With")
        yield from markdown_structure(token.children or [])


@pytest.fixture(scope="module")
def check_structure(tmp_path_factory: pytest.TempPathFactory) -> Check:
    """Return a check that a client has the structure of that of a harmless contract."""
    plain = structure(generate(contract(PLAIN), tmp_path_factory.mktemp("harmless") / "plain"))
    return lambda target: assert_same(plain, target)


def assert_same(plain: dict[str, Any], target: Path) -> None:
    """Fail for the first file of *target* that has another structure than in *plain*."""
    found = structure(target)
    assert list(found) == list(plain)
    for name, expected in plain.items():
        assert found[name] == expected, name


@pytest.mark.parametrize("payload", WORST)
def test_the_worst_texts_change_no_structure(
    tmp_path: Path, check_structure: Check, payload: str
) -> None:
    """A payload in every text leaves syntax trees, Markdown tokens and package data equal."""
    check_structure(generate(contract(lambda _: payload), tmp_path / "hostile"))


#: A text with a letter: without a description, a member has no docstring.
MIXTURE = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(payload=st.tuples(MIXTURE, MIXTURE).map("x".join))
def test_random_texts_change_no_structure(
    tmp_path_factory: pytest.TempPathFactory, check_structure: Check, payload: str
) -> None:
    """Any mixture of delimiters, escapes and controls is a text; ruff is not run."""
    folder = tmp_path_factory.mktemp("random") / "hostile"
    check_structure(generate(contract(lambda _: payload), folder))


def test_formatting_changes_no_structure(tmp_path: Path) -> None:
    """The rules of ruff that are applied to a client treat hostile texts as texts."""
    plain = structure(generate(contract(PLAIN), tmp_path / "plain", hooks=True))
    text = "\n".join(WORST)
    assert_same(plain, generate(contract(lambda _: text), tmp_path / "hostile", hooks=True))


@pytest.mark.parametrize("payload", ['"', "'", "\\", "".join(WORST)])
def test_defaults_and_constants_are_exact(tmp_path: Path, payload: str) -> None:
    """Quotes and backslashes of a value are those of the contract."""
    target = generate(contract(lambda place: f"{place} {payload}"), tmp_path / "hostile")
    [model] = target.rglob("models/words.py")
    [endpoint] = target.rglob("add_word.py")
    places = ["const", "secret", "default", "either", "additional"]
    assert {f"{place} {payload}" for place in places} <= types_and_defaults(model)
    places = ["query default", "query const", "header default"]
    assert {f"{place} {payload}" for place in places} <= types_and_defaults(endpoint)


def types_and_defaults(path: Path) -> set[object]:
    """Return the constants in the literal types and the default values of a module."""
    roots: list[ast.AST | None] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            roots.append(node)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            roots.append(ast.parse(str(node.slice.value)))  # a type in quotes
        elif isinstance(node, ast.AnnAssign):
            roots.append(node.value)
        elif isinstance(node, ast.arguments):
            roots += node.kw_defaults
    constants = [each for root in roots if root for each in ast.walk(root)]
    return {each.value for each in constants if isinstance(each, ast.Constant)}


@pytest.mark.parametrize("length", range(107, 112))
def test_a_long_word_does_not_break_a_docstring(tmp_path: Path, length: int) -> None:
    """The end of a line, which is at most 112 characters long, breaks no quotes and no escape."""
    generate(contract(lambda _: "a" * length), tmp_path / "word")
    generate(contract(lambda _: "a" * length + '"'), tmp_path / "quote")
    generate(contract(lambda _: "a" * length + "\\"), tmp_path / "backslash")


@pytest.mark.parametrize("payload", ["", " ", "\n", "\x01", "\u202e", "\u2028"])
def test_a_text_may_be_empty(tmp_path: Path, payload: str) -> None:
    """Spaces and controls, which docstrings and Markdown leave out, may be the whole text."""
    for source in generate(contract(lambda _: payload), tmp_path / "empty").rglob("*.py"):
        python_structure(source.read_text(encoding="utf-8"), source.name)


def test_a_client_has_no_undefined_name(tmp_path: Path) -> None:
    """A text that is printed without quotes may be a valid name, which Python does not know."""
    target = generate(contract(PLAIN), tmp_path / "plain")
    ruff = Path(sysconfig.get_path("scripts")) / "ruff"
    command = [str(ruff), "check", "--isolated", "--no-cache", "--select=F821", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


#: Names that are not identifiers, or not free ones.
NAMES = (
    f'"""\n{MARKER}\n"""',
    f"' + {MARKER} + '",
    f"x\\\u2028{MARKER}\\",
    "PWNED.PWNED",
    "import",
    "1\U0001f600",
)


def rename(document: dict[str, Any], kind: str, name: str) -> None:
    """Give the hostile *name* to a part of *document*."""
    item = next(iter(document["paths"].values()))
    post, schemas = item["post"], document["components"]["schemas"]
    properties = schemas["Words"]["properties"]
    server = document["servers"][0]
    if kind == "operationId":
        post["operationId"] = name
    elif kind == "tag":
        post["tags"] = [name]
    elif kind == "schema":
        schemas[name] = schemas.pop("Kind")
        properties["named"] = {"$ref": f"#/components/schemas/{name}"}
    elif kind == "title":
        properties["titled"] = {
            "type": "object",
            "title": name,
            "properties": {"kind": {"type": "string", "enum": ["a"], "title": f"{name} 2"}},
        }
    elif kind == "member":
        for part in ({"type": "string"}, {"enum": ["a"]}, {"type": "object", "properties": {}}):
            properties |= {f"{name}{len(properties)}": part, name: part}
        schemas["Words"]["required"] += [name]
    elif kind in ("query", "header", "cookie"):
        post["parameters"] += [{"name": name, "in": kind, "schema": {"enum": [name, "a"]}}]
    elif kind == "path":
        document["paths"] = {f"/{name.replace('{', '').replace('}', '')}/{{id}}/{{word}}": item}
    elif kind == "path parameter":
        plain = name.replace("{", "").replace("}", "").replace("/", "")
        document["paths"] = {f"/words/{{id}}/{{word}}/{{{plain}}}": item}
        for operation in (post, item["get"]):
            operation["parameters"] = [
                *operation["parameters"],
                {"name": plain, "in": "path", "required": True, "schema": {"type": "string"}},
            ]
    elif kind == "media type":
        post["responses"]["200"]["content"][name] = {"schema": {"type": "string"}}
    elif kind == "request media type":
        post["requestBody"]["content"][name] = {"schema": {"type": "string"}}
    elif kind == "response header":
        post["responses"]["404"]["headers"][name] = {"x-wait": "seconds", "schema": {}}
    elif kind == "server variable":
        server["variables"][name] = {"default": "a", "description": name}
        server["url"] += f"/{{{name}}}"
    elif kind == "scheme":
        schemes = document["components"]["securitySchemes"]
        schemes[name] = {**schemes["key"], "x-env": "OTHER", "name": "X-Other"}
        document["security"] += [{name: []}]
    elif kind == "environment variable":
        for part in (server, server["variables"]["base"]):
            part["x-env"] = name.partition(".")[0]
        document["components"]["securitySchemes"]["key"]["x-env"] = name.partition(".")[0]
    elif kind == "key name":
        document["components"]["securitySchemes"]["key"]["name"] = name
    elif kind == "pattern property":
        schemas["More"]["patternProperties"] = {re.escape(name): {"type": "string"}}
    else:
        raise AssertionError(kind)


KINDS = (
    "operationId", "tag", "schema", "title", "member", "query", "header", "cookie", "path",
    "path parameter", "media type", "request media type", "response header", "server variable",
    "scheme", "key name", "environment variable", "pattern property",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_names_become_identifiers_or_are_refused(tmp_path: Path, kind: str) -> None:
    """A name has no effect other than an identifier. Refused Python stays on disk, and fails."""
    for number, name in enumerate(NAMES):
        document = contract(PLAIN)
        rename(document, kind, name)
        with suppress(GenerationError):
            generate(document, tmp_path / str(number))
        for path in tmp_path.glob(f"{number}/client/**/*.py"):
            source = path.read_text(encoding="utf-8")
            python_structure(source, path.name)
            assert not {"__import__", "PWNED"} & identifiers(source)


@cache
def identifiers(source: str) -> set[object]:
    """Return each identifier: names, attributes, arguments, keywords and definitions."""
    fields = ("id", "attr", "arg", "name", "asname", "module")
    nodes = list(ast.walk(ast.parse(source)))
    return {getattr(node, field, None) for node in nodes for field in fields}
