"""The schedule of a release as JSON (`schedule.json`): who stands where."""

from __future__ import annotations

from expo_planner.domain.plain_text import JsonDocument
from expo_planner.publishing.agenda import Agenda

SCHEDULE_SCHEMA = "expo-planner/schedule/1"


def release_schedule_document(agenda: Agenda, number: int) -> JsonDocument:
    """The schedule of a release: who stands where, and nothing that is the organiser's own, such as costs.

    A room that is to be announced is null.
    """
    iso = agenda.clock.iso
    sessions = [
        {"id": one.session.id, "room": one.placement.room, "start": iso(one.window.start), "end": iso(one.window.end)}
        for one in agenda.entries
    ]
    return {"schema": SCHEDULE_SCHEMA, "expo": agenda.expo.id, "release": number, "sessions": sessions}
