"""Who is concerned by the changes between two releases, and by which of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from expo_planner.domain.clock import Clock
from expo_planner.planner.diff import placement_changes
from expo_planner.publishing.ledger import Ledger, LedgerEntry, Occurrence

ConcernKind = Literal["joined", "left", "cancelled", "moved", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """What has changed of one session for somebody who is in it, or was.

    `joined` and `left` are about the person; with the others the session takes place no more, has another time or room,
    or other details. `before` is None for a session that is new to the person. Calendars are to have the `requested`
    events, and to take out the `withdrawn` ones.
    """

    kind: ConcernKind
    before: LedgerEntry | None
    after: LedgerEntry
    requested: tuple[Occurrence, ...] = ()
    withdrawn: tuple[Occurrence, ...] = ()


@dataclass(frozen=True, slots=True)
class ConcernedPerson:
    """Somebody who is to be told: their id and published name, and the changes by time."""

    id: str
    name: str
    concerns: tuple[Concern, ...]


@dataclass(frozen=True, slots=True)
class Concerned:
    """All who are to be told. Of the `unknown` sessions, by title, an older ledger does not say who was in them."""

    people: tuple[ConcernedPerson, ...]
    unknown: tuple[str, ...] = ()


def who_is_concerned(before: Ledger, after: Ledger, clock: Clock) -> Concerned:
    """Everybody to whom a session in `after` is not what it was in `before`; in the order of their first change."""
    names: dict[str, str] = {}
    found: dict[str, list[Concern]] = {}
    unknown = []
    for new in sorted(after.entries, key=lambda entry: (entry.stand.start, entry.session)):
        old = before.by_session.get(new.session)
        was, now = _names(old), _names(new)
        if (was is None or now is None) and _kind(old, new, clock, was_in=True, is_in=not new.cancelled):
            unknown.append(new.content.title)
        was, now = (now if was is None else was) or {}, (was if now is None else now) or {}
        names |= {**was, **now}
        for person in {**now, **was}:
            kind = _kind(old, new, clock, was_in=person in was, is_in=person in now)
            if kind is not None:
                found.setdefault(person, []).append(_concern(kind, old, new))
    people = tuple(ConcernedPerson(person, names[person], tuple(concerns)) for person, concerns in found.items())
    return Concerned(people, tuple(unknown))


def _names(entry: LedgerEntry | None) -> Mapping[str, str] | None:
    """The people of a session by id, nobody where it does not take place; None where an older ledger does not say."""
    if entry is None or entry.cancelled:
        return {}
    return None if entry.named is None else dict(entry.named)


def _kind(old: LedgerEntry | None, new: LedgerEntry, clock: Clock, *, was_in: bool, is_in: bool) -> ConcernKind | None:
    if new.cancelled:
        return "cancelled" if was_in and old is not None and not old.cancelled else None
    if old is None or old.cancelled or not was_in:
        return "joined" if is_in else None
    if not is_in:
        return "left"
    if placement_changes(old.placement(clock), new.placement(clock)):
        return "moved"
    return "changed" if old.digest != new.digest else None


def _concern(kind: ConcernKind, old: LedgerEntry | None, new: LedgerEntry) -> Concern:
    told = () if kind == "joined" or old is None else tuple(_taking_place(old))
    stays = () if kind in ("left", "cancelled") else tuple(_taking_place(new))
    staying, known = {one.uid for one in stays}, {one.uid for one in told}
    gone = tuple(one for one in new.occurrences if one.uid in known - staying)
    return Concern(kind=kind, before=None if kind == "joined" else old, after=new, requested=stays, withdrawn=gone)


def _taking_place(entry: LedgerEntry) -> Iterator[Occurrence]:
    return (one for one in entry.occurrences if not one.dropped)
