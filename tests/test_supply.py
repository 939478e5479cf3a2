"""What we stand on: the versions that are tested and locked are those that pyproject.toml allows."""

from __future__ import annotations

import re
import subprocess
import sys
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
    found = map(Requirement, [*project["dependencies"], *extras["assistant"], *extras["web"], *extras["test"]])
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


UNKNOWN = '{"dependencies": [{"name": "jinja2", "skip_reason": "not found"}]}'
CLEAN = '{"dependencies": [{"name": "jinja2", "version": "3.1.6", "vulns": []}]}'
BAD = '{"dependencies": [{"name": "jinja2", "version": "3", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1"]}]}]}'


@pytest.mark.parametrize(
    ("answer", "error", "code", "said"),
    [
        (CLEAN, "", 0, "packages audited: 1, vulnerabilities: 0\n"),
        (BAD, "", 1, "jinja2 3: PYSEC-1, mended in 3.1\npackages audited: 1, vulnerabilities: 1\nnext: "),
        (UNKNOWN, "", 0, "not audited: the service knows none of the 1 packages. Run make audit again"),
        ("", "requests.exceptions.ConnectionError: no such host", 0, "not audited: the service does not answer. Run"),
        ("", "ERROR: lock.txt is no requirements file", 1, ""),
    ],
    ids=["clean", "vulnerable", "unknown", "offline", "broken"],
)
def test_an_audit_says_what_it_could_ask(tmp_path: Path, answer: str, error: str, code: int, said: str) -> None:
    stand_in = tmp_path / "pip-audit"
    stand_in.write_text(f"#!{sys.executable}\nimport sys\nprint({answer!r})\nprint({error!r}, file=sys.stderr)\n")
    stand_in.chmod(0o755)
    script = ROOT / ".ci" / "audit.py"
    ran = subprocess.run([sys.executable, script, stand_in, "lock.txt"], capture_output=True, text=True)
    assert ran.returncode == code
    assert ran.stdout.startswith(said)
    assert error in ran.stderr or code == 0
