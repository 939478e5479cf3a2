"""Files tell things twice: by category and by room, in two sheets, in two files. One session is made of that."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Problem
from expo_planner.importers.model import FoundSession
from expo_planner.importers.text.spelling import joined

AGAIN = Text("the same entry appears again at {source}", "{source} 处重复列出")

AS_AT = Text("the same entry as at {source}", "与 {source} 处是同一条目")


def without_repeats(found: Iterable[FoundSession]) -> tuple[list[FoundSession], list[Problem]]:
    """The sessions, each once: of those with one title and time in one room, or its cell, the first; it says so.

    And what to tell of the others, which are not planned.
    """
    kept: list[FoundSession] = []
    told: list[Problem] = []
    places: dict[Hashable, list[int]] = {}
    for session in found:
        same = places.setdefault(_told(session), [])
        first = next((at for at in same if _one_place(kept[at], session)), None)
        if first is None:
            same.append(len(kept))
            kept.append(session)
        else:
            again = AGAIN.fill(source=str(session.source))
            told.append(Problem(session.source, session.title[:60], AS_AT.fill(source=str(kept[first].source))))
            kept[first] = replace(kept[first], guesses=(*kept[first].guesses, again))
    return kept, told


def _told(session: FoundSession) -> Hashable:
    """What two tellings of one session have in common; one without a time is like no other."""
    if session.start is None:
        return object()
    return session.title, session.start.isoformat(), session.end and session.end.isoformat(), session.minutes


def _one_place(one: FoundSession, other: FoundSession) -> bool:
    """Whether two of one title and time are in one room; or, where no room is told, name the same people."""
    if one.room is None and other.room is None:
        return (one.key, one.people) == (other.key, other.people)
    return _one_room(one.room, other.room)


def _one_room(first: str | None, second: str | None) -> bool:
    return first == second or (first is not None and second in joined(first))
