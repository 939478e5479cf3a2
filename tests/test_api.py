"""The public interface is what it was: names, signatures and members, kept in golden/api.txt, each name documented.

    python tests/test_api.py > tests/golden/api.txt

writes them anew.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest

import expo_planner

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "python.md"
GOLDEN = Path(__file__).parent / "golden" / "api.txt"
CHANGED = (
    "the public interface has changed (see the lines above). If that is meant, say so in CHANGELOG.md and write it "
    "anew: python tests/test_api.py > tests/golden/api.txt"
)


class Bare:
    """An annotation as it is written, whatever the version of Python puts around it."""

    def __init__(self, annotation: object) -> None:
        self.text = getattr(annotation, "__forward_arg__", annotation)

    def __repr__(self) -> str:
        return str(self.text)


def signature(called: type | FunctionType) -> str:
    """How it is called."""
    if isinstance(called, type) and "__init__" not in vars(called) and issubclass(called, Exception):
        return ""  # called as every exception is
    found = inspect.signature(called)
    parameters = [
        one if one.annotation is one.empty else one.replace(annotation=Bare(one.annotation))
        for one in found.parameters.values()
    ]
    returned = found.return_annotation
    if isinstance(called, type) or returned is found.empty:
        return str(inspect.Signature(parameters))
    return str(inspect.Signature(parameters, return_annotation=Bare(returned)))


def members(owner: type) -> Iterator[str]:
    """The properties and methods of a class, its own and those of our other classes that it is made of."""
    classes = [one for one in owner.__mro__ if one.__module__.startswith("expo_planner")]
    known = {name: value for one in reversed(classes) for name, value in vars(one).items() if name[0] != "_"}
    for name, value in sorted(known.items()):
        if isinstance(value, property | cached_property):
            getter = value.fget if isinstance(value, property) else value.func
            assert getter is not None
            yield f"    {name}: {Bare(getter.__annotations__['return'])}"
        elif callable(function := inspect.unwrap(getattr(value, "__func__", value))):
            assert isinstance(function, FunctionType)
            yield f"    {name}{signature(function)}"


def lines() -> Iterator[str]:
    """Everything public, line by line."""
    for name in sorted(expo_planner.__all__):
        if name == "__version__":
            continue
        value = getattr(expo_planner, name)
        yield name + (f": {', '.join(value)}" if isinstance(value, Mapping) else signature(value))
        if isinstance(value, type):
            yield from members(value)


def test_the_public_interface_is_what_it_was() -> None:
    assert [*lines()] == GOLDEN.read_text("utf-8").splitlines(), CHANGED


def test_every_public_name_is_on_the_page() -> None:
    named = re.findall(r"^### (\w+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(named) == sorted({*expo_planner.__all__} - {"__version__"})


def test_type_checkers_see_what_is_loaded_when_used() -> None:
    """The imports for type checkers and the names that load at run time are the same."""
    tree = ast.parse(Path(expo_planner.__file__).read_text("utf-8"))
    seen = {
        alias.name: node.module
        for branch in tree.body
        if isinstance(branch, ast.If)
        for node in branch.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert {*seen} == {*expo_planner.__all__} - {"__version__"}
    for name, module in seen.items():
        assert getattr(import_module(str(module)), name) is getattr(expo_planner, name)


def test_a_name_that_is_not_public_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'sovle'"):
        expo_planner.sovle  # type: ignore[attr-defined]  # noqa: B018


if __name__ == "__main__":
    print(*lines(), sep="\n")
