"""Names for the client of a contract other than the checked-in one."""

from __future__ import annotations

import keyword
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from generation.reading import read

# The longest name, in characters.
_LONGEST = 60


def write_config(contract: Path, config: Path, folder: Path, **changes: Any) -> Path:
    """
    Write a copy of *config* to *folder*, with names from the title of *contract*; return its path.

    Args:
        contract: the OpenAPI document.
        config: the options to copy.
        folder: a folder that exists.
        changes: other options that replace those of *config*.

    Raises:
        GenerationError: the contract cannot be used.
    """
    document = read(contract)
    info = document.get("info") if isinstance(document, dict) else None
    name = distribution_name(str(info.get("title", "")) if isinstance(info, dict) else "")
    yaml = YAML()
    options = yaml.load(config.read_text(encoding="utf-8")) or {}
    options["project_name_override"] = name
    options["package_name_override"] = name.replace("-", "_")
    options.update(changes)
    path = folder / config.name
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(options, file)
    return path


def package_version(text: str) -> str:
    """
    Return *text* as a version of PEP 440: "1.2-SNAPSHOT" becomes 1.2+snapshot.

    Final releases and pre-releases are unchanged; a text without a version becomes 0.
    """
    final, early = r"\d++(?:\.\d++)*+", r"(?:(?:a|b|rc)\d++(?![A-Za-z0-9]))?"
    found = re.match(f"v?({final}{early})", text)
    rest = re.findall(r"[a-z0-9]+", text[found.end() if found else 0 :].lower())
    return "+".join([found[1] if found else "0", *([".".join(rest)] if rest else [])])


def distribution_name(title: str) -> str:
    """Return a name for the client of an API: `my-api-v2-client` for "My API, v2"."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    if not words or words[0][0].isdigit() or keyword.iskeyword(words[0]):
        words.insert(0, "api")
    words = [word for word in words if word != "client"]
    while len("-".join(words)) > _LONGEST:
        words = words[:-1] if len(words) > 1 else [words[0][:_LONGEST]]
    return "-".join([*words, "client"])
