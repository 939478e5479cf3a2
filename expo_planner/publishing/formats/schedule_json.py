"""The schedule of a release as JSON (`schedule.json`): who stands where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from expo_planner.domain.entities import RoleToFill, Session
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.schedule import Placement
from expo_planner.domain.staffing import filled_by
from expo_planner.publishing.agenda import Agenda

SCHEDULE_SCHEMA = "expo-planner/schedule/1"


def roles_document(session: Session, schedule: Mapping[str, Placement]) -> JsonDocument:
    """Who fills the roles of a session for which the planner chooses people, in the order of the file."""
    if not session.to_fill:
        return {}
    return {"roles": [_role(role, people) for role, people in filled_by(session, schedule)]}


def _role(role: RoleToFill, people: Sequence[str]) -> JsonDocument:
    return {"role": role.role, "people": list(people)}


def release_schedule_document(agenda: Agenda, number: int) -> JsonDocument:
    """The schedule of a release: who stands where, and nothing that is the organiser's own, such as costs.

    A room that is to be announced is null.
    """
    iso = agenda.clock.iso
    sessions = [
        {
            "id": one.session.id,
            "room": one.placement.room,
            "start": iso(one.window.start),
            "end": iso(one.window.end),
            **({"roles": [_role(role, role.people) for role in one.session.to_fill]} if one.session.to_fill else {}),
        }
        for one in agenda.entries
    ]
    return {"schema": SCHEDULE_SCHEMA, "expo": agenda.expo.id, "release": number, "sessions": sessions}
