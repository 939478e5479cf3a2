"""The same input and seed, one worker: the same bytes of every file, wherever and whenever the commands run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from conftest import SCENARIOS

COMMANDS = [
    "solve fair.yaml --workers 1 --seed 7 --time-limit 600 -q -o out",
    "check fair.yaml --schedule out/schedule.json",
    "check fair.yaml --schedule out/schedule.json --json",
    "export fair.yaml --schedule out/schedule.json --to cards -o cards.docx",
    "export fair.yaml --schedule out/schedule.json --to png -o board.png",
    "publish fair.yaml --schedule out/schedule.json -o public --at 2023-06-20T08:00:00Z --people",
]
FAKETIME = shutil.which("faketime")


class Surroundings(NamedTuple):
    """Where and when a command runs. `date` is what its clock shows, where the program faketime is there to say so."""

    hash_seed: str
    zone: str
    locale: str
    folder: str
    date: str


PLACES = [
    Surroundings("0", "UTC", "C", "here", "2023-06-19 12:00:00"),
    Surroundings("1", "Asia/Shanghai", "zh_CN.UTF-8", "a/long way/from here", "2024-02-29 23:59:50"),
    Surroundings("4711", "America/New_York", "tr_TR.UTF-8", "展会", "2038-11-07 01:30:00"),
]


def written(place: Surroundings, root: Path) -> dict[str, bytes]:
    """Every file that the commands write there, and what they print; of schedule.json all but its seconds."""
    folder = root / place.folder
    folder.mkdir(parents=True)
    shutil.copy(SCENARIOS / "dicc-2023-requests.yaml", folder / "fair.yaml")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "COV"))}
    surroundings = {"PYTHONHASHSEED": place.hash_seed, "TZ": place.zone, "LANG": place.locale, "LC_ALL": place.locale}
    steady = {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}  # what the solver measures its seconds by
    clock = [FAKETIME, "-f", f"@{place.date}"] if FAKETIME else []
    printed = {}
    for command in COMMANDS:
        ran = subprocess.run(
            [*clock, sys.executable, "-m", "expo_planner", *command.split()],
            cwd=folder,
            env={**kept, **surroundings, **steady},
            capture_output=True,
        )
        assert ran.returncode == 0, f"plan {command}\n{ran.stderr.decode()}"
        printed[command] = ran.stdout
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    solved = json.loads(files["out/schedule.json"])
    assert solved.pop("seconds") >= 0
    return {**files, **printed, "out/schedule.json": json.dumps(solved).encode()}


def test_the_same_bytes_wherever_and_whenever(tmp_path: Path) -> None:
    first, *others = (written(place, tmp_path) for place in PLACES)
    assert {"out/agenda.xlsx", "out/board.svg", "public/ledger.json", "public/agenda.docx", "cards.docx"} <= set(first)
    for other in others:
        assert other.keys() == first.keys()
        assert [name for name in first if other[name] != first[name]] == []
