"""Compares two schedules.

Sessions and rooms are matched by id, people by id or else by name. The schedules may belong to one expo or to two
versions of it whose clocks begin on different days: times are compared as instants. Sessions without a
time in either schedule are ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from expo_planner.domain.clock import Clock
from expo_planner.domain.entities import Item, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Schedule
from expo_planner.domain.staffing import as_published
from expo_planner.planner.diff.change import (
    Changes,
    ItemChange,
    SessionChange,
    SessionChangeKind,
    SessionState,
    Version,
    offset_between,
)
from expo_planner.planner.diff.pairing import pair_items
from expo_planner.planner.diff.placement import placement_changes

Whose = TypeVar("Whose", Session, Item)


def compare(old_expo: Expo, old_schedule: Schedule, new_expo: Expo, new_schedule: Schedule) -> Changes:
    """The changes from the old schedule to the new one.

    Each schedule's sessions and rooms must exist in its expo.
    """
    old_expo, old_schedule = as_published(old_expo, old_schedule)
    new_expo, new_schedule = as_published(new_expo, new_schedule)
    offset = offset_between(old_expo, new_expo)
    ids = _same_people(old_expo, new_expo)
    changes = []
    for name in dict.fromkeys([*new_expo.sessions, *old_expo.sessions]):
        old = new = None
        if name in old_schedule.announced:
            old = SessionState(_with_people(old_expo.sessions[name], ids), old_schedule.announced[name])
        if name in new_schedule.announced:
            new = SessionState(new_expo.sessions[name], new_schedule.announced[name])
        items = tuple(_items(old_expo, old, new_expo, new, offset))
        kinds = _kinds(old, new, items, offset, new_expo.clock)
        if kinds:
            later = new.placement.start + offset - old.placement.start if old and new else 0
            waits = new is None and name in new_expo.sessions
            changes.append(SessionChange(id=name, kinds=kinds, old=old, new=new, waits=waits, later=later, items=items))
    rank = _ranks(old_expo, new_expo)
    changes.sort(key=lambda change: (rank.get(change.stand.session.category, len(rank)), change.start(offset)))
    return Changes(old=Version(old_expo, old_schedule), new=Version(new_expo, new_schedule), sessions=tuple(changes))


def _kinds(
    old: SessionState | None, new: SessionState | None, items: Iterable[ItemChange], offset: int, clock: Clock
) -> tuple[SessionChangeKind, ...]:
    """The kinds of a change, on the clock of the new expo; `offset` converts its ticks to those of the old one."""
    was, now = (one.placement if one else None for one in (old, new))
    if now is not None:
        now = now._replace(start=now.start + offset, end=now.end + offset)
    kinds: list[SessionChangeKind] = [*placement_changes(was, now)]
    if old and new:
        if old.session.continuous != new.session.continuous and clock.spans_days(new.placement.window):
            kinds.append("continuous")
        if (new.session.title, new.session.title_en) != (old.session.title, old.session.title_en):
            kinds.append("renamed")
        if any(not change.along for change in items):
            kinds.append("programme")
        if set(new.people) != set(old.people) or new.session.roles != old.session.roles:
            kinds.append("people")
    return tuple(kinds)


def _items(
    old_expo: Expo, old: SessionState | None, new_expo: Expo, new: SessionState | None, offset: int
) -> Iterator[ItemChange]:
    """The changed items, by time. Items of an added or cancelled session move along with it."""
    was = old_expo.programme(*old) if old else []
    now = new_expo.programme(*new) if new else []
    alone = old is None or new is None
    session_later = new.placement.start + offset - old.placement.start if old and new else 0
    before, after = old.session.programme if old else (), new.session.programme if new else ()
    found: list[tuple[int, ItemChange]] = []
    for here, there in pair_items(before, after):
        change = ItemChange(
            old=None if here is None else before[here],
            new=None if there is None else after[there],
            was=None if here is None else was[here],
            now=None if there is None else now[there],
            along=alone,
        )
        start = now[there].start + offset if there is not None else was[here or 0].start
        if here is not None and there is not None:
            later = now[there].start + offset - was[here].start
            own = bool(change.longer or change.renamed or change.joined or change.left)
            if not later and not own:
                continue
            change = replace(change, later=later, along=later == session_later and not own)
        found.append((start, change))
    yield from (change for _, change in sorted(found, key=lambda pair: pair[0]))


def _same_people(old: Expo, new: Expo) -> Mapping[str, str]:
    """The new ids of people whose id has changed, by old id; such people are matched by a unique name."""
    named: dict[str, list[str]] = {}
    for person in new.people.values():
        named.setdefault(person.name, []).append(person.id)
    found = {}
    for person in old.people.values():
        same = named.get(person.name, [])
        if person.id not in new.people and len(same) == 1:
            found[person.id] = same[0]
    return found


def _with_people(session: Session, ids: Mapping[str, str]) -> Session:
    """The session with the ids of people replaced."""
    if not ids:
        return session

    def renamed(of: Whose) -> Whose:
        people = tuple(ids.get(one, one) for one in of.people)
        return replace(of, people=people, roles={ids.get(one, one): role for one, role in of.roles.items()})

    return replace(renamed(session), programme=tuple(map(renamed, session.programme)))


def _ranks(old: Expo, new: Expo) -> Mapping[str | None, int]:
    """The rank of each category in the order of the agenda."""
    names = dict.fromkeys(category.name for expo in (new, old) for category in expo.categories)
    return {name: place for place, name in enumerate(names)}
