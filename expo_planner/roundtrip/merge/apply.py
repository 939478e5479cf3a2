"""Changes of a copy → edits of the scenario file, and what contradicts as comments beside what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from expo_planner.domain.i18n import Language, Message, Text
from expo_planner.domain.problems import Source
from expo_planner.files.edit import Append, Drop, Edit, Note, Path, steps_between
from expo_planner.files.edit.as_written import RECORDS
from expo_planner.files.write.to_yaml import flow
from expo_planner.roundtrip.merge.decode_cells import Place
from expo_planner.roundtrip.merge.three_way import FieldChange, MergeConflict
from expo_planner.roundtrip.sheets import LISTS, Flat

Numbers = Mapping[tuple[str, str], int]
"""The number of an entry in the list of its section, by section and name."""
SAYS = Text("{place} has {field}{value}", "{place} 写的是 {field}{value}")
REMOVED = Text("{place} no longer has this", "{place} 中已删去此项")


def numbers_of(ours: Flat, lists: Numbers) -> Numbers:
    """Where each entry of the scenario stands in its list."""
    records = {(section, name): number for section in RECORDS for number, name in enumerate(ours[section])}
    return {**records, **lists}


def edits_of(changes: Sequence[FieldChange], numbers: Numbers, now: Flat) -> Iterator[Edit]:
    """The edits of the scenario file."""
    for change in changes:
        section, name, field = change.section, change.name, change.field
        listed = section in RECORDS or section in LISTS
        if not listed:
            old = now.get(section, {}).get(name, {}).get("")
            yield from steps_between((section, name), old, change.new)
        elif (section, name) not in numbers:
            yield Append((section,), change.new)
        elif field == "" and change.new is None:
            yield Drop((section, numbers[section, name]))
        else:
            path: Path = (section, numbers[section, name], *(field.split(".") if field else ()))
            yield from steps_between(path, now[section][name].get(field), change.new)


def notes_of(
    conflicts: Sequence[MergeConflict],
    numbers: Numbers,
    places: Mapping[Place, Source],
    copy: Source,
    language: Language,
) -> Iterator[Note]:
    """The value of the copy beside each value of the scenario that it contradicts."""
    for one in conflicts:
        number = numbers.get((one.section, one.name))
        path: tuple[str | int, ...]
        if one.section in RECORDS or one.section in LISTS:
            path = (one.section, one.name if number is None else number, *(one.field.split(".") if one.field else ()))
        else:
            path = (one.section, one.name)
        yield Note(path, (sentence(one, place_of(one, places, copy)).say(language),))


def sentence(conflict: MergeConflict, place: Source) -> Message:
    """What the copy says at its place, in one line."""
    if conflict.theirs is None and not conflict.field:
        return REMOVED.fill(place=str(place))
    field = f"{conflict.field}: " if conflict.field else ""
    return SAYS.fill(place=str(place), field=field, value=flow(conflict.theirs))


def place_of(one: FieldChange | MergeConflict, places: Mapping[Place, Source], copy: Source) -> Source:
    """The cell that a change stands in; the copy itself where it is in none."""
    for key in ((one.section, one.name, one.field), (one.section, one.name, "")):
        if key in places:
            return places[key]
    return copy
