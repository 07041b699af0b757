"""Load a contract, and refuse one that cannot be used with a message of one line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generation.bundling import bundle
from generation.document import operations, references, resolve
from generation.errors import GenerationError
from generation.limitations import Limitations
from generation.openapi_validation import first_error, violations
from generation.reading import read
from generation.repairs import name_operations_apart, repair
from generation.text_validation import first_unusable

VERSIONS = ("3.0", "3.1")


def load(path: Path, limitations: Limitations | None = None) -> dict[str, Any]:
    """
    Return the contract in *path* as a dict of plain JSON values.

    Args:
        path: the OpenAPI document.
        limitations: receives what was changed or deleted, so that the rest can be used.

    Raises:
        GenerationError: it is missing, is not a document of OpenAPI 3.0 or 3.1, refers to files
            that cannot be bundled, or has no operation; or, unless *limitations* may have some, it
            violates OpenAPI or has a part that no client can have.
    """
    limitations = limitations or Limitations(strict=True)
    document: dict[str, Any] = read(path)
    try:
        _check_version(document)
        if reference := _external_reference(document):
            document = _bundled(path, reference, limitations)
        _check_references(document, strict=limitations.strict)
        if limitations.strict:
            name_operations_apart(document, limitations)
            _check_form(document)
        repair(document, limitations)
    except GenerationError as error:
        raise GenerationError(f"{path}: {error}") from None
    for place, reason in violations(document):
        if limitations.strict:
            raise GenerationError(f"{path}: invalid OpenAPI: {place}: {reason}")
        limitations.add("ignored", place, reason, "correct the contract")
    if not any(operations(document)):
        skipped = [each for each in limitations if each.kind == "skipped"]
        remedy = f"none can be used: {skipped[0]}" if skipped else "add one under `paths`"
        raise GenerationError(f"{path}: has no operation; {remedy}")
    return document


def _check_version(document: Any) -> None:
    if isinstance(document, dict) and "swagger" in document:
        raise GenerationError(
            "is a Swagger 2.0 contract: convert it to OpenAPI 3 first, for example with "
            "`npx swagger2openapi --outfile new.yaml FILE`"
        )
    version = str(document.get("openapi", "")) if isinstance(document, dict) else ""
    if not version.startswith("3."):
        raise GenerationError("not an OpenAPI 3 document: its `openapi` must be 3.x")
    if not version.startswith(VERSIONS):
        raise GenerationError(
            f"OpenAPI {version} is not supported{_first_new_part(document)}; "
            "supported are 3.0 and 3.1: remove what is new, and write `openapi: 3.1.1`"
        )


def _first_new_part(document: Mapping[str, Any]) -> str:
    """Return a text about the first part that OpenAPI 3.1 does not have, such as ` (query)`."""
    paths = document.get("paths")
    found = paths.values() if isinstance(paths, dict) else ()
    items = [item for item in found if isinstance(item, dict)]
    new = [name for item in items for name in ("query", "additionalOperations") if name in item]
    return f" (`{new[0]}` of a path item is new)" if new else ""


def _external_reference(document: Mapping[str, Any]) -> str:
    """Return the first reference to another file or to a URL, with its JSON pointer."""
    found = (
        f"{pointer}: `$ref: {reference}`"
        for pointer, reference in references(document)
        if not reference.startswith("#")
    )
    return next(found, "")


def _bundled(path: Path, reference: str, limitations: Limitations) -> dict[str, Any]:
    """Return the contract in *path* as one document."""
    try:
        document: dict[str, Any] = bundle(path)
    except GenerationError as error:
        raise GenerationError(f"{reference} refers to another file; {error}") from None
    reason = "the contract refers to other files; JSON pointers are those of the bundled document"
    remedy = "`python scripts/node.py run redocly bundle FILE` shows it"
    limitations.add("ignored", "#", reason, remedy)
    return document


def _check_references(document: Mapping[str, Any], *, strict: bool) -> None:
    """Refuse references that lead nowhere, if *strict*."""
    for pointer, reference in references(document) if strict else ():
        try:
            resolve(document, reference)
        except LookupError:
            raise GenerationError(
                f"{pointer}: unresolvable `$ref: {reference}`; "
                "add its target to this file or correct it"
            ) from None


def _check_form(document: dict[str, Any]) -> None:
    """Refuse a document that violates OpenAPI, or has an invalid text, such as a header name."""
    if error := first_error(document):
        raise GenerationError(f"invalid OpenAPI: {error}")
    try:
        error = first_unusable(document)
    except (AttributeError, LookupError, TypeError):
        return  # openapi-spec-validator failed too; `violations` reports that after the repairs
    if error:
        raise GenerationError(error)
