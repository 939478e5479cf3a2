"""The published folder: which files, the same bytes everywhere, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fairs import example, hostile

from expo_planner.publishing.formats import FORMATS, export, render, render_all, write

DIGEST = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from fairs import example
from expo_planner.publishing.formats import FORMATS, render
files = [pair for name in FORMATS for pair in sorted(render(example(), name).items())]
print(hashlib.sha256(repr(files).encode()).hexdigest())
"""


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_holds_every_format_that_people_expect() -> None:
    files = set(render_all(example()))
    assert {
        "agenda.md",
        "agenda.html",
        "agenda.xlsx",
        "board.svg",
        "calendars/all.ics",
        "calendars/room-7A.ics",
    } <= files
    assert "agenda.csv" not in files


@pytest.mark.parametrize("name", FORMATS)
def test_one_format_is_one_file(name: str) -> None:
    assert export(example(), name) == render(example(), name)[FORMATS[name].file]


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_titles_harm_no_format(name: str) -> None:
    assert all(render(hostile(), name).values())


@pytest.mark.parametrize(("seed", "zone"), [("0", "UTC"), ("1", "America/New_York"), ("2", "Asia/Kathmandu")])
def test_equal_agendas_give_equal_bytes_everywhere(seed: str, zone: str) -> None:
    files = [pair for name in FORMATS for pair in sorted(render(example(), name).items())]
    tests = Path(__file__).parent
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(tests.parent)}
    told = subprocess.run(
        [sys.executable, "-c", DIGEST, tests], env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == hashlib.sha256(repr(files).encode()).hexdigest()


def test_writes_every_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    files = render_all(example())
    write(files, tmp_path / "new" / "folder")
    assert names(tmp_path / "new" / "folder") == set(files)
    assert (tmp_path / "new" / "folder" / "agenda.md").read_bytes() == files["agenda.md"]


def test_replaces_an_earlier_run_and_its_feeds(tmp_path: Path) -> None:
    write({"agenda.md": b"old", "calendars/all.ics": b"old", "calendars/room-old.ics": b"old"}, tmp_path)
    (tmp_path / "calendars" / "mine.ics").write_bytes(b"kept")
    (tmp_path / "notes.txt").write_bytes(b"kept")
    write({"agenda.md": b"new", "calendars/all.ics": b"new"}, tmp_path)
    assert names(tmp_path) == {"agenda.md", "calendars/all.ics", "calendars/mine.ics", "notes.txt"}
    assert (tmp_path / "agenda.md").read_bytes() == b"new"


def test_files_without_feeds_leave_the_feeds_alone(tmp_path: Path) -> None:
    write({"calendars/room-a.ics": b"feed"}, tmp_path)
    write({"agenda.md": b"new"}, tmp_path)
    assert names(tmp_path) == {"agenda.md", "calendars/room-a.ics"}


@pytest.mark.parametrize("name", ["../agenda.md", "/agenda.md", "a/../../b", "", ".", "..", "a\\b", "C:agenda.md"])
def test_refuses_names_that_leave_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="out of the folder"):
        write({"agenda.md": b"new", name: b"bad"}, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_disk_that_refuses_leaves_earlier_files_as_they_were(tmp_path: Path) -> None:
    write({"agenda.md": b"old"}, tmp_path)
    (tmp_path / "calendars").write_bytes(b"a file where the folder should be")
    with pytest.raises(OSError, match="calendars"):
        write({"agenda.md": b"new", "calendars/all.ics": b"new"}, tmp_path)
    assert names(tmp_path) == {"agenda.md", "calendars"}
    assert (tmp_path / "agenda.md").read_bytes() == b"old"
