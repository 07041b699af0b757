"""The options for a contract that is not the checked-in one: ours, but with names of its own."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from ruamel.yaml import YAML

from generation.contract import load


def write_config(contract: Path, config: Path, folder: Path) -> Path:
    """
    Write *config* anew in *folder*, with the names that the title of *contract* gives.

    Raises:
        GenerationError: the contract cannot be used.
    """
    name = distribution_name(str(load(contract)["info"]["title"]))
    yaml = YAML()
    options = yaml.load(config.read_text(encoding="utf-8")) or {}
    options["project_name_override"] = name
    options["package_name_override"] = name.replace("-", "_")
    path = folder / config.name
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(options, file)
    return path


def package_version(text: str) -> str:
    """
    The version *text* as Python has it: "1.2-SNAPSHOT" is 1.2+snapshot, and what is none is 0.

    Source: PEP 440, of which final and pre-releases are kept as they are.
    """
    final, early = r"\d++(?:\.\d++)*+", r"(?:(?:a|b|rc)\d++(?![A-Za-z0-9]))?"
    found = re.match(f"v?({final}{early})", text)
    rest = re.findall(r"[a-z0-9]+", text[found.end() if found else 0 :].lower())
    return "+".join([found[1] if found else "0", *([".".join(rest)] if rest else [])])


def distribution_name(title: str) -> str:
    """A name for a client of the API *title*: "My API, v2" is `my-api-v2-client`."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    if not words or words[0][0].isdigit() or keyword.iskeyword(words[0]):
        words.insert(0, "api")
    return "-".join([*(word for word in words if word != "client"), "client"])
