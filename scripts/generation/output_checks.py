"""Checks of what goes into a generated project, and of what comes out."""

from __future__ import annotations

import re
import warnings
from importlib.resources import files
from keyword import iskeyword
from pathlib import Path

from openapi_python_client import Project

from generation.errors import GenerationError

#: The templates that openapi-python-client does not have; each is a module of the package.
OWN_TEMPLATES = ("_contract.py.jinja",)
# The repr of an untrusted string. A contract may contain the repr of an object of its own.
_OBJECT = re.compile(r"<openapi_python_client\.[\w.]+ object at 0x")


def refuse_unknown_templates(folder: Path) -> None:
    """Refuse a template that would be ignored, for example because of a typo in its name."""
    known = Path(str(files("openapi_python_client"))) / "templates"
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not (known / name).is_file() and name.as_posix() not in OWN_TEMPLATES:
            raise GenerationError(
                f"{path}: openapi-python-client has no template `{name.as_posix()}` and would "
                "ignore it; rename it, or add a module to openapi/runtime/"
            )


def refuse_unusable_names(contract: Path, project: Project) -> None:
    """Refuse names that packaging or Python does not accept, or that are too long for a file."""
    name, package = project.project_name, project.package_name
    # https://packaging.python.org/en/latest/specifications/name-normalization/
    is_valid = re.fullmatch("[A-Za-z0-9]([A-Za-z0-9._-]{,98}[A-Za-z0-9])?", name)
    is_module = re.fullmatch("[A-Za-z_][A-Za-z0-9_]{,99}", package) and not iskeyword(package)
    if not (is_valid and is_module):
        raise GenerationError(
            f"{contract}: #/info/title: gives the project `{name[:100]}` and the package "
            f"`{package[:100]}`, of which one is not a valid name; set `project_name_override` and "
            "`package_name_override` in the config"
        )


def refuse_broken_python(target: Path) -> None:
    """Refuse invalid Python, such as the output of a template that does not quote a string."""
    for path in sorted(target.rglob("*.py")):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # an invalid escape is only a warning
                compile(path.read_bytes(), path.name, "exec", dont_inherit=True)
        except SyntaxError as error:
            line = " ".join((error.text or "").split())[:100]
            raise GenerationError(
                f"{path.relative_to(target).as_posix()}:{error.lineno}: invalid Python: "
                f"{error.msg}: `{line}`; correct the template or the runtime, or rename "
                "the part of the contract"
            ) from None


def refuse_object_reprs(target: Path) -> None:
    """Refuse the repr of an object: a template printed an untrusted string without a filter."""
    for path in sorted(target.rglob("*")):
        if path.is_file() and _OBJECT.search(path.read_text(encoding="utf-8")):
            raise GenerationError(f"{path.name}: a template prints an object instead of its string")
