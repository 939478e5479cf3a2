"""An edited copy comes back into its scenario: read, compared, merged, and looked at before it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from expo_planner.domain.i18n import Language, Message, Text
from expo_planner.domain.problems import BadInput, Problem, Source
from expo_planner.files.edit import Edit, applied
from expo_planner.files.edit.as_written import RECORDS, AsWritten, in_digits, read_written
from expo_planner.files.edit.edited_files import edited_files
from expo_planner.files.read.load import load, loads
from expo_planner.files.schema.nodes import FieldProblem
from expo_planner.files.write.to_json import text as json_text
from expo_planner.files.write.to_yaml import Value
from expo_planner.roundtrip.merge.apply import edits_of, notes_of, numbers_of, place_of
from expo_planner.roundtrip.merge.decode_cells import Meant, meant_by
from expo_planner.roundtrip.merge.read_cells import looks_like_copy, read_copy
from expo_planner.roundtrip.merge.three_way import FieldChange, Merge, MergeConflict, called_alike, merge
from expo_planner.roundtrip.sheets import LISTS, SECTIONS, Flat, entry_of, flat, shown_in_rest

CHANGED = Text("{name}: {field} {old} → {new}", "{name}：{field} {old} → {new}")
ADDED = Text("{name}: added", "{name}：新增")
REMOVED = Text("{name}: removed", "{name}：删除")
CONTRADICTS = Text(
    "{name}: {field} was {base}; the copy has {theirs}, the scenario has {ours}, which is kept",
    "{name}：{field} 原为 {base}，副本改为 {theirs}，方案已改为 {ours}，保留方案中的值",
)
NOTHING = Text("nothing", "无")
WHOLE = Text("the entry", "整项")


@dataclass(frozen=True)
class Merged:
    """A copy merged into its scenario; nothing is written yet.

    `files` are the new bytes of every file that changes, the scenario's own and its tables; none where nothing does.
    `based`: the copy carried the scenario that it was made from. Without, its values are taken as they are and nothing
    is removed. `places` are the cells of the values of the copy.
    """

    changes: tuple[FieldChange, ...]
    already: tuple[FieldChange, ...]
    conflicts: tuple[MergeConflict, ...]
    files: Mapping[Path, bytes]
    based: bool
    places: Mapping[tuple[str, str, str], Source]
    copy: Source

    def place(self, one: FieldChange | MergeConflict) -> Source:
        """The cell in which a change of the copy stands."""
        return place_of(one, self.places, self.copy)


def is_copy(path: Path) -> bool:
    """Whether a file or folder is a copy of a scenario, made by `plan export --round-trip`."""
    return looks_like_copy(path)


def merge_copy(path: Path, scenario: Path, *, allow_outside: bool = False, language: Language | None = None) -> Merged:
    """The copy at `path` merged into a scenario that exists. Conflicts become comments in a language, the expo's.

    Raises BadInput where the copy or the scenario cannot be read, or where the merged scenario would be a wrong one;
    problems of the copy name its cells, and all places are those seen from where the command runs.
    """
    with _seen_from_here(scenario):
        language = language or load(scenario, allow_outside=allow_outside).expo.language
        written = read_written(scenario, allow_outside=allow_outside)
    now = flat(written.sections)
    with _seen_from_here(path):
        copy = read_copy(path)
        base = flat(copy.base) if copy.base is not None else now
        meant = meant_by(copy, base)
    ours, lists = called_alike(base, now)
    found = merge(base, meant.scenario, ours)
    if copy.base is None:
        found = _nothing_removed(found)
    numbers = numbers_of(ours, lists)
    edits = list(edits_of(found.changes, numbers, ours))
    notes = list(notes_of(found.conflicts, numbers, meant.places, Source(copy.name), language))
    with _seen_from_here(scenario):
        files = edited_files(scenario, written, edits, notes)
    _look(scenario, path, written, edits, files, meant, allow_outside=allow_outside)
    return Merged(
        found.changes, found.already, found.conflicts, files, copy.base is not None, meant.places, Source(copy.name)
    )


def whole(path: Path) -> dict[str, Value]:
    """The whole scenario of a copy, section by section as in a scenario file. Raises BadInput."""
    with _seen_from_here(path):
        copy = read_copy(path)
        base = copy.base or {}
        meant = meant_by(copy, flat(base))
    return sections_of(meant.scenario, base)


@contextmanager
def _seen_from_here(file: Path) -> Iterator[None]:
    """Problems name files as seen from where the command runs, not from a file's own folder."""
    try:
        yield
    except BadInput as bad:
        raise BadInput([problem.below(file.parent) for problem in bad.problems]) from None


def sections_of(scenario: Flat, base: Mapping[str, Value]) -> dict[str, Value]:
    """The sections of a scenario that is given by section, name and field, in the order of its base."""
    made: dict[str, Value] = {}
    known = flat(base)
    for section in dict.fromkeys([*base, *SECTIONS]):
        entries = scenario.get(section, {})
        if entries == known.get(section, {}) and section in base:
            made[section] = base[section]
        elif section in LISTS or section in ("rooms", "people", "sessions"):
            made[section] = [entry_of(fields) for fields in entries.values()]
        elif entries:
            made[section] = {name: entry_of(fields) for name, fields in entries.items()}
    return {name: value for name, value in made.items() if value or name in base}


def _nothing_removed(found: Merge) -> Merge:
    """What is missing in a copy that does not say what it was made from is not taken as removed."""
    removed = [one for one in found.changes if one.new is None]
    kept = tuple(MergeConflict(one.section, one.name, one.field, one.old, None, one.old) for one in removed)
    return replace(
        found, changes=tuple(one for one in found.changes if one.new is not None), conflicts=found.conflicts + kept
    )


def _look(
    scenario: Path,
    path: Path,
    written: AsWritten,
    edits: Sequence[Edit],
    files: Mapping[Path, bytes],
    meant: Meant,
    *,
    allow_outside: bool,
) -> None:
    """Reads the merged scenario as a whole. Raises BadInput with the cells of the copy where something is wrong."""
    if not edits:
        return
    try:
        if [*files] == [scenario]:
            text, name = files[scenario].decode("utf-8-sig"), scenario.name
        else:
            text, name = json_text(in_digits(applied(written.sections, edits))), "scenario.json"
        loads(text, name=name, folder=scenario.parent, allow_outside=allow_outside)
    except BadInput as bad:
        raise BadInput([_in_copy(problem, meant, path, scenario) for problem in bad.problems]) from None


def _in_copy(problem: Problem, meant: Meant, path: Path, scenario: Path) -> Problem:
    """The problem at the cell of the copy that it comes from, where it is known."""
    first, *steps = (problem.path if isinstance(problem, FieldProblem) else ()) or ("",)
    section = str(first)
    if section in LISTS:
        name, field = "".join(str(one + 1) for one in steps[:1] if isinstance(one, int)), ""
    elif section in RECORDS:
        name, field = str(steps[0] if steps else ""), _dotted(steps[1:])
    else:
        name, field = _dotted(steps), ""
    source = meant.places.get((section, name, field), meant.places.get((section, name, "")))
    if source is None:
        return problem.below(scenario.parent)
    return replace(problem, source=source).below(path.parent)


def _dotted(steps: Sequence[str | int]) -> str:
    return ".".join(map(str, takewhile(lambda one: isinstance(one, str), steps)))


def said(merged: Merged, language: Language) -> Iterator[str]:
    """A line for each change and each conflict, with its cell: what `plan import` prints."""
    for change in merged.changes:
        yield f"{merged.place(change)}: {_change(change).say(language)}"
    for one in merged.conflicts:
        values = {"base": one.base, "theirs": one.theirs, "ours": one.ours}
        message = CONTRADICTS.fill(
            name=_name(one), field=one.field or WHOLE, **{key: _short(value) for key, value in values.items()}
        )
        yield f"{merged.place(one)}: {message.say(language)}"


def _change(change: FieldChange) -> Message:
    if not change.field and change.section in (*LISTS, "rooms", "people", "sessions"):
        if change.old is None:
            return ADDED.fill(name=_name(change))
        if change.new is None:
            return REMOVED.fill(name=_name(change))
    return CHANGED.fill(name=_name(change), field=change.field, old=_short(change.old), new=_short(change.new))


def _name(one: FieldChange | MergeConflict) -> str:
    return f"{one.section}.{one.name}" if len(one.name) <= 60 else f"{one.section}.{one.name[:59]}…"


def _short(value: Value) -> str | Text:
    text = shown_in_rest(value)
    return NOTHING if value is None else text if len(text) <= 60 else f"{text[:59]}…"
