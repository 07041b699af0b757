"""Changes of the public API between two versions of a package, found without importing it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import griffe


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
