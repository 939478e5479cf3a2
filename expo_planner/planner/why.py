"""`plan why`: what one placement of a session would break and cost."""

from __future__ import annotations

from expo_planner.checker import Report, beyond, check
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.domain.staffing import assignments_of
from expo_planner.planner.result import Verdict
from expo_planner.planner.unstaffed import unstaffed
from expo_planner.rules import Scenario


def why(scenario: Scenario, schedule: Schedule, name: str, placement: Placement) -> Verdict:
    """The clashes and the cost of a placement of a session while all other sessions stay.

    Those who fill its roles go along; roles that nobody fills are left open.
    """
    now, expo, scenario = schedule.get(name), scenario.expo, unstaffed(scenario)
    team = assignments_of(expo, name, schedule)
    along = {one: expo.place_session(expo.sessions[one], placement.room, placement.start) for one in team}
    others = {other: place for other, place in schedule.items() if other not in (name, *team)}
    without, after = check(scenario, Schedule(others)), check(scenario, Schedule({**others, name: placement, **along}))
    before = without if now is None else after if now == placement else check(scenario, schedule)
    return Verdict(
        session=name,
        now=now,
        placement=placement,
        report=Report(beyond(after.clashes, without.clashes), beyond(after.costs, without.costs)),
        cost=after.cost - before.cost,
        costs=beyond(after.costs, before.costs),
        saves=beyond(before.costs, after.costs),
        told=0 if now in (None, placement) else expo.sessions[name].told + len(team),
    )
