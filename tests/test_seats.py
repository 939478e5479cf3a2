"""People without a seat, and people at once in open rooms."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import pytest
from schedules import written

from expo_planner.checker import check
from expo_planner.files.read.disruptions import read_disruption
from expo_planner.files.read.load import loads
from expo_planner.planner.explain import explain
from expo_planner.planner.repair import repair
from expo_planner.planner.solve import solve
from expo_planner.planner.where import where
from expo_planner.solver.limits import Effort

EFFORT = Effort(time_limit=20)
POP = {"small": 50, "middle": 100, "large": 200}
ACTS = {"z210": 210, "a900": 900, "b300": 300}
EXPO = "{id: t, title: T, timezone: Europe/Paris, days: [2027-05-20], hours: 09:00-HOURS, step: 60min, language: en}"


def fair(rooms: Mapping[str, int], acts: Mapping[str, int], rest: str = "", hours: str = "10:00") -> str:
    """Sessions of an hour that expect so many people, in rooms with so many seats."""
    listed = [f"{{id: {name}, name: {name}, capacity: {seats}}}" for name, seats in rooms.items()]
    sessions = [f"  - {{id: {name}, title: {name}, duration: 1h, attendance: {acts[name]}}}" for name in acts]
    text = [f"expo: {EXPO.replace('HOURS', hours)}", f"rooms: [{', '.join(listed)}]", "sessions:", *sessions, rest]
    return "\n".join(text)


WAIVED = (
    "waivers: [" + ", ".join(f"{{rule: room_fit, sessions: [{name}], by: me, why: sold out}}" for name in ACTS) + "]"
)


@pytest.mark.parametrize("misfit", ["rules: [room_fit: {weight: 10}]", WAIVED])
@pytest.mark.parametrize(("goals", "weight"), [("", 1), ("\ngoals: {turned_away: 3}", 3)])
def test_the_largest_audience_gets_the_largest_room(misfit: str, goals: str, weight: int) -> None:
    """Every order of rooms turns away as many; whatever the order of the file, the least uneven is chosen."""
    for acts, rooms in zip(permutations(ACTS), permutations(POP), strict=True):
        text = fair({name: POP[name] for name in rooms}, {name: ACTS[name] for name in acts}, misfit + goals)
        outcome = solve(loads(text), EFFORT)
        chosen = {name: place.room for name, place in outcome.schedule.items()}
        assert chosen == {"a900": "large", "b300": "middle", "z210": "small"}
        away = {clash.sessions[0]: clash.amount for clash in outcome.report.costs if clash.rule == "turned_away"}
        assert away == {"a900": 700, "b300": 200, "z210": 160}
        assert outcome.status == "optimal"
        assert outcome.cost == weight * 1060 + (0 if misfit == WAIVED else 30)


def test_misfits_are_judged_by_the_people_and_not_by_their_number() -> None:
    """Two small misfits turn away fewer than one large one."""
    text = fair({"one": 200, "two": 100}, {"x": 290, "y": 190}, "rules: [room_fit: {weight: 1}]")
    assert {name: place.room for name, place in solve(loads(text), EFFORT).schedule.items()} == {"x": "one", "y": "two"}


def test_rooms_are_not_exchanged_where_that_costs_or_somebody_is_pinned() -> None:
    prefers = "rules: [room_fit: {weight: 10}]"
    text = fair(POP, ACTS, prefers).replace("attendance: 210", "attendance: 210, prefer: {rooms: [large]}")
    assert solve(loads(text), EFFORT).schedule["z210"].room == "large"
    pinned = "attendance: 210, room: large, start: 2027-05-20 09:00, pinned: true"
    schedule = solve(loads(fair(POP, ACTS, prefers).replace("attendance: 210", pinned)), EFFORT).schedule
    assert (schedule["z210"].room, schedule["a900"].room) == ("large", "middle")


FLOOR = """
expo:
  {id: t, title: T, timezone: Europe/Paris, days: 2027-05-20..2027-05-21, hours: 09:00-12:00, step: 60min, language: en}
rooms: [{id: O, name: Floor, kind: open, capacity: 150}, {id: H, name: Hall, capacity: 300}]
sessions:
  - {id: a, title: A, duration: 1h, attendance: 100, rooms: [O], start: 2027-05-20 10:00, room: O}
  - {id: b, title: B, duration: 1h, attendance: 50, rooms: [O, H], start: 2027-05-20 10:00, room: O}
  - {id: c, title: C, duration: 1h, attendance: 160, rooms: [O, H], start: 2027-05-20 10:00, room: H}
  - {id: d, title: D, duration: 1h, attendance: 30, host: a, start: 2027-05-20 10:00, room: O}
  - {id: e, title: E, duration: 3h, rooms: [O], start: 2027-05-20 09:00, room: O}
"""


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ("a O 10:00, b O 10:00, d O 10:00, e O 09:00", None),
        ("c O 10:00, e O 10:00", None),  # alone too many: room_fit tells it
        (
            "a O 10:00, b O 10:00, c O 10:00",
            "310 people at once in Floor, Thu 20 May 10:00–11:00; it holds 150: “A”, “B”, “C”",
        ),
        ("a O 10:00, c O 11:00", None),
        ("a O 10:00, c H 10:00", None),
        ("b O 10:30, c O 10:00", "210 people at once in Floor, Thu 20 May 10:30–11:00; it holds 150: “B”, “C”"),
    ],
)
def test_the_people_of_an_open_room_are_added_up(places: str, told: str | None) -> None:
    scenario = loads(FLOOR)
    report = check(scenario, written(scenario.expo, places))
    said = [clash.message.say("en") for clash in report.errors if clash.rule == "occupancy"]
    assert said == ([] if told is None else [told])
    large = [clash for clash in report.errors if clash.rule == "room_fit"]
    assert len(large) == places.count("c O")


def test_a_full_floor_is_one_clash_for_each_period_with_its_peak() -> None:
    scenario = loads(
        FLOOR.replace("3h", "3h, attendance: 60").replace(
            "duration: 1h, attendance: 50", "duration: 30min, attendance: 95"
        )
    )
    report = check(scenario, written(scenario.expo, "e O 09:00, a O 09:00, b O 09:30, b O 10:00"))
    (clash,) = [one for one in report.errors if one.rule == "occupancy"]
    assert clash.message.say("en").startswith("160 people")
    report = check(scenario, written(scenario.expo, "e O 09:00, a O 09:00, b O 11:00"))
    assert [one.sessions for one in report.errors if one.rule == "occupancy"] == [("a", "e"), ("b", "e")]


def test_a_floor_for_nobody_still_tells_two_at_once() -> None:
    scenario = loads(FLOOR.replace("capacity: 150", "capacity: 0"))
    report = check(scenario, written(scenario.expo, "a O 10:00, b O 10:00"))
    assert [one.rule for one in report.errors].count("occupancy") == 1


def test_the_commands_know_a_full_floor() -> None:
    """Where, repair and explain: nobody is sent to a floor that is full, or that others leave too full."""
    scenario = loads(FLOOR)
    standing = scenario.expo.standing
    assert not check(scenario, standing).errors
    crowded = loads(FLOOR.replace("attendance: 160", "attendance: 120"))
    starts = [
        crowded.expo.clock.local(offer.placement.start).hour
        for offer in where(crowded, standing, "c", top=20).offers
        if offer.placement.room == "O" and not offer.moves and offer.placement.start < 24 * 60
    ]
    assert sorted(starts) == [9, 11]
    mended = repair(crowded, standing, read_disruption(crowded.expo, close=["H 2027-05-20"]), EFFORT)
    assert mended.status == "optimal" and not check(crowded, mended.schedule).errors
    full = FLOOR.replace("09:00-12:00", "10:00-11:00").replace("2027-05-20..2027-05-21", "[2027-05-20]")
    full = full.replace("rooms: [O, H], start: 2027-05-20 10:00, room: H", "rooms: [O]").replace("160", "120")
    conflict = explain(
        loads(full.replace("3h", "1h").replace("start: 2027-05-20 09:00", "start: 2027-05-20 10:00")), EFFORT
    )
    assert conflict.conflict is not None
    assert "occupancy" in {demand.rule for demand in conflict.conflict.demands}
