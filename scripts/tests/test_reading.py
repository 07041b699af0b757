"""A contract is read as JSON or as YAML 1.2."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.spec import ContractError
from contract_tests.harness.spec.yaml12 import read_document
from generation.errors import GenerationError
from generation.reading import read

HEAD = "openapi: 3.0.3\n"


def both(folder: Path, text: str) -> Any:
    """Return the document of the generator, which must be that of the harness."""
    path = folder / "contract.yaml"
    path.write_text(text, encoding="utf-8")
    found = read(path)
    assert found == read_document(path)
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "a: {on: 1, yes: 2, no: 3, true: 4, null: 5}",
            {"on": 1, "yes": 2, "no": 3, "true": 4, "null": 5},
        ),
        ("a: {200: x, 1.10: y, 010: z}", {"200": "x", "1.10": "y", "010": "z"}),
        ("a: [on, yes, 2024-01-31]", ["on", "yes", "2024-01-31"]),
        ("a: &b {c: 1}\nd: {<<: *b}", {"c": 1}),
        ("a: [010, 0o10, 0x1F, 0b11, 1_000, =]", [10, 8, 31, "0b11", "1_000", "="]),
        (
            "a: [1.5, 1e3, .5, ~, null, 'null', true, -, '']",
            [1.5, 1e3, 0.5, None, None, "null", True, "-", ""],
        ),
        (
            "a: [1_0.5, +.5, 190:20:30, 0x, 0o8, 1e, +1]",
            ["1_0.5", 0.5, "190:20:30", "0x", "0o8", "1e", 1],
        ),
        ("a: {<<: {b: 1, c: 2}, b: 3}", {"b": 3, "c": 2}),
        ("a: |\n  \n\n   x", "\n\nx"),
    ],
)
def test_keys_and_words_are_texts_as_in_yaml_12(tmp_path: Path, text: str, value: Any) -> None:
    """In YAML 1.1, `on` is a boolean, a date is not a text, and 010 is 8."""
    assert both(tmp_path, HEAD + text)["a"] == value


def test_escaped_pairs_of_json_are_joined(tmp_path: Path) -> None:
    """JSON has two escapes for one emoji, which YAML does not allow."""
    text = '{"openapi": "3.0.3", "\\ud83d\\ude00": "\\ud83d\\ude00\u00e9"}'
    assert both(tmp_path, text)["\U0001f600"] == "\U0001f600\u00e9"


def test_json_may_be_indented_with_tabs(tmp_path: Path) -> None:
    """YAML does not allow them."""
    assert both(tmp_path, '{\n\t"openapi": "3.0.3",\n\t"a": [1]\n}')["a"] == [1]


def test_a_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    """Some editors write one."""
    path = tmp_path / "contract.json"
    path.write_bytes(b'\xef\xbb\xbf{"openapi": "3.0.3"}')
    assert read(path) == {"openapi": "3.0.3"}


INVALID = (
    *("a: [", "{a: 1,", "[" * 10_000, "[[a]]: b"),
    *("a: 1\na: 2", '{"b": {"a": 1, "a": 2}}', "<<: {a: 1}\n<<: {b: 1}", "1: a\n'1': b"),
    *('"\\ud83d\\ude00"', '{"a": "\\ud83d"}', "a: !!binary YQ=="),
    *("a: !!bool b", "a: !!float ''", "a: !!int b", "a: !!timestamp 2024-01-31"),
)


@pytest.mark.parametrize("text", [*INVALID, "%YAML 1.3\n---\na: 1"])
def test_another_text_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    """The line names the file. Two members of one name are an error in YAML and in JSON."""
    path = tmp_path / "contract.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GenerationError, match=r"contract\.yaml:.* invalid YAML: "):
        read(path)


@pytest.mark.parametrize("text", INVALID)
def test_the_harness_refuses_it_too(tmp_path: Path, text: str) -> None:
    """Otherwise, a client could be verified against another document than that of its author."""
    path = tmp_path / "contract.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError, match=r"contract\.yaml is neither YAML nor JSON: ") as caught:
        read_document(path)
    assert "\n" not in str(caught.value)


def test_a_document_is_not_shared(tmp_path: Path) -> None:
    """A repair of one reading has no effect on the next."""
    path = tmp_path / "contract.json"
    path.write_text('{"a": []}', encoding="utf-8")
    read(path)["a"].append(1)
    assert read(path) == {"a": []}


def test_libyaml_does_not_crash_on_deep_nesting(tmp_path: Path) -> None:
    """The compose method of libyaml would overflow the stack of the process."""
    path = tmp_path / "contract.yaml"
    path.write_text("[" * 50_000 + "]" * 50_000, encoding="utf-8")
    with pytest.raises(GenerationError, match="invalid YAML"):
        read(path)
