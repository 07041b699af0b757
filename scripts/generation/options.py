"""The options of the generator."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from openapi_python_client.config import Config, ConfigFile, MetaType
from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from generation.errors import GenerationError
from generation.naming import package_version
from generation.opc_document import OpcDocument


class Options(ConfigFile):
    """The options of openapi-python-client, and those of this generator."""

    http_library: Literal["httpx", "httpx2"] = "httpx"
    """The library that the client imports and depends on."""


def read_options(path: Path) -> Options:
    """
    Return the options in the YAML file at *path*.

    Raises:
        GenerationError: it cannot be used.
    """
    try:
        raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")) or {}
        unknown = sorted(set(raw) - set(Options.model_fields))
        if unknown:
            known = ", ".join(sorted(Options.model_fields))
            raise GenerationError(f"{path}: unknown key `{unknown[0]}`; the known keys are {known}")
        return Options(**raw)
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


def settings_of(contract: Path, opc: OpcDocument, options: Options, target: Path) -> Config:
    """Return the settings of openapi-python-client for the document *opc* of *contract*."""
    overrides = {**opc.media_types, **(options.content_type_overrides or {})}
    version = options.package_version_override or opc.content["info"]["version"]
    changes: dict[str, Any] = {
        "post_hooks": [],
        "content_type_overrides": overrides,
        "package_version_override": package_version(str(version)),
    }
    return Config.from_sources(
        options.model_copy(update=changes),
        MetaType.UV,
        contract,
        file_encoding="utf-8",
        overwrite=False,
        output_path=target,
    )
