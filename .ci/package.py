"""Builds the sdist and from it the wheel, then installs and tries both where nothing else is: `package.py MYPY`.

Runs in an environment that has `build`. The two files are left in dist/.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
DIST = ROOT / "dist"
TEMPLATES = "interface/cli/templates"
IN_WHEEL = {"py.typed", "__main__.py", f"{TEMPLATES}/scenario.en.yaml", f"{TEMPLATES}/scenario.zh.yaml"}
IN_SDIST = {
    "pyproject.toml",
    "Makefile",
    "README.md",
    "LICENSE",
    ".ci/run",
    "docs/index.md",
    "mkdocs.yml",
    "tests/conftest.py",
    "tests/golden/api.txt",
}
IMPORT_ALL = """
import importlib, pkgutil, expo_planner
names = [one.name for one in pkgutil.walk_packages(expo_planner.__path__, "expo_planner.")]
for name in names:
    if name != "expo_planner.__main__":
        importlib.import_module(name)
print(len(names), "modules imported from", expo_planner.__path__[0])
"""


def kept_files() -> set[str]:
    """The files of the package in git, below its folder: all of them belong into the wheel, and nothing else."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "expo_planner"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name.removeprefix("expo_planner/") for name in listed.stdout.split("\0") if name}


def build() -> tuple[Path, Path]:
    """The wheel, built from the sdist as others will build it, and the sdist."""
    shutil.rmtree(DIST, ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(DIST), str(ROOT)], stdout=subprocess.DEVNULL, check=True
    )
    (wheel,), (sdist,) = DIST.glob("*.whl"), DIST.glob("*.tar.gz")
    return wheel, sdist


def check_contents(wheel: Path, sdist: Path) -> None:
    """Nothing is missing in either, and no tests are in the wheel."""
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {name.removeprefix("expo_planner/") for name in names if name.startswith("expo_planner/")}
    others = {name for name in names if not name.startswith("expo_planner/") and ".dist-info/" not in name}
    assert not others, f"the wheel has what does not belong into it: {sorted(others)}"
    assert package >= IN_WHEEL, f"the wheel lacks {sorted(IN_WHEEL - package)}"
    if (ROOT / ".git").exists():
        assert package == kept_files(), f"the wheel is not what git has: {sorted(package ^ kept_files())}"
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert inside >= IN_SDIST, f"the sdist lacks {sorted(IN_SDIST - inside)}; see tool.hatch in pyproject.toml"
    assert inside >= {f"expo_planner/{name}" for name in package}
    print(f"{wheel.name}: {len(package)} files of the package; {sdist.name}: {len(inside)} files")


def try_out(wheel: Path, sdist: Path, mypy: Path, home: Path) -> None:
    """Installs the wheel beside nothing, works with it as a newcomer would, then puts the sdist in its place."""
    kept = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE")
    environment = {name: value for name, value in os.environ.items() if name in kept or name.startswith("PIP_")}
    environment |= {
        "HOME": str(home),
        "PIP_CACHE_DIR": os.environ.get("PIP_CACHE_DIR", str(Path.home() / ".cache" / "pip")),
    }

    def run(*command: object) -> None:
        print("$", *(str(word).replace(str(home), "~") for word in command if word is not IMPORT_ALL), flush=True)
        subprocess.run([str(word) for word in command], cwd=home, env=environment, check=True, stdin=subprocess.DEVNULL)

    run(sys.executable, "-m", "venv", home / "venv")
    python, plan = home / "venv" / "bin" / "python", home / "venv" / "bin" / "plan"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(*pip, f"{wheel}[assistant,cluster,web]")
    run(plan, "--version")
    run(plan, "new", "fair", "--lang", "en")
    run(plan, "solve", "fair/scenario.yaml", "--time-limit", "20", "--workers", "2")
    run(plan, "check", "fair/scenario.yaml", "--schedule", "out/river-fair/schedule.json")
    run("sh", "-c", f"'{plan}' schema > schema.json && cmp schema.json fair/scenario.schema.json")
    run(python, "-c", IMPORT_ALL)
    shutil.copy(ROOT / ".ci" / "consumer.py", home)
    run(mypy, "--strict", "--python-executable", python, "--cache-dir", home / "types", "consumer.py")
    run(*pip, "--no-deps", "--force-reinstall", sdist)
    run(plan, "--version")
    run(python, "-c", IMPORT_ALL)


def main(mypy: str) -> None:
    """All of it; a folder that is thrown away afterwards is the home."""
    wheel, sdist = build()
    check_contents(wheel, sdist)
    with tempfile.TemporaryDirectory() as folder:
        try_out(wheel, sdist, Path(mypy).absolute(), Path(folder))
    print("wheel and sdist hold what they should, install and work")


if __name__ == "__main__":
    main(*sys.argv[1:])
