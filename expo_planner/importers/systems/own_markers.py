"""What this programme itself has published, read back: who organises, what happens when, days of one session.

Descriptions are those that `publish` writes into feeds and schedules, in either language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from expo_planner.importers.model import FoundItem, FoundPerson, FoundSession

GENERATOR = "expo_planner"
ORGANISED = ("主办：", "Organised by: ")
CO_ORGANISED = ("协办：", "Co-organised by: ")
ELSEWHERE = ("详情：", "More: ", "直播：", "Live stream: ")
"""Addresses that stand in fields of their own too."""

TIME = "([0-9]{2}):([0-9]{2})"
DATE = "([0-9]{4}-[0-9]{2}-[0-9]{2}) "
ITEM = re.compile(rf"(?:{DATE})?{TIME}(?:-| 至 | – )(?:{DATE})?{TIME} (.+)")
BESIDE = " · "
NAMES = re.compile("、|, ")
LONGEST_PAUSE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Described:
    """What a description says."""

    organisers: tuple[str, ...]
    co_organisers: tuple[str, ...]
    programme: tuple[FoundItem, ...]
    text: str


def described(text: str, start: datetime) -> Described:
    """The parts of a description of ours; `start` is that of the session."""
    organisers: tuple[str, ...] = ()
    co_organisers: tuple[str, ...] = ()
    items: list[FoundItem] = []
    rest: list[str] = []
    for row in text.splitlines():
        if names := _after(ORGANISED, row):
            organisers = tuple(NAMES.split(names))
        elif names := _after(CO_ORGANISED, row):
            co_organisers = tuple(NAMES.split(names))
        elif item := _item(row, start):
            items.append(item)
        elif not _after(ELSEWHERE, row):
            rest.append(row)
    return Described(organisers, co_organisers, tuple(items), "\n".join(rest).strip())


def _after(beginnings: tuple[str, ...], row: str) -> str:
    return next((row.removeprefix(begin).strip() for begin in beginnings if row.startswith(begin)), "")


def _item(row: str, start: datetime) -> FoundItem | None:
    match = ITEM.fullmatch(row)
    if match is None:
        return None
    try:
        begin = _at(start, match[1], match[2], match[3])
        end = _at(start, match[4] or match[1], match[5], match[6])
    except ValueError:
        return None
    if begin < start and match[1] is None:
        begin += timedelta(days=1)
    if end <= begin:
        end += timedelta(days=1)
    title, _, people = match[7].rpartition(BESIDE)
    if not title:
        return FoundItem(title=match[7], start=begin, end=end)
    return FoundItem(
        title=title, start=begin, end=end, people=tuple(FoundPerson(name=name) for name in NAMES.split(people))
    )


def _at(start: datetime, date: str | None, hour: str, minute: str) -> datetime:
    midnight = start.replace(hour=0, minute=0)
    if date:
        year, month, day = map(int, date.split("-"))
        midnight = midnight.replace(year=year, month=month, day=day)
    if int(hour) > 24 or int(minute) > 59:
        raise ValueError(f"{hour}:{minute}")
    return midnight + timedelta(hours=int(hour), minutes=int(minute))


def without_speakers(people: Iterable[FoundPerson], programme: Iterable[FoundItem]) -> tuple[FoundPerson, ...]:
    """The people of a session that none of its items names: those are there for their items alone."""
    named = {person.name for item in programme for person in item.people}
    return tuple(person for person in people if person.name not in named)


def one_session_again(sessions: Iterable[FoundSession]) -> list[FoundSession]:
    """The sessions, where those over several days were published as one event a day, in the order of the days."""
    found: list[FoundSession] = []
    last: dict[tuple[str | None, str, str | None], int] = {}
    for session in sessions:
        key = (session.key, session.title, session.room)
        if key in last and (joined := _joined(found[last[key]], session)):
            found[last[key]] = joined
        else:
            last[key] = len(found)
            found.append(session)
    return found


def _joined(first: FoundSession, later: FoundSession) -> FoundSession | None:
    """Both as one session, if the later one goes on within a day."""
    if first.key is None or first.end is None or later.start is None:
        return None
    if (first.end.tzinfo is None) != (later.start.tzinfo is None):
        return None
    goes_on = timedelta(0) <= later.start - first.end < LONGEST_PAUSE
    return replace(first, end=later.end, continuous=later.start == first.end) if goes_on else None
