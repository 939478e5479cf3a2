"""The scenario file and its tables on the disk: what they were made from, what they are now, and writing them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from expo_planner.domain.schedule import Schedule
from expo_planner.files.edit.as_written import AsWritten, read_written
from expo_planner.files.edit.edited_files import edited_files
from expo_planner.files.edit.place import place
from expo_planner.files.read.load import load
from expo_planner.files.write.to_yaml import Value
from expo_planner.publishing.files import write
from expo_planner.roundtrip.merge.apply import edits_of, numbers_of
from expo_planner.roundtrip.merge.three_way import FieldChange
from expo_planner.roundtrip.sheets import LISTS, Flat, entry_of, flat
from expo_planner.rules import Scenario

Files = Mapping[Path, bytes]
ADDED = "+"
"""The name of an entry that is added to a list whose entries have none."""


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario as people wrote it, its bytes and those of its tables; the board's moves are put into it."""

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

    @cached_property
    def written(self) -> AsWritten:
        """What it says, as people spelled it."""
        return read_written(self.path, allow_outside=self.allow_outside, unwritten=self.files)

    @cached_property
    def flat(self) -> Flat:
        """What it says, by section, name and field."""
        return flat(self.written.sections)

    def with_schedule(self, schedule: Schedule) -> tuple[dict[Path, bytes], Scenario]:
        """The bytes of all its files with a schedule put in, and what they mean. Raises BadInput where it cannot be."""
        scenario = self.scenario
        taken = place(
            self.path,
            scenario,
            schedule,
            allow_outside=self.allow_outside,
            unwritten=self.files,
            written=self.written,
        )
        return {**self.files, **taken.files}, taken.scenario

    def edited(self, changes: Sequence[FieldChange]) -> ScenarioFile:
        """The scenario after changes of some fields; all that is not changed stays as written, to the byte.

        Raises BadInput where it could not be read then, or cannot be edited.
        """
        lists = {}
        located = []
        for change in changes:
            name = self._name(change)
            if change.section in LISTS and name != ADDED:
                lists[change.section, name] = int(name) - 1
            located.append(replace(change, name=name))
        edits = list(edits_of(located, numbers_of(self.flat, lists), self.flat))
        files = edited_files(self.path, self.written, edits, unwritten=self.files)
        return self.with_bytes({**self.files, **files})

    def with_bytes(self, files: Files) -> ScenarioFile:
        """The scenario with other bytes. Raises BadInput where they cannot be read."""
        return ScenarioFile.read(self.path, allow_outside=self.allow_outside, files=files)

    def entry_for(self, section: str, name: str) -> str:
        """The id of the entry that says what a session is; for a time of a repeated one, that may be the session's."""
        session = self.scenario.expo.sessions.get(name) if section == "sessions" else None
        return session.repeats if session and session.repeats and name not in self.flat[section] else name

    def now(self, change: FieldChange) -> Value:
        """What stands now where a change is made; None is nothing."""
        name = self._name(change)
        fields = self.flat.get(change.section, {}).get(name)
        if fields is None:
            return None
        return fields.get(change.field) if change.field or "" in fields else entry_of(fields)

    def _name(self, change: FieldChange) -> str:
        """The name of the entry that is changed; an entry of a list is known by its value, and new ones are added."""
        if change.section not in LISTS:
            return change.name
        known = self.flat.get(change.section, {})
        wanted = change.new if change.old is None else change.old
        return next((name for name, fields in known.items() if fields[""] == wanted), ADDED)

    def on_disk(self) -> dict[Path, bytes]:
        """The bytes that its files have now. Raises OSError."""
        return {path: path.read_bytes() for path in self.files}

    def stamps(self) -> tuple[object, ...]:
        """What changes when somebody writes one of its files, without reading them."""
        return tuple(map(_stamp, self.files))

    def named(self) -> dict[str, bytes]:
        """Its bytes, by paths from the scenario's folder."""
        return {self.name_of(path): content for path, content in self.files.items()}

    def name_of(self, path: Path) -> str:
        """The path of one of its files from the scenario's folder, with slashes."""
        return Path(os.path.relpath(path, self.path.parent)).as_posix()


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
