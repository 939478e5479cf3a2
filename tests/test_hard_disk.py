"""A disk that refuses: whatever fails, earlier output is whole, the message is clear, and the next run succeeds."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest
from conftest import SCENARIOS
from hardship.disk import Ended, plan, run
from story import FAIR, PANEL

from expo_planner.publishing.folder import held, replace
from expo_planner.publishing.formats import write

CHANGED = (FAIR + PANEL).replace("Panel", "Round table")
COMMANDS: dict[str, tuple[list[str], int]] = {
    "solve": (["solve", "fair.yaml", "-o", "out"], 0),
    "publish": (["publish", "fair.yaml", "-o", "out"], 0),
    "export": (["export", "fair.yaml", "--to", "md", "-o", "out/a.md"], 0),
    "explain": (["explain", "no.yaml", "--apply", "1", "-o", "out/b.yaml"], 1),
    "repair": (["repair", "fair.yaml", "-o", "out", "--drop", "panel"], 0),
    "new": (["new", "out/new"], 0),
}
"""Commands that write, with what they end with when nothing fails."""
ONCE_ONLY = ("explain", "new")
TRIES = int(os.environ.get("TRIES", "3"))
"""How many of the things that a command asks of the disk are refused, one a run; TRIES=1000 is each of them."""
OLD = {"agenda.md": b"old", "calendars/all.ics": b"old", "calendars/room-old.ics": b"old", "notes.txt": b"mine"}
NEW = {"agenda.md": b"new" * 500, "board.svg": b"new", "calendars/all.ics": b"new", "new/room-a.ics": b"new"}


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def fresh(folder: Path, files: Mapping[str, bytes]) -> None:
    """The folder with these files and no others."""
    if folder.exists():
        shutil.rmtree(folder)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def spread(count: int) -> list[int]:
    """Some of the numbers from 1 to the count, the first and the last among them."""
    return sorted({1 + round(step * (count - 1) / max(1, TRIES - 1)) for step in range(TRIES)})


def drafted(folder: Path) -> int:
    write(NEW, folder)
    return 0


def released(folder: Path) -> int:
    with held(folder) as real:
        replace(real, {"ledger.json": b"two", **NEW}, {"calendars/room-old.ics"})
    return 0


@pytest.mark.parametrize("writer", [drafted, released])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
def test_every_single_thing_asked_of_the_disk_may_be_refused(
    tmp_path: Path, writer: Callable[[Path], int], code: int
) -> None:
    place, folder = tmp_path / "place", tmp_path / "place" / "out"
    old = {f"out/{name}": content for name, content in {**OLD, "ledger.json": b"one"}.items()}
    action = partial(writer, folder)
    fresh(place, old)
    asked, new = run(action, place).asked, files_of(place)
    assert new == {
        **{f"out/{name}": content for name, content in NEW.items()},
        "out/notes.txt": b"mine",
        "out/ledger.json": b"two" if writer is released else b"one",
    }
    refused = 0
    for number in range(1, asked + 1):
        fresh(place, old)
        ended = run(action, place, fail_at=number, code=code)
        whole = {name: content for name, content in files_of(place).items() if not is_aside(name)}
        assert (ended.code, whole) in [(0, new), (2, old)], (number, ended)
        refused += ended.code == 2
        assert run(action, place).code == 0
        assert files_of(place) == new, number
    assert refused > asked / 2
    for room in (1, 100, 1000):
        fresh(place, old)
        assert run(action, place, room=room).code == 2
        assert files_of(place) == old


def is_aside(name: str) -> bool:
    """Whether this is what a command leaves for the next one to remove."""
    return name.endswith((".kept", ".part", ".plan.lock")) or ".publishing/" in name or ".out.releases/" in name


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_which_file_could_not_be_written(tmp_path: Path, name: str) -> None:
    place, saved = tmp_path / "place", tmp_path / "saved"
    arguments, good = COMMANDS[name]
    command = plan(*(place / one if one.endswith("yaml") or one.startswith("out") else one for one in arguments))
    fresh(place, {"fair.yaml": (FAIR + PANEL).encode(), "no.yaml": (SCENARIOS / "no-solution.yaml").read_bytes()})
    (place / "out").mkdir()
    if name not in ONCE_ONLY:
        assert run(command, place).code == good
    (place / "fair.yaml").write_text((FAIR + PANEL).replace("Panel", "Round table"), encoding="utf-8")
    before = files_of(place)
    shutil.copytree(place, saved)

    def again(**refused: int) -> Ended:
        shutil.rmtree(place)
        shutil.copytree(saved, place)
        return run(command, place, **refused)

    first = again()
    assert first.code == good
    said = []
    for number in spread(first.asked):
        ended = again(fail_at=number)
        if ended.code != good:
            said.append(ended)
            assert {each: text for each, text in files_of(place).items() if not is_aside(each)} == before
    for room in (1, 100):
        said.append(again(room=room))
        assert files_of(place) == before
    for ended in said:
        assert ended.code == 2
        assert len(ended.err.splitlines()) == 1
        assert str(place / "out") in ended.err
        assert ": cannot be written: " in ended.err
        assert ended.err.endswith("; choose another folder with --out\n")
