"""Of changes that cost the same the nearest is chosen, and what a change costs can be set."""

from __future__ import annotations

import dataclasses
from itertools import pairwise, product
from pathlib import Path

import pytest
from conftest import Plan
from schedules import Judge

from expo_planner.cpsat.vocabulary import Domain
from expo_planner.domain.disturbance import Disturbance, Surcharge
from expo_planner.domain.expo import Expo
from expo_planner.domain.nearness import distance
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.explainer import ways_out
from expo_planner.explainer.conflicts import explain
from expo_planner.files.read.disruptions import read_disruption
from expo_planner.files.read.load import load, loads
from expo_planner.planner.repair import Mended, repair
from expo_planner.planner.where import where
from expo_planner.rules.requirements import NEARNESS, Nearness
from expo_planner.solver.limits import Effort
from expo_planner.solver.params import ReplanParams
from expo_planner.solver.problem import SearchProblem
from expo_planner.solver.replan.iterative_budget import IterativeBudget

NEAR = """
expo: {id: near, title: Near, timezone: Europe/Paris, days: 2027-05-20..2027-05-22, hours: 08:00-22:00, place: Fair,
  language: en}
rooms: [{id: A, name: Hall A}]
sessions:
  - {id: a, title: Forum, duration: 2h, attendance: 100, start: 2027-05-21 10:00, room: A}
"""
EFFORT = Effort(time_limit=30)
CLOSED = "A 2027-05-21 10:00-11:00"
SITES = NEAR.replace(
    "[{id: A, name: Hall A}]",
    "[{id: A}, {id: B}, {id: hotel, site: Hotel}, {id: net, kind: online}]",
)


def mend(text: str, *close: str) -> Mended:
    scenario = loads(text)
    return repair(scenario, scenario.expo.standing, read_disruption(scenario.expo, close=close), EFFORT)


def place_of(mended: Mended, name: str = "a") -> tuple[str, str]:
    place = mended.schedule[name]
    return place.room, f"{mended.scenario.expo.clock.local(place.start):%a %H:%M}"


def at(expo: Expo, room: str, day: int, minute: int) -> Placement:
    return expo.place_session(expo.sessions["a"], room, expo.clock.edge(expo.days[day], minute))


def in_words(expo: Expo, before: Placement, after: Placement) -> tuple[bool, bool, bool, float, bool]:
    """The criteria one after the other: another room, half-day or day, the hours away, another site."""
    old, new = expo.clock.local(before.start), expo.clock.local(after.start)
    halves = [(8, 12.5), (12.5, 18.5), (18.5, 22)]
    hours = [time.hour + time.minute / 60 for time in (old, new)]
    half = any(all(first <= hour < end for hour in hours) for first, end in halves)
    other_day = old.date() != new.date()
    return (
        before.room != after.room,
        before.start != after.start and (other_day or not half),
        other_day,
        abs((new.date() - old.date()).days) * 24 + abs(hours[1] - hours[0]),
        {before.room, after.room} not in ({before.room}, {"A", "B"}),
    )


def test_the_distance_ranks_by_one_criterion_after_the_other() -> None:
    expo = loads(SITES).expo
    times = [(day, minute) for day in range(3) for minute in (0, 8 * 60, 12 * 60, 12 * 60 + 30, 21 * 60, 23 * 60)]
    places = [at(expo, room, *time) for room in expo.rooms for time in times]
    for before in places:
        ranked = sorted(places, key=lambda after: distance(expo, before, after))
        assert ranked[0] == before and distance(expo, before, before) == 0
        assert distance(expo, before, ranked[-1]) < distance(expo, before, None)
        for near, far in pairwise(ranked):
            assert in_words(expo, before, near) <= in_words(expo, before, far)
            same = in_words(expo, before, near) == in_words(expo, before, far)
            assert same == (distance(expo, before, near) == distance(expo, before, far))


@pytest.mark.parametrize("starts", [(480, 600, 1440), tuple(range(0, 3 * 1440, 90))])
def test_the_solver_counts_the_distance_however_a_session_is_encoded(starts: tuple[int, ...]) -> None:
    expo = loads(SITES).expo
    candidates: dict[str, Domain] = {"a": dict.fromkeys(("A", "B", "hotel"), starts)}
    before = at(expo, "A", 0, starts[1])
    demand = Nearness.of(expo, expo.sessions["a"], before)
    judge = Judge(expo, [demand], candidates, tier=NEARNESS)
    places = [expo.place_session(expo.sessions["a"], room, start) for room, start in product("AB", starts[:20])]
    for place in [*places[::3], before]:
        schedule = Schedule({"a": place})
        assert (
            judge.cost(schedule) == distance(expo, before, place) == sum(c.amount for c in demand.broken_by(schedule))
        )
    assert judge.cost(Schedule()) == distance(expo, before, None)


def test_a_repair_takes_the_nearest_time() -> None:
    mended = mend(NEAR, CLOSED)
    assert (mended.status, place_of(mended)) == ("optimal", ("A", "Fri 11:00"))


def test_a_large_repair_does_as_far_as_its_sessions_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(IterativeBudget.__init__, "__kwdefaults__", {"params": ReplanParams(largest_wishing=0)})
    assert place_of(mend(NEAR, CLOSED)) == ("A", "Fri 11:00")


def test_wishes_come_before_nearness() -> None:
    mended = mend(NEAR.replace("room: A}", "room: A, prefer: {when: [2027-05-22]}}"), CLOSED)
    assert place_of(mended) == ("A", "Sat 10:00")


def test_where_lists_the_nearest_of_equals_first() -> None:
    scenario = loads(NEAR)
    offers = where(scenario, scenario.expo.standing, "a", top=100).offers
    starts = [f"{scenario.expo.clock.local(offer.placement.start):%a %H:%M}" for offer in offers]
    assert starts[:5] == ["Fri 09:30", "Fri 10:30", "Fri 09:00", "Fri 11:00", "Fri 08:30"]
    assert starts.index("Fri 20:00") < starts.index("Thu 10:00") < starts.index("Thu 08:00")


def test_a_way_out_moves_a_session_no_farther_than_it_has_to() -> None:
    clashing = (
        "  - {id: b, title: Gala, duration: 3h, attendance: 500, start: 2027-05-21 10:00, room: A, pinned: true}\n"
    )
    scenario = loads(NEAR + clashing)
    conflict = explain(SearchProblem.of(scenario)).conflict
    assert conflict is not None
    way = next(iter(ways_out(scenario, [conflict])))
    assert way.say("en") == "move “Forum” to Hall A, Fri 21 May 08:00–10:00"


def test_a_forum_of_the_real_fair_stays_in_its_room_and_in_the_morning(scenarios: Path) -> None:
    scenario = load(scenarios / "dicc-2023.yaml")
    disruption = read_disruption(scenario.expo, away=["翟瑞光 2023-07-08"])
    mended = repair(scenario, scenario.expo.standing, disruption, EFFORT)
    assert [move.session for move in mended.moves] == ["health"]
    assert place_of(mended, "health") == ("5", "Thu 09:00")


TWO = """
expo: {id: two, title: Two, timezone: Europe/Paris, days: [2027-05-20], hours: 09:00-12:00, step: 1h, language: en}
rooms: [{id: A}, {id: B}]
sessions:
  - {id: a, title: Forum, duration: 1h, attendance: 9, start: 2027-05-20 10:00, room: A, priority: 5}
"""
TEN = "A 2027-05-20 10:00-11:00"


@pytest.mark.parametrize(
    ("keep", "own", "place", "price"),
    [
        ("", "", ("B", "Thu 10:00"), 10),
        ("keep: {room: 3}", "", ("A", "Thu 09:00"), 20),
        ("keep: {start: 9, room: 8, dropped: 7}", "", None, 70),
        ("", ", keep: {room: 11}", ("A", "Thu 09:00"), 20),
        ("", ", keep: {room: 9, start: 500}", ("B", "Thu 10:00"), 19),
        ("keep: {dropped: 1}", ", keep: {room: 4, start: 3}", ("B", "Thu 10:00"), 14),
    ],
)
def test_a_repair_counts_changes_as_the_scenario_says(
    keep: str, own: str, place: tuple[str, str] | None, price: int
) -> None:
    text = TWO.replace(", priority: 5", f", priority: 5{own}") + keep
    mended = mend(text, TEN)
    assert mended.price == mended.price_bound == price
    assert mended.moves[0].told == 10
    assert place == (place_of(mended) if mended.schedule else None)
    scenario = loads(text)
    best = where(scenario, scenario.expo.standing, "a").offers[0]
    assert place is None or best.price == price


def test_a_new_start_and_a_new_room_both_cost_what_they_cost() -> None:
    expo = loads(TWO.replace(", priority: 5", ", keep: {start: 30, room: 7}") + "keep: {start: 3}").expo
    session, before = expo.sessions["a"], expo.standing["a"]
    assert (expo.keep, session.keep) == (Disturbance(start=3), Surcharge(start=30, room=7))
    after = dataclasses.replace(session, keep=Surcharge())
    both = before._replace(room="B", start=before.start + 60)
    assert expo.disturbance(session, before, both) == 3 * 10 + 30 + 7
    assert expo.disturbance(after, before, both) == 3 * 10
    assert expo.disturbance(session, before, before._replace(room="B")) == 10 + 7
    assert expo.disturbance(session, before, None) == 4 * 10 + 30 + 7
    assert expo.disturbance(session, before, before) == 0


def test_a_way_out_costs_what_the_scenario_says(plan: Plan, tmp_path: Path) -> None:
    both = TWO.replace(", priority: 5", ", keep: {start: 40}") + (
        "  - {id: b, title: Gala, duration: 1h, attendance: 20, start: 2027-05-20 10:00, room: A}\nkeep: {start: 3}\n"
    )
    path = tmp_path / "both.yaml"
    path.write_text(both, encoding="utf-8")
    done = plan("explain", path, "--lang", "en")
    assert "1. move “Gala” to B, Thu 20 May 10:00–11:00 (concerns 63 people)" in done.out
    assert "2. move “Forum” to B, Thu 20 May 10:00–11:00 (concerns 70 people)" in done.out
