"""Build a client package from a contract: upstream's generator, our templates, pinned ruff."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import io
import os
import re
import shutil
import subprocess
import sysconfig
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from generation.contract import GenerationError, load
from generation.facts import Facts
from generation.foreign import package_version
from generation.pruning import prune
from generation.upstream import alternatives, byte_types, for_upstream, free_names
from generation.uses import only

#: Distribution name -> exact version, as the lock file pins them.
TOOLS = {name: version(name) for name in ("openapi-python-client", "ruff")}


def build(contract: Path, config: Path, templates: Path, modules: Path, target: Path) -> None:
    """
    Write the package that *contract* describes to the new folder *target*.

    Args:
        contract: the OpenAPI file.
        config: upstream's options, in YAML.
        templates: overrides of upstream's templates, under upstream's names.
        modules: templates of the modules that upstream does not have.
        target: a folder that does not exist.

    Raises:
        GenerationError: any of them is at fault, or upstream warns of anything.
    """
    document = load(contract)
    options = _options(config)
    _refuse_unknown_templates(templates)
    kinds = {**byte_types(document), **(options.content_type_overrides or {})}
    version = options.package_version_override or document["info"]["version"]
    named = {"package_version_override": package_version(str(version))}
    settings = Config.from_sources(
        options.model_copy(update={"post_hooks": [], "content_type_overrides": kinds} | named),
        MetaType.UV,
        contract,
        file_encoding="utf-8",
        overwrite=False,
        output_path=target,
    )
    data = GeneratorData.from_dict(for_upstream(document), config=settings)
    if isinstance(data, GeneratorError):
        raise GenerationError(f"{contract}: {_one_line(data)}")
    # A model that upstream leaves out first: what refers to it goes missing, too.
    faults = [*data.errors]
    faults += [f for c in data.endpoint_collections_by_tag.values() for f in c.parse_errors]
    if faults:
        raise GenerationError(
            f"{contract}: the generator leaves something out: {_one_line(faults[0])}; "
            "mend the contract"
        )
    free_names(data, settings)
    project = Project(openapi=data, config=settings, custom_template_path=templates)
    facts = _facts(contract, document, settings.field_prefix)
    project.env.globals.update(contract=facts, source=contract.name, tools=TOOLS)
    project.env.filters.update(literal=repr, only=only, names=lambda mapping: repr(tuple(mapping)))
    choices = alternatives(data)
    project.env.tests.update(alternative=lambda found: id(found) in choices)
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # upstream says where it writes
            project.build()
        _render_modules(project, modules)
    except TemplateError as error:
        where = f"{getattr(error, 'filename', None) or templates}:{getattr(error, 'lineno', '?')}"
        raise GenerationError(f"{where}: a template fails: {error}") from None
    _mark(target, contract.name)
    _refuse_broken_python(target)
    prune(project.package_dir)
    _run_hooks(options.post_hooks or [], target)
    _refuse_object_reprs(target)


def digest_templates(*folders: Path) -> str:
    """The sha256 of all templates: names and contents, in the order of their names."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*.jinja")):
            total.update(f"{folder.name}/{path.relative_to(folder).as_posix()}\0".encode())
            total.update(path.read_bytes() + b"\0")
    return total.hexdigest()


def _facts(contract: Path, document: dict[str, Any], field_prefix: str) -> Facts:
    try:
        facts = Facts(document, field_prefix)
        assert facts.uses, "which reads all that a template may ask"
        return facts
    except GenerationError as error:
        raise GenerationError(f"{contract}: {error}") from None


def _options(path: Path) -> ConfigFile:
    try:
        raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")) or {}
        unknown = sorted(set(raw) - set(ConfigFile.model_fields))
        if unknown:
            known = ", ".join(sorted(ConfigFile.model_fields))
            raise GenerationError(
                f"{path}: unknown key `{unknown[0]}`; the generator knows {known}"
            )
        return ConfigFile(**raw)
    except OSError as error:
        raise GenerationError(f"{path}: the config cannot be read: {error.strerror}") from None
    except (YAMLError, TypeError) as error:
        raise GenerationError(
            f"{path}: not a YAML mapping: {str(error).split(chr(10))[0]}"
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise GenerationError(f"{path}: `{where}`: {first['msg']}") from None


def _refuse_unknown_templates(folder: Path) -> None:
    """Upstream ignores a template whose name it does not know, so a typo would change nothing."""
    upstream = Path(str(files("openapi_python_client"))) / "templates"
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not (upstream / name).is_file():
            raise GenerationError(
                f"{path}: upstream has no template `{name.as_posix()}`, so nothing would use it; "
                "rename it, or put a module of its own into openapi/modules/"
            )


def _render_modules(project: Project, folder: Path) -> None:
    for path in sorted(folder.glob("*.jinja")):
        text = project.env.from_string(path.read_text(encoding="utf-8")).render()
        if text.strip():
            (project.package_dir / path.stem).write_text(text, encoding="utf-8")


def _mark(target: Path, source: str) -> None:
    """Put the mark on the first line of every file."""
    text = f"Generated from {source}. Do not edit: change the contract or a template instead."
    for path in sorted(target.rglob("*")):
        if path.is_file():
            line = f"<!-- {text} -->" if path.suffix == ".md" else f"# {text}"
            body = path.read_text(encoding="utf-8")
            gap = "" if body.startswith("#") and path.suffix != ".md" else "\n"
            path.write_text(f"{line}\n{gap}{body.lstrip()}", encoding="utf-8", newline="\n")


def _refuse_broken_python(target: Path) -> None:
    """Which a template makes that is not finished, or that forgets to quote something."""
    for path in sorted(target.rglob("*.py")):
        try:
            ast.parse(path.read_bytes(), path.name)
        except SyntaxError as error:
            line = " ".join((error.text or "").split())[:100]
            raise GenerationError(
                f"{path.relative_to(target).as_posix()}:{error.lineno}: a template makes what is "
                f"not Python: {error.msg}: `{line}`; correct the template"
            ) from None


def _run_hooks(commands: list[str], target: Path) -> None:
    """Run the config's post hooks, each with this environment's tools and no others."""
    scripts = sysconfig.get_path("scripts")
    environment = {**os.environ, "PATH": os.pathsep.join([scripts, os.environ.get("PATH", "")])}
    for command in commands:
        name, *arguments = command.split()
        tool = shutil.which(name, path=scripts)
        if tool is None:
            raise GenerationError(f"post hook `{command}`: `{name}` is not in this environment")
        done = subprocess.run(
            [tool, *arguments], cwd=target, env=environment, capture_output=True, text=True
        )
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines() or ["no output"]
            raise GenerationError(f"post hook `{command}` failed: {lines[0]}")


def _refuse_object_reprs(target: Path) -> None:
    """Upstream's strings print as objects where a template forgets to escape them."""
    for path in sorted(target.rglob("*")):
        if path.is_file() and " object at 0x" in path.read_text(encoding="utf-8"):
            raise GenerationError(f"{path.name}: a template prints an object instead of its text")


def _one_line(fault: Any) -> str:
    parts = [fault.header, fault.detail or ""]
    text = " ".join(" ".join(part.split()) for part in parts if part)
    # Some of upstream's messages print an object where they mean its text.
    return re.sub(r"<[\w.]+ object at 0x[0-9a-f]+>", "…", text).rstrip(". ")[:400]
