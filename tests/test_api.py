"""The public interface of examples/api.md is what it was: names, signatures and members, kept in golden/api.txt.

    python tests/test_api.py > tests/golden/api.txt

writes them anew.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import FunctionType

PAGE = Path(__file__).parent.parent / "examples" / "api.md"
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


def lines(page: str) -> Iterator[str]:
    """Everything public, line by line, in the order of the page."""
    for module, names in re.findall(r"^\| `(\w+)` \| (.+?) \|", page, re.MULTILINE):
        for name in re.findall(r"`(\w+)`", names):
            value = getattr(import_module(f"expo_planner.{module}"), name)
            yield f"{module}.{name}" + (f": {', '.join(value)}" if isinstance(value, Mapping) else signature(value))
            if isinstance(value, type):
                yield from members(value)


def test_the_public_interface_is_what_it_was() -> None:
    assert [*lines(PAGE.read_text("utf-8"))] == GOLDEN.read_text("utf-8").splitlines(), CHANGED


def test_what_is_public_is_said_to_be_exported() -> None:
    """A strict type checker lets people import only what a module defines itself or names in `__all__`."""
    for line in GOLDEN.read_text("utf-8").splitlines():
        if found := re.match(r"(\w+)\.(\w+)", line):
            module = import_module(f"expo_planner.{found[1]}")
            home = getattr(getattr(module, found[2]), "__module__", module.__name__)
            assert home == module.__name__ or found[2] in module.__all__, line


if __name__ == "__main__":
    print(*lines(PAGE.read_text("utf-8")), sep="\n")
