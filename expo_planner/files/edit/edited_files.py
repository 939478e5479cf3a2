"""Edits of a scenario → the new bytes of its own file and of the csv tables that it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from expo_planner.files.edit import Edit, Note, edited_table, rewritten
from expo_planner.files.edit.as_written import AsWritten


def edited_files(
    scenario: Path,
    written: AsWritten,
    edits: Sequence[Edit],
    notes: Sequence[Note] = (),
    unwritten: Mapping[Path, bytes] = MappingProxyType({}),
) -> dict[Path, bytes]:
    """The new bytes of each file that changes; notes that a file has already are not added again.

    `unwritten` are bytes to edit instead of those of the files.

    Raises BadInput where a file cannot be edited.
    """
    files: dict[Path, bytes] = {}
    for section, table in written.tables.items():
        own = [edit for edit in edits if edit.path[0] == section]
        if own:
            old = written.sections[section]
            files[table] = edited_table(table, section, old if isinstance(old, list) else [], own, unwritten)
    own = [edit for edit in edits if edit.path[0] not in written.tables]
    if not own and not notes:
        return files
    data = unwritten[scenario] if scenario in unwritten else scenario.read_bytes()
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data.decode("utf-8-sig")
    new_notes = [note for note in notes if note.path[0] not in written.tables and f"# {note.lines[0]}" not in text]
    if own or (new_notes and scenario.suffix.lower() != ".json"):
        files[scenario] = mark + rewritten(text, scenario.name, [*own, *new_notes]).encode()
    return files
