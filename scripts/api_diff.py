"""
List how the public API of the client changed since a revision of this repository.

    python scripts/api_diff.py REV

Each change has a verdict: `breaks` code that uses the client, `unclear` for types and values that
cannot be compared, or `compatible`. Mypy also checks the code of `scripts/consumer_project/` at REV
with the client of now; each of its errors is a change that breaks.

A breaking change needs an entry in CHANGELOG.md: a line that is new since REV and contains the last
part of the name that changed. Exit codes: 0 each breaking change has an entry, 1 some have none,
2 the revision cannot be compared, 130 interrupted.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import griffe

import vendor
from generation import output_tree

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = "generated_client"
CONSUMER = "scripts/consumer_project"
CHANGELOG = "CHANGELOG.md"


class ApiDiffError(Exception):
    """The revision cannot be compared. The message is one line with the cause and the remedy."""


@dataclass(frozen=True, order=True)
class Change:
    """
    One change of a public name.

    Args:
        verdict: `breaks`, `compatible` or `unclear`.
        name: the dotted name below the package, such as `errors.ApiError.parsed`.
        text: what changed.
    """

    verdict: str
    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.verdict:12}{self.name}: {self.text}"


def compare(old: Path, new: Path) -> list[Change]:
    """Return the changes of the public API from the package *old* to the package *new*, sorted."""
    packages = [load_package(package) for package in (old, new)]
    before, after = (dict(public_names(package)) for package in packages)
    breakages = list(griffe.find_breaking_changes(*packages))
    changes = [Change("compatible", name, "added") for name in _outermost(after, before)]
    changes += [Change("breaks", name, "removed") for name in _outermost(before, after)]
    seen = set()
    for name in sorted(before.keys() & after.keys(), key=lambda name: (name.count("."), name)):
        if after[name].path not in seen:  # a package may export a name of one of its modules
            seen.add(after[name].path)
            differences = [
                *_parameters([each for each in breakages if each.obj.path == after[name].path]),
                *_differences(before[name], after[name]),
            ]
            changes += [Change(verdict, name, text) for verdict, text in differences]
    return sorted(changes)


def load_package(package: Path) -> griffe.Object:
    """Parse a package without importing it."""
    loader = griffe.GriffeLoader(search_paths=[package.parent], allow_inspection=False)
    loaded = loader.load(package.name)
    loader.resolve_aliases()
    assert isinstance(loaded, griffe.Object)
    return loaded


def public_names(container: griffe.Object, prefix: str = "") -> Iterator[tuple[str, griffe.Object]]:
    """Yield the public names in a module or class with their objects, inherited ones included."""
    for name, member in container.all_members.items():
        if not member.is_public and name != "__init__":
            continue
        target: griffe.Object | griffe.Alias = member
        if isinstance(member, griffe.Alias):
            try:
                target = member.final_target
            except griffe.AliasResolutionError:  # a name of another library
                continue
        assert isinstance(target, griffe.Object)
        yield prefix + name, target
        if target.is_class or (target.is_module and not member.is_alias):
            yield from public_names(target, f"{prefix}{name}.")


def _outermost(
    names: Mapping[str, griffe.Object], others: Mapping[str, griffe.Object]
) -> list[str]:
    """The names that *others* lacks, without the members of a class or module that it lacks."""
    lacking = names.keys() - others.keys()
    return [name for name in lacking if name.rpartition(".")[0] not in lacking]


def _differences(old: griffe.Object, new: griffe.Object) -> Iterator[tuple[str, str]]:
    """Yield a verdict and a text for each difference between two versions of a name."""
    if old.kind is not new.kind:
        yield "breaks", f"{old.kind.value} is now {new.kind.value}"
    elif isinstance(old, griffe.Function) and isinstance(new, griffe.Function):
        for parameter in new.parameters:
            if parameter.name in old.parameters:
                was = old.parameters[parameter.name].annotation
                yield from _types(parameter.name, was, parameter.annotation, is_result=False)
            elif not parameter.required:
                yield "compatible", f"{parameter.name}: parameter was added"
        yield from _types("the result", old.returns, new.returns, is_result=True)
    elif isinstance(old, griffe.Attribute) and isinstance(new, griffe.Attribute):
        yield from _types("it", old.annotation, new.annotation, is_result=True)
        if str(old.value) != str(new.value):
            yield "unclear", f"{old.value} is now {new.value}"
    elif isinstance(old, griffe.Class) and isinstance(new, griffe.Class):
        # Base classes without a public name are not part of the API.
        bases = {str(base) for base in old.bases if not str(base).startswith("_")}
        if lost := bases - {*map(str, new.bases)}:
            yield "breaks", f"no longer derived from {', '.join(sorted(lost))}"


def _parameters(breakages: list[griffe.Breakage]) -> Iterator[tuple[str, str]]:
    """Yield a verdict and a text for each breakage of a parameter."""
    for breakage in breakages:
        parameter = breakage.old_value or breakage.new_value
        if isinstance(parameter, griffe.Parameter):
            what = breakage.kind.value
            yield "breaks", f"{parameter.name}: {what[0].lower()}{what[1:]}"


def _types(what: str, was: object, now: object, *, is_result: bool) -> Iterator[tuple[str, str]]:
    """
    Compare two annotations as sets of alternatives.

    Callers may pass what they passed before, so a parameter may get more alternatives. They use
    what they get, so a result or an attribute may get fewer.
    """
    if str(was) == str(now):
        return
    before, after = ({*re.split(r"\s*\|\s*", str(each))} for each in (was, now))
    wider, narrower = before < after, after < before
    verdict = "unclear"
    if wider or narrower:
        verdict = "compatible" if narrower is is_result else "breaks"
    yield verdict, f"{what} was {was}, and is {now}"


def without_entry(changes: list[Change], old: str, new: str) -> list[Change]:
    """
    Return the breaking changes without an entry: the changelog was *old*, and is *new*.

    An error in the consumer project has no name of its own, so any entry is enough.
    """
    added = {*new.splitlines()} - {*old.splitlines()}
    words = {word for line in added for word in re.findall(r"\w+", line)}
    return [
        change
        for change in changes
        if change.verdict == "breaks"
        and (not added if _is_consumer(change) else _last_part(change) not in words)
    ]


def _is_consumer(change: Change) -> bool:
    return change.name.startswith(CONSUMER)


def _last_part(change: Change) -> str:
    return change.name if _is_consumer(change) else change.name.rpartition(".")[2]


def checkout(rev: str, folder: Path) -> Path:
    """
    Write the client, the consumer project and the changelog at *rev* into *folder*.

    Returns:
        The folder of the client package.

    Raises:
        ApiDiffError: there is no such revision, or it has no client.
    """
    verify = ["git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}"]
    commit = subprocess.run(verify, cwd=ROOT, capture_output=True, text=True).stdout.strip()
    if not commit:
        raise ApiDiffError(f"{rev}: no such revision; give a commit, branch or tag")
    command = ["git", "archive", "--format=tar", commit, "--", CLIENTS, CONSUMER, CHANGELOG]
    archive = subprocess.run(command, cwd=ROOT, capture_output=True)
    if archive.returncode != 0:
        reason = archive.stderr.decode(errors="replace").strip().splitlines()[0]
        raise ApiDiffError(f"{rev}: {reason}; give a later revision")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    stamp = next((folder / CLIENTS).glob(f"*/{output_tree.STAMP}"), None)
    if stamp is None:
        raise ApiDiffError(f"{rev}: has no client in {CLIENTS}; give a later revision")
    return stamp.parent


def consumer_errors(project: Path, package: Path) -> list[Change]:
    """Check the types of the consumer *project* with *package* vendored, and return the errors."""
    shutil.rmtree(project / "acme" / "_vendor", ignore_errors=True)
    vendor.vendor(package, project / "acme" / "_vendor")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "acme"]
    command += ["--config-file=", f"--cache-dir={os.devnull}"]
    result = subprocess.run(command, cwd=project, capture_output=True, text=True)
    if result.returncode not in (0, 1):
        raise ApiDiffError(f"mypy cannot check {CONSUMER}: {result.stderr.strip()}")
    errors = re.findall(r"^(.+?:\d+): error: (.+)$", result.stdout, re.MULTILINE)
    return [Change("breaks", f"{CONSUMER}/{place}", text) for place, text in errors]


def report(rev: str, changes: list[Change], missing: list[Change]) -> str:
    """Return the lines that a run prints, in Markdown."""
    lines = [f"Changes of the client's public API since {rev}: {len(changes)}"]
    if changes:
        lines += ["", "```", *map(str, changes), "```"]
    if missing:
        names = ", ".join(sorted({*map(_last_part, missing)}))
        lines += ["", f"Breaking changes without an entry in {CHANGELOG}: {names}"]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser(prog="nox -s api-diff --", description="Compare the API.")
    parser.add_argument("rev", metavar="REV", help="a revision of this repository")
    rev = parser.parse_args(arguments).rev
    new = next((ROOT / CLIENTS).glob(f"*/{output_tree.STAMP}")).parent
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            old = checkout(rev, folder)
            changes = compare(old, new) + consumer_errors(folder / CONSUMER, new)
            texts = ((root / CHANGELOG).read_text(encoding="utf-8") for root in (folder, ROOT))
            missing = without_entry(changes, *texts)
    except (ApiDiffError, vendor.VendorError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("error: interrupted", file=sys.stderr)
        return 130
    print(report(rev, changes, missing))
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
