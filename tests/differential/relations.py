"""What checker and solver say of an expo and of the same one changed: where the two do not go together."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

from differential.changes import EASIER, HARDER, SAME, WEEKS, Change, doubled, ids, moved, with_waiver
from differential.compare import as_schedule, random_places, read, solved
from differential.facts import Facts, Made, Places
from expo_planner.checker import check

IMPOSSIBLE = 10**12


def broken_in_check(made: Made, drawn: random.Random) -> list[str]:
    """Relations between what the checker says of one schedule before and after a change."""
    if any("rooms_needed" in one or "+" in Facts.together(one.get("room", "")) for one in made["sessions"]):
        return []  # the main one of several rooms depends on their names and their order
    places = random_places(Facts(made), drawn)
    other = ids(made)
    named = {other[name]: (other[room], start) for name, (room, start) in places.items()}
    counted = _counted(made, places)
    found = []
    if _counted(SAME["renamed"](made, drawn), named) != counted:
        found.append("other ids change what the checker counts")
    if _counted(SAME["shuffled"](made, drawn), places) != counted:
        found.append("another order changes what the checker counts")
    winter, summer = (moved(_of_one_clock(made), by) for by in (-WEEKS, WEEKS))
    clocked = random_places(Facts(winter), drawn)
    if _counted(winter, clocked) != _counted(summer, _later(Facts(winter), clocked, 2 * WEEKS)):
        found.append("ten weeks change what the checker counts")
    (_, cost, errors), (_, waived_cost, waived_errors) = counted, _counted(with_waiver(made, drawn), places)
    if waived_errors > errors or waived_cost > cost:
        found.append("a waiver makes more errors or costs")
    if _counted(doubled(made, drawn), places)[1] != 2 * cost:
        found.append("twice the weights are not twice the cost")
    return found


def _of_one_clock(made: Made) -> Made:
    """The expo without other time zones: in ten weeks the clocks there and here may change on different days."""
    people = [{field: value for field, value in one.items() if field != "timezone"} for one in made.get("people", [])]
    return made | {"people": people}


def _counted(made: Made, places: Places) -> tuple[Counter[tuple[str, bool]], int, int]:
    """Clashes by rule, the cost and the number of errors."""
    scenario = read(made)
    report = check(scenario, as_schedule(scenario.expo, places))
    kinds = Counter((clash.rule, clash.waiver is not None) for clash in report.clashes)
    return kinds, report.cost, len(report.errors)


def _later(facts: Facts, places: Places, by: timedelta) -> Places:
    """The same places at the same clock times, so much later."""
    zone = facts.zone
    return {name: (room, zone.at(zone.day(start) + by, zone.minute(start))) for name, (room, start) in places.items()}


def broken_in_solve(made: Made, drawn: random.Random) -> list[str]:
    """Relations between the least costs before and after a change."""
    best = _best(made)

    def after(changes: dict[str, Change]) -> list[tuple[str, int]]:
        return [(name, _best(change(made, drawn))) for name, change in changes.items()]

    found = [f"{name}: {cost} instead of {best}" for name, cost in after(SAME) if cost != best]
    found += [f"{name}: {cost} is less than {best}" for name, cost in after(HARDER) if cost < best]
    found += [f"{name}: {cost} is more than {best}" for name, cost in after(EASIER) if cost > best]
    twice = _best(doubled(made, drawn))
    if twice != (best if best == IMPOSSIBLE else 2 * best):
        found.append(f"twice the weights: {twice} instead of 2 * {best}")
    one_clock = _of_one_clock(made)
    if (winter := _best(moved(one_clock, -WEEKS))) != (summer := _best(moved(one_clock, WEEKS))):
        found.append(f"ten weeks later: {summer} instead of {winter}")
    return found


def _best(made: Made) -> int:
    outcome = solved(read(made))
    return outcome.cost if outcome.found else IMPOSSIBLE
