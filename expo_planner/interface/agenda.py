"""A schedule and the result of its check as an agenda, for every way of publishing it."""

from __future__ import annotations

from expo_planner.checker import Report
from expo_planner.domain.i18n import Language
from expo_planner.domain.schedule import Schedule
from expo_planner.planner.breaks import breaks_of
from expo_planner.publishing.agenda import Agenda, AgendaBreak, ClashMark, make_agenda
from expo_planner.rules import Scenario


def agenda_of(scenario: Scenario, schedule: Schedule, report: Report, language: Language) -> Agenda:
    """A schedule as an agenda, with its errors marked, and the breaks that have a label."""
    marks = [ClashMark(clash.sessions, clash.message.say(language)) for clash in report.errors]
    breaks = [AgendaBreak(one.time, one.label) for one in breaks_of(scenario, schedule) if one.time and one.label]
    return make_agenda(scenario.expo, schedule, marks, breaks)
