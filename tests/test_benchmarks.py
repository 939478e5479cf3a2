"""Benchmarks: rivals solve the same expo as we do, and a run tells what it measured."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from benchmarks import board, gap
from benchmarks.generate import generate
from benchmarks.measure import Case
from benchmarks.rivals import cp_sat
from benchmarks.rivals.cutting import cut
from benchmarks.rivals.found import Found, Known
from benchmarks.rivals.placements import placements
from benchmarks.run import main, table

from expo_planner.checker import check
from expo_planner.domain.plain_text import dump
from expo_planner.domain.schedule import Schedule
from expo_planner.files.read.load import loads
from expo_planner.planner.solve import solve
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Unary
from expo_planner.solver.limits import Effort

TINY = Case(who="plan", sessions=12, rooms=4, days=2, use=0.7, seconds=(0.5, 1))
EARLY, LATE = Known(1, 0.5, None, 3), Known(4, 3.5, 20, 5)


def made(case: Case) -> Scenario:
    return loads(dump(generate(case.sessions, case.rooms, case.days, case.use, case.seed)), name="made.json")


def rival(name: str, *packages: str) -> Any:
    """The module of a rival; the test is skipped where what it needs is not installed."""
    for package in packages:
        pytest.importorskip(package, reason=f"{package} is not installed (extra: bench)")
    return __import__(f"benchmarks.rivals.{name}", fromlist=[name])


def test_what_is_known_at_a_time_is_the_last_that_was_told_by_then() -> None:
    found = Found((EARLY, LATE))
    assert found.first == LATE
    assert [found.at(seconds) for seconds in (0.5, 1, 3, 9)] == [None, EARLY, EARLY, LATE]


def test_the_table_shows_what_was_measured(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--sizes", "12x4x2", "--uses", "0.7", "--seconds", "1", "--who", "plan"])
    heads, rule, row = capsys.readouterr().out.splitlines()
    assert "after 1 s" in heads
    assert row.startswith("| 12x4x2, 70%, seed 0 | plan |")
    assert "| 0, 0 |" in row
    assert heads.count("|") == rule.count("|") == row.count("|")


def test_a_planner_that_cannot_begin_says_why_in_its_row() -> None:
    _, _, row = table([replace(TINY, sessions=5000)])
    assert "ValueError: " in row


@pytest.mark.parametrize("seed", range(3))
def test_placements_are_those_at_which_the_demands_on_a_session_alone_hold(seed: int) -> None:
    scenario = made(replace(TINY, seed=seed))
    table = placements(scenario)
    of_one = [demand for demand in scenario.requirements if isinstance(demand, Unary)]
    for name, session in scenario.expo.sessions.items():
        own = [demand for demand in of_one if demand.session.id == name]
        for room in session.rooms or scenario.expo.rooms:
            places = table[name].get(room)
            known = {} if places is None else dict(zip(places.starts, places.prices.tolist(), strict=True))
            for start in scenario.expo.starts:
                alone = Schedule({name: scenario.expo.place_session(session, room, start)})
                clashes = [clash for demand in own for clash in demand.broken_by(alone)]
                if any(clash.error for clash in clashes):
                    assert start not in known
                else:
                    assert known[start] == sum(clash.cost for clash in clashes)


@pytest.mark.parametrize("seed", range(3))
def test_slots_do_not_overlap_in_any_cell(seed: int) -> None:
    scenario = made(Case(who="plan", sessions=60, rooms=8, days=3, use=0.9, seed=seed))
    slots = cut(scenario, placements(scenario))
    for one, other in combinations(slots, 2):
        shared = scenario.expo.shared_cells(one.room, other.room)
        apart = not one.window.meets(other.window)
        assert apart or not (shared or one.alone or other.alone)


@pytest.mark.parametrize("seed", range(2))
def test_a_mixed_integer_program_finds_the_same_optimum(seed: int) -> None:
    """Two models of the rules, made apart from each other, agree."""
    highs = rival("highs", "highspy")
    scenario = made(replace(TINY, seed=seed))
    found = highs.solve(scenario, 60)
    ours = solve(scenario, Effort(time_limit=60))
    assert check(scenario, found.schedule).errors == ()
    assert ours.status == "optimal"
    assert found.course[-1].cost == ours.cost
    assert found.course[-1].bound == pytest.approx(ours.cost, abs=0.5)


@pytest.mark.parametrize("seed", range(3))
def test_plain_cp_sat_and_ours_agree(seed: int) -> None:
    """Both are accepted by the checker, and neither bound denies what the other found."""
    scenario = made(replace(TINY, seed=seed))
    found = cp_sat.solve(scenario, 60)
    ours = solve(scenario, Effort(time_limit=10, workers=1))
    assert found.schedule is not None
    assert ours.schedule is not None
    assert check(scenario, found.schedule).errors == check(scenario, ours.schedule).errors == ()
    cost = check(scenario, found.schedule).cost
    assert found.note == "optimal"
    assert found.course[-1].bound == cost
    assert ours.bound <= cost <= check(scenario, ours.schedule).cost


@pytest.mark.parametrize(("who", "package"), [("highs", "highspy"), ("timefold", "timefold")])
def test_a_rival_that_is_not_here_is_told_once(who: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.rivals.found.find_spec", lambda name: None)
    _, _, *rows = table([replace(TINY, who=who), replace(TINY, who=who, seed=1)])
    assert rows == [f"| every expo | {who} | not installed: {package} (extra: bench) |  |  |  |  |  |  |"]


def test_timefold_counts_what_the_checker_counts() -> None:
    """Its model, on the schedule that we prove best, costs what that costs."""
    timefold = rival("timefold", "timefold")
    if reason := timefold.absent():
        pytest.skip(reason)
    scenario = made(TINY)
    ours = solve(scenario, Effort(time_limit=60))
    assert timefold.score(scenario, ours.schedule) == f"0hard/-{ours.cost}soft"


def test_conference_scheduler_places_every_session() -> None:
    conference = rival("conference", "conference_scheduler", "pulp")
    scenario = made(TINY)
    found = conference.solve(scenario, 30)
    assert set(found.schedule) == set(scenario.expo.sessions)
    alone = {"room_clash", "room_open", "room_fit", "time_window", "person_away", "alone", "placed"}
    assert not [clash for clash in check(scenario, found.schedule).errors if clash.rule in alone]


def test_the_board_is_measured_as_people_use_it(browser: Any) -> None:
    pytest.importorskip("uvicorn", reason="uvicorn is not installed (extra: web)")
    figures = board.measure(browser, board.scenario(30, 6, 2, 0.7), times=1)
    assert {name.partition(":")[0] for name in figures.taken} >= {"open", "drag", "drop", "server"}
    assert all(took >= 0 for all_ in figures.taken.values() for took in all_)
    assert len([*figures.rows()]) == len(figures.taken) + 2


def test_the_board_that_is_measured_stands_as_it_was_planted() -> None:
    scenario = loads(board.scenario(30, 6, 2, 0.7), name="large.yaml")
    assert scenario.expo.standing.keys() == scenario.expo.sessions.keys()
    assert not check(scenario, scenario.expo.standing).errors


def test_the_gap_is_told_by_kind_of_neighbourhood_and_by_rule(capsys: pytest.CaptureFixture[str]) -> None:
    gap.main(["--size", "12x4x2", "--use", "0.7", "--seconds", "0.3", "--without", "people"])
    said = capsys.readouterr().out
    assert "gap" in said and "| neighbourhood | rounds |" in said and "cost by rule: " in said
