"""The planner against the reference of `differential`, which is written from the meaning of the rules alone."""

from __future__ import annotations

import json
import random
from datetime import timedelta

import pytest
from differential.changes import moved
from differential.compare import differences, random_places, read
from differential.expos import wide_expo
from differential.facts import Facts, Made
from differential.reference import GOALS, RELATIONS, Reference
from differential.run import Tally, change, judge, main, optimise

from expo_planner.checker import check
from expo_planner.files.read.load import loads
from expo_planner.planner.solve import solve
from expo_planner.rules import RULES
from expo_planner.solver.limits import Effort

BATCH = 20
TINY = {"id": "tiny", "title": "Tiny", "timezone": "Asia/Shanghai", "days": "2023-07-05..2023-07-06"}


def tiny(session: Made, rules: list[Made] | None = None, **more: object) -> Made:
    """One hall, two days, one session."""
    expo = TINY | {"hours": "09:00-11:00", "language": "en"}
    sessions = [{"id": "show", "title": "show", "duration": "1h"} | session]
    return {"expo": expo, "rooms": [{"id": "A"}], "sessions": sessions, "rules": rules or []} | more


@pytest.mark.parametrize("first", range(0, 140, BATCH))
def test_checker_and_reference_judge_alike(first: int) -> None:
    tally = Tally()
    for seed in range(first, first + BATCH):
        judge(seed, 4, tally)
    assert tally.found == []


@pytest.mark.parametrize("first", range(0, 60, BATCH))
def test_the_optimum_is_that_of_brute_force_judged_by_the_reference(first: int) -> None:
    tally = Tally()
    for seed in range(first, first + BATCH):
        optimise(seed, tally, largest=400)
    assert tally.found == []


@pytest.mark.parametrize("seed", range(8))
def test_changes_do_to_the_cost_what_they_must(seed: int) -> None:
    tally = Tally()
    change(seed, tally)
    assert tally.found == []


@pytest.mark.exhaustive
def test_the_expos_break_every_rule_and_waive_most() -> None:
    """Otherwise the comparison would say little."""
    broken, waived = set(), set()
    for seed in range(150):
        reference, drawn = Reference(wide_expo(seed)), random.Random(seed)
        for _ in range(3):
            judged = reference.judge(random_places(reference.facts, drawn))
            broken |= {one.rule for one in judged}
            waived |= {one.rule for one in judged if one.waived}
    assert broken == RULES.keys() - {"staffing", "fair_shares"}  # which test_staffing compares with people listed
    assert len(waived) > 10
    assert {*RELATIONS, *GOALS} < RULES.keys()


def test_a_difference_is_found() -> None:
    """A checker that judged another expo would be noticed."""
    found = []
    for seed in range(10):
        made = wide_expo(seed)
        other = json.loads(json.dumps(made).replace('"capacity": 50', '"capacity": 30'))
        places = random_places(Facts(made), random.Random(seed))
        found += differences(Reference(made), read(other), places)
    assert any("snug_room" in one for one in found)
    assert any("room_fit" in one for one in found)


def test_the_command_counts_what_it_tried(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--expos", "2", "--seed", "1", "--schedules", "3"]) == 0
    out = capsys.readouterr().out
    assert "6 random schedules judged" in out
    assert "0 differences" in out


def test_what_raises_is_a_difference() -> None:
    tally = Tally()
    tally.attempt("expo", {}, lambda made: made["missing"])
    assert tally.found == ["expo: KeyError: 'missing'"]


@pytest.mark.parametrize(
    ("session", "rules", "more"),
    [
        ({"attendance": 100, "tags": ["x"]}, [{"at_most": {"sessions": {"tag": "x"}, "people": 60}}], {}),
        ({"attendance": 100}, [{"crowd": {"rooms": ["A"], "within": "15min", "people": 60}}], {}),
        ({"uses": {"camera": 2}}, [], {"pools": {"camera": 1}}),
    ],
)
def test_a_lone_session_can_be_too_much(session: Made, rules: list[Made], more: Made) -> None:
    """Nothing else can run beside it, so that the solver once posted no limit at all."""
    only = {"when": ["2023-07-05 09:00-10:00"]}
    assert solve(read(tiny(session | only, rules, **more)), Effort(time_limit=10)).status == "infeasible"
    left_out = solve(read(tiny(session | only | {"priority": 7}, rules, **more)), Effort(time_limit=10))
    assert (left_out.status, left_out.cost) == ("optimal", 7)


def test_what_is_not_written_counts_little() -> None:
    """Unknown attendance is nobody; an audience without a weight costs one for each person."""
    rules: list[Made] = [
        {"at_most": {"sessions": ["show", "talk"], "people": 20}},
        {"audience": {"pairs": [["show", "talk", 7]]}},
    ]
    made = tiny({"attendance": 20, "start": "2023-07-05 09:00", "room": "A"}, rules, rooms=[{"id": "A"}, {"id": "B"}])
    made["sessions"].append({"id": "talk", "title": "talk", "duration": "1h", "start": "2023-07-05 09:00", "room": "B"})
    scenario = read(made)
    report = check(scenario, scenario.expo.standing)
    assert (report.errors, report.cost) == ((), 7)


def test_a_session_of_two_days_does_not_start_on_the_last() -> None:
    scenario = read(tiny({"duration": "2d"}, rooms=[{"id": "A", "closed": ["2023-07-05"]}]))
    assert solve(scenario, Effort(time_limit=10)).status == "infeasible"


def test_an_expo_is_moved_with_all_its_dates() -> None:
    made = tiny({"when": ["2023-07-05 09:00 .. 2023-07-06 10:00"]})
    later = moved(made, timedelta(days=28))
    assert later["expo"]["days"] == "2023-08-02..2023-08-03"
    assert later["sessions"][0]["when"] == ["2023-08-02 09:00 .. 2023-08-03 10:00"]
    assert loads(json.dumps(later), name="later.json").expo.days[0].month == 8


def test_whoever_leaves_a_show_over_several_days_can_be_elsewhere_at_once() -> None:
    """The clock changes on the third day, so that the days of the show depend on where it starts."""
    made = tiny({"duration": "2d", "people": ["zoe"]}, rooms=[{"id": "A"}, {"id": "B"}])
    made["expo"] |= {"timezone": "Europe/Berlin", "days": "2023-10-27..2023-10-29"}
    made["expo"]["hours"] = {"2023-10-29": "09:00-11:00", "default": "09:00-12:00"}
    talk = {"id": "talk", "title": "talk", "duration": "1h", "people": ["zoe"], "when": ["2023-10-28 11:00-12:00"]}
    made["sessions"].append(talk)
    scenario = read(made)
    outcome = solve(scenario, Effort(time_limit=10))
    assert outcome.status == "optimal"
    assert scenario.expo.clock.iso(outcome.schedule["show"].start).startswith("2023-10-28")


def test_a_waiver_that_ends_with_a_day_does_not_cover_the_midnight_after() -> None:
    """Neither does the solver believe it, of goals whose clashes begin at that very moment."""
    waivers = [
        {"rule": "home_room", "sessions": ["show", "talk"], "until": "2023-07-05"},
        {"rule": "prefer_rooms", "sessions": ["show"], "until": "2023-07-05"},
    ]
    show = {"series": "law", "rooms": ["A"], "prefer": {"rooms": ["B"]}}
    made = tiny(show, rooms=[{"id": "A"}, {"id": "B"}], waivers=waivers)
    made["expo"]["hours"] = "00:00-01:00"
    made["sessions"].append({"id": "talk", "title": "talk", "duration": "1h", "series": "law", "rooms": ["B"]})
    for day, cost in (("2023-07-05", 0), ("2023-07-06", 4 + 5)):
        for session in made["sessions"]:
            session["when"] = [f"{day} 00:00-01:00"]
        outcome = solve(read(made), Effort(time_limit=10))
        assert (outcome.status, outcome.cost) == ("optimal", cost)
