"""Build a client with openapi-python-client, our templates, our runtime and ruff."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache, TemplateError
from openapi_python_client import Project
from openapi_python_client.parser import GeneratorData

from generation.contract import load
from generation.directions import directed
from generation.document import escape, operations
from generation.errors import GenerationError
from generation.features import FeatureUsage
from generation.limitations import Limitation, Limitations
from generation.opc_adapter import imports_of, omitted_operations, parse
from generation.opc_document import OpcDocument, document_for_opc
from generation.options import read_options, settings_of
from generation.output_checks import (
    OWN_TEMPLATES,
    refuse_broken_python,
    refuse_object_reprs,
    refuse_unknown_templates,
    refuse_unusable_names,
)
from generation.property_types import (
    accepts_object,
    enums_of_responses,
    holds_json,
    holds_untyped_map,
    replace_properties,
    union_choices,
    union_members,
    write_exact_values,
)
from generation.pruning import prune
from generation.template_context import TemplateContext
from generation.texts import accept_uuid_text, in_code_span, in_docstring, in_markdown

#: Distribution name -> exact version, as the lock file pins them.
TOOLS = {name: version(name) for name in ("openapi-python-client", "ruff")}
#: The modules of the runtime that a template replaces, and the marker of the runtime itself.
STAND_INS = ("__init__.py", "_contract.py", "errors.py")


@dataclass(frozen=True)
class Built:
    """
    A generated client.

    Args:
        contract: what the client supports of the contract: a document without the skipped parts,
            and with the repaired ones.
        limitations: what distinguishes it from the contract.
    """

    contract: dict[str, Any]
    limitations: tuple[Limitation, ...]


def build(
    contract: Path,
    config: Path,
    templates: Path,
    runtime: Path,
    target: Path,
    *,
    strict: bool = True,
) -> Built:
    """
    Write the project that *contract* describes to the new folder *target*.

    Args:
        contract: the OpenAPI document.
        config: the options of openapi-python-client, in YAML.
        templates: overrides of the templates of openapi-python-client, by their names.
        runtime: modules that are copied into the package.
        target: a folder that does not exist.
        strict: whether every part of the contract must be in the client.

    Raises:
        GenerationError: one of them cannot be used.
    """
    limitations = Limitations(strict=strict)
    document = load(contract, limitations)
    options = read_options(config)
    refuse_unknown_templates(templates)
    try:
        opc = document_for_opc(document, limitations, options.field_prefix)
        settings = settings_of(contract, opc, options, target)
        data = parse(opc, settings)
        _skip_omitted_operations(document, opc, data, limitations)
    except GenerationError as error:
        raise GenerationError(f"{contract}: {error}") from None
    replace_properties(data)
    write_exact_values(data)
    project = Project(openapi=data, config=settings, custom_template_path=templates)
    refuse_unusable_names(contract, project)
    context = TemplateContext(directed(document), opc, settings.field_prefix)
    features = FeatureUsage.of(context)
    _extend_environment(project, data, context)
    chosen = union_choices(data, opc.choices)
    project.env.filters.update(choice=lambda found: chosen.get(id(found)))
    project.env.globals.update(http_library=options.http_library)
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it prints the folder
            project.build()
        for name in OWN_TEMPLATES:
            text = project.env.get_template(name).render()
            (project.package_dir / Path(name).stem).write_text(text, encoding="utf-8")
    except OSError as error:  # a module has the name of an operation or of a schema
        raise GenerationError(
            f"{contract}: a file cannot be written: {error.strerror}: "
            f"`{Path(str(error.filename)).name[:100]}`; change the name in the contract"
        ) from None
    except TemplateError as error:
        where = f"{getattr(error, 'filename', None) or templates}:{getattr(error, 'lineno', '?')}"
        raise GenerationError(f"{where}: a template fails: {error}") from None
    for path in sorted(runtime.glob("*.py")):
        if path.name not in STAND_INS:
            shutil.copyfile(path, project.package_dir / path.name)
    _import_library(project.package_dir, options.http_library)
    _mark(target, contract.name)
    refuse_broken_python(target)
    prune(project.package_dir, features.tables)
    _run_hooks(options.post_hooks or [], target)
    refuse_object_reprs(target)
    return Built(document, tuple(limitations))


def _skip_omitted_operations(
    document: dict[str, Any], opc: OpcDocument, data: GeneratorData, limitations: Limitations
) -> None:
    """
    Delete the operations that openapi-python-client does not generate from *document*.

    Raises:
        GenerationError: no operation is left.
    """
    for route, reason in omitted_operations(opc, data):
        place = f"#/paths/{escape(route.path)}/{route.method}"
        limitations.add("skipped", place, reason, "simplify the schemas")
        del document["paths"][route.path][route.method]
    if not any(operations(document)):
        raise GenerationError(f"no operation can be generated: {next(iter(limitations))}")


def _import_library(package: Path, library: str) -> None:
    """Make the modules of *package* import *library* in place of httpx, which has the same API."""
    for path in sorted(package.rglob("*.py")) if library != "httpx" else ():
        text = path.read_text(encoding="utf-8")
        changed = re.sub("^import httpx$", f"import {library} as httpx", text, flags=re.MULTILINE)
        path.write_text(changed, encoding="utf-8", newline="\n")


def add_licence(licence: Path, package: Path) -> None:
    """
    Copy *licence* into *package* as `LICENSE`, without a mark: its text is kept as it is.

    Raises:
        GenerationError: it cannot be read.
    """
    try:
        shutil.copyfile(licence, package / "LICENSE")
    except OSError as error:
        raise GenerationError(f"{licence}: cannot be read: {error.strerror}") from None


def digest(folder: Path, pattern: str) -> str:
    """Return the sha256 of the files in *folder* that match *pattern*: names and contents."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob(pattern)):
        total.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        total.update(path.read_bytes() + b"\0")
    return total.hexdigest()


def _extend_environment(project: Project, data: GeneratorData, context: TemplateContext) -> None:
    """Add what the templates use beyond the environment of openapi-python-client."""
    with contextlib.suppress(OSError, RuntimeError):  # no folder that only this user can change
        # The code of a template holds results of filters, so it belongs to one generator.
        generator = digest(Path(__file__).parent, "*.py")
        project.env.bytecode_cache = FileSystemBytecodeCache(pattern=f"{generator}_%s.cache")
    members, received = union_members(data), enums_of_responses(data)
    project.env.globals.update(contract=context, imports_of=imports_of(data))
    project.env.filters.update(
        literal=repr,
        names=lambda mapping: repr(tuple(mapping)),
        safe_for_docstring=in_docstring,
        in_markdown=in_markdown,
        in_code_span=in_code_span,
        accept_uuid_text=accept_uuid_text,
    )
    project.env.tests.update(
        alternative=lambda found: id(found) in members,
        accepts_object=accepts_object,
        holds_json=holds_json,
        holds_untyped_map=holds_untyped_map,
        sent_only=lambda enum: enum.class_info.name not in received,
    )


def _mark(target: Path, source: str) -> None:
    """Put the mark of a generated file on the first line of every file."""
    source = re.sub("[^\\w. -]|--", "_", source)  # a name of a file may have a line break
    text = f"Generated from {source}. Do not edit: change the contract, a template or the runtime."
    for path in sorted(target.rglob("*")):
        if path.is_file():
            line = f"<!-- {text} -->" if path.suffix == ".md" else f"# {text}"
            body = path.read_text(encoding="utf-8")
            gap = "" if body.startswith("#") and path.suffix != ".md" else "\n"
            path.write_text(f"{line}\n{gap}{body.lstrip()}", encoding="utf-8", newline="\n")


def _run_hooks(commands: list[str], target: Path) -> None:
    """Run the post hooks of the config, with the tools of this environment only."""
    scripts = sysconfig.get_path("scripts")
    environment = {**os.environ, "PATH": os.pathsep.join([scripts, os.environ.get("PATH", "")])}
    for command in commands:
        name, *arguments = command.split()
        tool = shutil.which(name, path=scripts)
        if tool is None:
            raise GenerationError(
                f"post hook `{command}`: `{name}` is not installed in this environment"
            )
        done = subprocess.run(
            [tool, *arguments], cwd=target, env=environment, capture_output=True, text=True
        )
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines() or ["no output"]
            raise GenerationError(f"post hook `{command}` failed: {lines[0]}")
