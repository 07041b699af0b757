"""Names of generated classes, members and arguments that Python can tell apart."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from openapi_python_client.strings import ClassName, PythonIdentifier, pascal_case

# The names that the templates use beside those of models.
RESERVED_CLASSES = {
    "Any", "ApiError", "AuthenticatedClient", "BinaryIO", "BytesIO", "Client", "Content",
    "Documented", "File", "Generator", "Literal", "Mapping", "Model", "OpenModel", "Operation",
    "Parameter", "Response", "Self", "TextIO", "Unset",
}  # fmt: skip
# The names that the templates use where the name of a parameter or of a member is in scope too.
RESERVED_IN_ENDPOINTS = {
    "asyncio", "asyncio_detailed", "body", "build_request", "cast", "client", "httpx",
    "parse_response", "request", "require_success", "response", "sync", "sync_detailed", "url",
}  # fmt: skip
RESERVED_IN_MODELS = {
    "additional_keys", "additional_properties", "from_dict", "from_valid", "to_dict",
    "attrs", "cast", "cls", "copy_json", "json_object", "prop", "prop_dict", "prop_name",
    "src_dict", "unread",
}  # fmt: skip
# The longest name of a class, in bytes. Its module is a file, whose name may have 255.
_LONGEST = 80


class ClassNames:
    """
    Assigns each class a name of its own, also as a module on a file system that ignores case.

    Args:
        reserved: names of other classes; a class that has one of them gets the suffix "Model".
        prefix: precedes a name that begins with a digit.
    """

    def __init__(self, reserved: Iterable[str], prefix: str) -> None:
        self._prefix = prefix
        self._reserved = {self._module(each) for each in (*RESERVED_CLASSES, *reserved)}
        self._taken: set[str] = set()

    def claim(self, *words: str) -> str:
        """Return a name made of *words*: of all, or of the last ones if it would be too long."""
        name = class_name("".join(map(pascal_case, words)), self._prefix)
        while len(name.encode()) > _LONGEST:
            shorter = re.sub(r"^.+?(?=[A-Z])", "", name)
            name = class_name(shorter if shorter != name else name[-_LONGEST // 4 :], self._prefix)
        if self._module(name) in self._reserved:
            name += "Model"
        found, number = name, 1
        while self._module(found) in self._taken:
            number += 1
            found = class_name(f"{name}{number}", self._prefix)
        self._taken.add(self._module(found))
        return found

    def _module(self, name: str) -> str:
        return str(PythonIdentifier(name, self._prefix)).lower()


def class_name(text: str, prefix: str) -> str:
    """Return *text* as the name of a class, in the form in which Python reads it."""
    plain = unicodedata.normalize("NFKC", text.rpartition("/")[2] or text)
    return str(ClassName(str(ClassName(plain, prefix)), prefix))


def component_names(schemas: Mapping[str, Any], names: ClassNames, prefix: str) -> dict[str, str]:
    """Return the class name of each component: its title if that is unique, or else its name."""
    titles = {
        name: class_name(schema["title"], prefix)
        for name, schema in schemas.items()
        if isinstance(schema, dict) and class_name(schema.get("title", ""), prefix).isidentifier()
        if schema.get("title")
    }
    own = Counter(class_name(name, prefix) for name in schemas)
    shared = Counter(titles.values())
    found = {}
    for name in schemas:
        title = titles.get(name, "")
        is_own = title == class_name(name, prefix)
        is_free = title and shared[title] == 1 and (is_own or not own[title])
        found[name] = names.claim(title if is_free else name)
    return found


def distinct_members(names: Iterable[str], prefix: str) -> dict[str, str]:
    """Return a name for each member so that the Python names differ from each other, and from
    those that the templates use: with a prefix, or with a number.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = unicodedata.normalize("NFKC", name)
        if identifier(plain, prefix) in RESERVED_IN_MODELS:
            plain = f"{prefix}{plain}"
        found[name] = first_free(plain, plain, taken, prefix)
    return found


def distinct_parameters(
    pairs: Iterable[tuple[str, str]], prefix: str
) -> dict[tuple[str, str], str]:
    """
    Return a name for each (location, name) so that the Python names differ from each other, and
    from those that the templates use: with the location, or with a number.
    """
    pairs = list(dict.fromkeys(pairs))
    locations: dict[str, set[str]] = {}
    for location, name in pairs:
        locations.setdefault(identifier(name, prefix), set()).add(location)
    found: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for location, name in sorted(
        pairs, key=lambda pair: len(locations[identifier(pair[1], prefix)])
    ):
        python_name = identifier(name, prefix)
        plain = unicodedata.normalize("NFKC", name)
        located = f"{python_name}_{location}"
        is_shared = len(locations[python_name]) > 1 or python_name in RESERVED_IN_ENDPOINTS
        found[(location, name)] = first_free(located if is_shared else plain, plain, taken, prefix)
    return found


def first_free(
    wanted: str, plain: str, taken: set[str], prefix: str, suffixes: Iterable[str] = ("",)
) -> str:
    """
    Return *wanted*, or *plain* with a number, whose identifier is not *taken*, and add it.

    Args:
        wanted: the best name.
        plain: what a number is added to.
        taken: identifiers.
        prefix: precedes an identifier that would begin with a digit.
        suffixes: of names that belong to the name and must be free, too.
    """
    numbered = (f"{plain}_{number}" for number in itertools.count(2))
    for name in itertools.chain([wanted], numbered):
        identifiers = {identifier(name, prefix) + suffix for suffix in suffixes}
        if not identifiers & taken:
            taken |= identifiers
            return name
    raise AssertionError("there are infinitely many numbers")


def identifier(name: str, prefix: str) -> str:
    """Return *name* as a Python identifier."""
    return str(PythonIdentifier(unicodedata.normalize("NFKC", name), prefix))
