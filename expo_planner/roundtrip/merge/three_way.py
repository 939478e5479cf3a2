"""Three versions of a scenario → what the copy changed, what the scenario changed too, and where they contradict.

`base` is what the copy was made from, `theirs` the copy as it is now, `ours` the scenario as it is now. The comparison
goes field by field; a programme is one field, a rule is one value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from expo_planner.files.write.to_yaml import Value
from expo_planner.roundtrip.sheets import LISTS, Fields, Flat, entry_of, shown


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A change that was made in the copy: of a field, or with `field` '' of a whole entry; None is nothing there."""

    section: str
    name: str
    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """Something that was changed in the copy and in the scenario, to different values; the scenario's one stays."""

    section: str
    name: str
    field: str
    base: Value
    theirs: Value
    ours: Value


@dataclass(frozen=True, slots=True)
class Merge:
    """What is to change in the scenario, what it has changed in the same way already, and what contradicts it."""

    changes: tuple[FieldChange, ...] = ()
    already: tuple[FieldChange, ...] = ()
    conflicts: tuple[MergeConflict, ...] = ()


def merge(base: Flat, theirs: Flat, ours: Flat) -> Merge:
    """The copy's changes, sorted by what becomes of them, in the order of its sections and entries."""
    changes: list[FieldChange] = []
    already: list[FieldChange] = []
    conflicts: list[MergeConflict] = []
    for section in theirs:
        for one in _section(section, base.get(section, {}), theirs[section], ours.get(section, {})):
            if isinstance(one, MergeConflict):
                conflicts.append(one)
            elif _now(ours, one) == one.new:
                already.append(one)
            else:
                changes.append(one)
    return Merge(tuple(changes), tuple(already), tuple(conflicts))


def _now(ours: Flat, change: FieldChange) -> Value:
    fields = ours.get(change.section, {}).get(change.name)
    if fields is None:
        return None
    return fields.get(change.field) if change.field or "" in fields else entry_of(fields)


def _section(
    section: str, base: Mapping[str, Fields], theirs: Mapping[str, Fields], ours: Mapping[str, Fields]
) -> Iterator[FieldChange | MergeConflict]:
    for name in dict.fromkeys([*base, *theirs]):
        old, new, now = base.get(name), theirs.get(name), ours.get(name)
        if old == new:
            continue
        whole = [None if one is None else entry_of(one) for one in (old, new, now)]
        if old is not None and new is None:
            agreed = now is None or now == old
            yield FieldChange(section, name, "", whole[0], None) if agreed else MergeConflict(section, name, "", *whole)
        elif old is not None and now is None:
            yield MergeConflict(section, name, "", *whole)
        elif now is None:
            yield FieldChange(section, name, "", None, whole[1])
        else:
            assert new is not None
            yield from _fields(section, name, old or {}, new, now)


def _fields(
    section: str, name: str, base: Fields, theirs: Fields, ours: Fields
) -> Iterator[FieldChange | MergeConflict]:
    for field in dict.fromkeys([*base, *theirs]):
        old, new, now = base.get(field), theirs.get(field), ours.get(field)
        if old == new or (not shown(old) and not shown(new)):
            continue
        if now in (old, new):
            yield FieldChange(section, name, field, old, new)
        else:
            yield MergeConflict(section, name, field, old, new, now)


def called_alike(base: Flat, ours: Flat) -> tuple[Flat, dict[tuple[str, str], int]]:
    """Our scenario with the entries of its lists called as they are in the base; and the number of each in its list.

    Equal ones are the same; of what is left those that follow each other between the same neighbours are one that was
    changed. The others are new.
    """
    flat = dict(ours)
    places: dict[tuple[str, str], int] = {}
    for section in LISTS:
        old = [one[""] for one in base.get(section, {}).values()]
        new = [one[""] for one in ours.get(section, {}).values()]
        named: dict[str, Fields] = {}
        for number, (name, value) in enumerate(zip(_names(old, new), new, strict=True)):
            named[name] = {"": value}
            places[section, name] = number
        flat[section] = named
    return flat, places


def _names(old: Sequence[Value], new: Sequence[Value]) -> list[str]:
    """What each entry of a list is called: by its number in the old list, where it is one of that."""
    from difflib import SequenceMatcher

    from expo_planner.files.write.to_yaml import flow
    from expo_planner.roundtrip.merge.decode_cells import ADDED

    texts = ([flow(one) for one in old], [flow(one) for one in new])
    names = [ADDED + text for text in texts[1]]
    free_old: list[int] = []
    free_new: list[int] = []
    for tag, start, end, first, last in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if tag == "equal":
            for step in range(end - start):
                names[first + step] = str(start + step + 1)
        else:
            free_old += range(start, end)
            free_new += range(first, last)
    for number in list(free_new):  # moved
        match = next((one for one in free_old if texts[0][one] == texts[1][number]), None)
        if match is not None:
            names[number] = str(match + 1)
            free_old.remove(match)
            free_new.remove(number)
    for number in free_new:  # changed: the next one of the same kind
        match = next((one for one in free_old if _head(old[one]) == _head(new[number])), None)
        if match is not None:
            names[number] = str(match + 1)
            free_old.remove(match)
    return _different(names)


def _head(value: Value) -> Value:
    """What two versions of one rule or waiver have in common: the rule's name."""
    if isinstance(value, Mapping):
        return value.get("rule", value.get("name", next(iter(value), None)))
    return value


def _different(names: Sequence[str]) -> list[str]:
    """The names, equal ones told apart."""
    seen: dict[str, int] = {}
    made = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        made.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return made
