"""What we stand on: the versions that are tested and locked are those that pyproject.toml allows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", re.MULTILINE)
STALE = "is not what pyproject.toml asks for; write it anew: make lock"


def asked() -> list[Requirement]:
    """Everything that pyproject.toml asks for, to run and to test."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    found = map(Requirement, [*project["dependencies"], *extras["web"], *extras["test"]])
    return [one for one in found if one.name != "expo-planner"]


def pins(name: str) -> list[tuple[str, Version]]:
    """The packages and versions of one of the files in .ci."""
    return [(canonicalize_name(name), Version(version)) for name, version in PIN.findall(text(name))]


def text(name: str) -> str:
    return (ROOT / ".ci" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("requirement", asked(), ids=lambda requirement: requirement.name)
def test_the_lowest_version_that_is_allowed_is_the_one_tested(requirement: Requirement) -> None:
    (lowest,) = [one.version for one in requirement.specifier if one.operator == ">="]
    bound = Version(lowest).release
    tested = dict(pins("lowest.txt"))[canonicalize_name(requirement.name)]
    assert tested.release[: len(bound)] == bound, f"lowest.txt: {requirement.name} {tested} {STALE}"


@pytest.mark.parametrize("requirement", asked(), ids=lambda requirement: requirement.name)
def test_what_is_locked_is_allowed(requirement: Requirement) -> None:
    locked = [version for name, version in pins("lock.txt") if name == canonicalize_name(requirement.name)]
    assert locked
    assert all(version in requirement.specifier for version in locked), f"lock.txt: {requirement.name} {STALE}"


def test_everything_locked_has_its_hashes_and_no_address() -> None:
    packages = re.split(r"^(?=\S)", text("lock.txt"), flags=re.MULTILINE)[1:]
    assert len(packages) == len(pins("lock.txt"))
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in text("lock.txt") + text("lowest.txt")
