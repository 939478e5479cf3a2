"""The scenario file and its tables on the disk: what they were made from, what they are now, and writing them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from expo_planner.domain.schedule import Schedule
from expo_planner.files.edit.as_written import read_written
from expo_planner.files.edit.place import place
from expo_planner.files.read.load import load
from expo_planner.publishing.files import write
from expo_planner.rules import Scenario

Files = Mapping[Path, bytes]


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario as somebody wrote it by hand, its bytes and those of its tables; the board's moves are put into it."""

    path: Path
    files: Files
    scenario: Scenario
    allow_outside: bool = False

    @classmethod
    def read(cls, path: Path, *, allow_outside: bool = False, files: Files | None = None) -> ScenarioFile:
        """The scenario on the disk, or the one that these bytes were. Raises BadInput and OSError."""
        path = path.resolve()
        if files is None:
            tables = read_written(path, allow_outside=allow_outside).tables.values()
            files = {file: file.read_bytes() for file in dict.fromkeys([path, *tables])}
        return cls(path, files, load(path, allow_outside=allow_outside, unwritten=files), allow_outside)

    def with_schedule(self, schedule: Schedule) -> tuple[dict[Path, bytes], Scenario]:
        """The bytes of all its files with a schedule put in, and what they mean. Raises BadInput where it cannot be."""
        scenario = self.scenario
        taken = place(self.path, scenario, schedule, allow_outside=self.allow_outside, unwritten=self.files)
        return {**self.files, **taken.files}, taken.scenario

    def on_disk(self) -> dict[Path, bytes]:
        """The bytes that its files have now. Raises OSError."""
        return {path: path.read_bytes() for path in self.files}

    def stamps(self) -> tuple[object, ...]:
        """What changes when somebody writes one of its files, without reading them."""
        return tuple(map(_stamp, self.files))

    def named(self) -> dict[str, bytes]:
        """Its bytes, by paths from the scenario's folder."""
        return {os.path.relpath(path, self.path.parent): content for path, content in self.files.items()}


def _stamp(path: Path) -> object:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def digest(files: Files) -> str:
    """What the bytes of some files are, in few letters."""
    whole = sha256()
    for path in sorted(files):
        whole.update(sha256(files[path]).digest())
    return whole.hexdigest()


def write_changed(files: Files, before: Files) -> None:
    """Writes the files that differ, all of them or none. Raises OSError."""
    changed = {path: content for path, content in files.items() if before.get(path) != content}
    if changed:
        folder = Path(os.path.commonpath([path.parent for path in changed]))
        write({path.relative_to(folder).as_posix(): content for path, content in changed.items()}, folder)
