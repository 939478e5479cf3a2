"""Who fills a role of a session: one assignment for each candidate, and the expo as readers see it.

An assignment is a session of its own, hosted by the session and as long as it, that needs the candidate and nothing
else; it is placed where the candidate fills the role. So whatever holds of people and their sessions holds of it: times
off, travel, pauses, workload. Readers never see one: to them the person is one of the session's people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from expo_planner.domain.entities import RoleToFill, Session, Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement, Schedule

SLASH = "/"
"""Joins the parts of an assignment's id; no session's own id has one."""


def assignment_id(session: str, number: int, person: str) -> str:
    """The id of the assignment of a person to a role, which is the session's `number`th to be filled, from 0."""
    return SLASH.join((session, str(number), person))


def with_assignments(expo: Expo) -> Expo:
    """The expo with an assignment for every candidate of every role that is to be filled.

    A waiver that names a session covers what its assignments break, too.
    """
    made: dict[str, list[Session]] = {}
    for session in expo.sessions.values():
        for number, role in enumerate(session.to_fill):
            made.setdefault(session.id, []).extend(_assignment(session, number, role, one) for one in role.candidates)
    if not made:
        return expo
    assignments = {one.id: one for some in made.values() for one in some}
    waivers = [more for waiver in expo.waivers for more in _with_assignments(waiver, made)]
    return replace(expo, sessions={**expo.sessions, **assignments}, waivers=tuple(waivers))


def _assignment(session: Session, number: int, role: RoleToFill, person: str) -> Session:
    placed = person in role.people and session.start is not None and session.room is not None
    return Session(
        id=assignment_id(session.id, number, person),
        title=session.title,
        title_en=session.title_en,
        length=session.length,
        days=session.days,
        continuous=session.continuous,
        people=(person,),
        roles={person: role.role},
        priority=0,
        start=session.start if placed else None,
        room=session.room if placed else None,
        pinned=session.pinned and placed,
        host=session.id,
        filling=number,
        source=role.source,
        fields={"host": role.source},
    )


def _with_assignments(waiver: Waiver, made: Mapping[str, list[Session]]) -> Iterator[Waiver]:
    yield waiver
    named = sorted(waiver.sessions)
    for chosen in product(*([name, *(one.id for one in made.get(name, ()))] for name in named)):
        if [*chosen] != named:
            yield replace(waiver, sessions=frozenset(chosen))


def filled_by(session: Session, schedule: Mapping[str, Placement]) -> Iterator[tuple[RoleToFill, tuple[str, ...]]]:
    """The roles of a session that are to be filled, each with the people who do; where it is not placed, as written."""
    for number, role in enumerate(session.to_fill):
        if session.id in schedule:
            named = (one for one in role.candidates if assignment_id(session.id, number, one) in schedule)
            yield role, tuple(named)
        else:
            yield role, role.people


def assignments_of(expo: Expo, session: str, schedule: Mapping[str, Placement]) -> tuple[str, ...]:
    """The assignments to a session, given by id, that a schedule has."""
    numbered = enumerate(expo.sessions[session].to_fill)
    every = (assignment_id(session, number, person) for number, role in numbered for person in role.candidates)
    return tuple(name for name in every if name in schedule)


def people_filling(session: Session, schedule: Mapping[str, Placement]) -> tuple[str, ...]:
    """The ids of those who fill the roles of a session in a schedule; nobody where it is not placed."""
    return tuple(one for _, named in filled_by(session, schedule) for one in named if session.id in schedule)


def assigned(expo: Expo, schedule: Schedule, people: Mapping[str, tuple[tuple[str, ...], ...]]) -> Schedule:
    """The schedule of an expo's own sessions, with those who fill their roles: of each session, role by role."""
    placed = {
        name: schedule[session]
        for session, roles in people.items()
        if session in schedule
        for number, named in enumerate(roles)
        for person in named
        if (name := assignment_id(session, number, person)) in expo.sessions
    }
    return Schedule({**schedule.placements, **placed}, schedule.roomless) if placed else schedule


def as_published(expo: Expo, schedule: Schedule) -> tuple[Expo, Schedule]:
    """The expo and a schedule of it as readers see them: whoever fills a role is one of the session's people."""
    if not expo.staffed:
        return expo, schedule
    sessions = {name: _published(session, schedule) for name, session in expo.own_sessions.items()}
    placements = {name: place for name, place in schedule.items() if name in sessions}
    return replace(expo, sessions=sessions), Schedule(placements, schedule.roomless)


def _published(session: Session, schedule: Schedule) -> Session:
    if not session.to_fill:
        return session
    people, roles = dict.fromkeys(session.people), dict(session.roles)
    filled = [replace(role, people=named) for role, named in filled_by(session, schedule)]
    for role in filled:
        people |= dict.fromkeys(role.people)
        roles |= dict.fromkeys(role.people, role.role)
    return replace(session, people=tuple(people), roles=roles, to_fill=tuple(filled))
