"""A repair tells the fewest people: against brute force on small random expos, and option by option."""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from typing import Any

import pytest
from expos import DAYS, random_expo
from schedules import Judge, every_schedule

from expo_planner.checker import check
from expo_planner.cpsat.vocabulary import Domain
from expo_planner.domain.nearness import distance
from expo_planner.domain.schedule import Schedule
from expo_planner.files.read.disruptions import read_disruption
from expo_planner.files.read.load import loads
from expo_planner.planner.repair import Mended, repair
from expo_planner.planner.solve import solve
from expo_planner.rules import Scenario
from expo_planner.solver.limits import Effort
from expo_planner.solver.params import ReplanParams
from expo_planner.solver.replan.disruption import Disruption, disrupt
from expo_planner.solver.replan.iterative_budget import IterativeBudget
from expo_planner.solver.replan.problem import ReplanProblem

RANDOM_REPAIRS = int(os.environ.get("RANDOM_REPAIRS", "60"))
BATCH = 10
EFFORT = Effort(time_limit=60)


def repricing(seed: int) -> str:
    """A random expo in which changes have other prices than usual, in two of three."""
    drawn, text = random.Random(f"keep {seed}"), json.loads(random_expo(seed))
    if seed % 3:
        text["keep"] = {name: drawn.choice([1, 2, 3, 5]) for name in ("start", "room", "dropped")}
        for session in text["sessions"]:
            session["keep"] = {name: drawn.choice([0, 0, 30, 200]) for name in ("start", "room")}
    return json.dumps(text)


def random_disruption(scenario: Scenario, before: Schedule, seed: int) -> Disruption:
    """Rooms that close, people who do not come, sessions that are dropped, frozen windows, few moves, and all of it."""
    drawn = random.Random(f"disruption {seed}")
    names = list(scenario.expo.sessions)
    windows = [
        day if drawn.random() < 0.3 else f"{day} {hour}" for day in DAYS for hour in ("09:00-10:00", "08:00-09:30")
    ]

    def some(share: float, *texts: str) -> list[str]:
        return [text for text in texts if drawn.random() < share]

    rooms = [place.room for place in before.values()] or [*scenario.expo.rooms]
    close = some(0.8, f"{drawn.choice(rooms)} {drawn.choice(windows)}")
    return read_disruption(
        scenario.expo,
        close=[*close, *some(0.2, f"B {drawn.choice(windows)}")],
        away=some(0.4, f"zoe {drawn.choice(windows)}"),
        drop=some(0.15, drawn.choice(names)),
        freeze=some(0.2, drawn.choice(windows)),
        most=drawn.choice([None, None, None, 0, 1, 2]),
    )


def unsettled(scenario: Scenario, seed: int) -> tuple[Schedule, Disruption]:
    """A schedule of the scenario, with a session that has no place yet now and then; and what happens to it."""
    drawn = random.Random(f"before {seed}")
    solved = solve(scenario, EFFORT).schedule
    before = Schedule({name: place for name, place in solved.items() if drawn.random() < 0.9})
    return before, random_disruption(scenario, before, seed)


def fewest(task: ReplanProblem) -> tuple[int, int, int] | None:
    """Of all schedules, the least price of changes, the least cost with it, and the least distance with both.

    None where all have errors.
    """
    scenario, expo = task.scenario, task.expo
    night = any(rule.name == "time_window" and rule.weight is not None for rule in scenario.rules)
    given = {place.start for place in task.disrupted.before.values()}
    given |= {session.start for session in expo.sessions.values() if session.start is not None}
    candidates = {
        name: {
            room: tuple(
                tick
                for tick in ticks
                if night or tick in given or any(window.start <= tick < window.end for window in expo.hours)
            )
            for room, ticks in own.items()
        }
        for name, own in task.initial.holding(()).items()
    }
    fixed = {name for name, session in expo.sessions.items() if task.initial.fixed(session)}
    found = [
        (task.price(schedule), report.cost, moved_by(task, schedule))
        for schedule in every_schedule(expo, candidates)
        if fixed <= schedule.keys()
        and (task.few is None or not list(task.few.broken_by(schedule)))
        and not (report := check(scenario, schedule)).errors
    ]
    return min(found, default=None)


def moved_by(task: ReplanProblem, schedule: Schedule) -> int:
    """How far the sessions that were placed have moved, in all."""
    return sum(distance(task.expo, kept.before, schedule.get(name)) for name, kept in task.kept.items())


@pytest.mark.parametrize("first", range(0, RANDOM_REPAIRS, BATCH))
def test_repairs_equal_brute_force(first: int) -> None:
    for seed in range(first, first + BATCH):
        scenario = loads(repricing(seed), name="random.json")
        before, disruption = unsettled(scenario, seed)
        task = ReplanProblem(disrupt(scenario, before, disruption))
        mended = repair(scenario, before, disruption, EFFORT)
        best = fewest(task)
        if best is None:
            assert mended.status == "infeasible", seed
            assert mended.conflict is not None or mended.lost, seed
        else:
            assert mended.status == "optimal", seed
            assert (task.price(mended.schedule), mended.cost, moved_by(task, mended.schedule)) == best, seed
            expo = task.expo
            gone = sum(
                expo.disturbance(expo.sessions[name], before[name], None)
                for name in task.disrupted.absent
                if name in before
            )
            assert mended.price == mended.price_bound == best[0] + gone, seed


SMALL = """
expo: {id: small, title: Small, timezone: Europe/Berlin, days: [2024-11-03, 2024-11-04], hours: 09:00-12:00}
rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}, {id: AB, name: Hall A+B, cells: [A, B]}]
people: [{id: zoe, name: Zoe Winter}]
sessions:
  - {id: opening, title: Opening, duration: 1h, rooms: [AB], start: 2024-11-03 09:00, room: AB, pinned: true}
  - {id: panel, title: Panel, duration: 1h, attendance: 40, people: [zoe], start: 2024-11-03 10:00, room: A}
  - {id: talk, title: Talk, duration: 1h, attendance: 20, people: [Max Frost], start: 2024-11-03 10:00, room: B}
  - {id: report, title: Report, duration: 30min, host: talk, start: 2024-11-03 10:00, room: B}
  - {id: demo, title: Demo, duration: 1h, priority: 3, start: 2024-11-03 11:00, room: B}
"""
SUNDAY = "2024-11-03"


def mend(text: str = SMALL, **options: Any) -> Mended:
    """The repair of what the scenario places."""
    scenario = loads(text)
    return repair(scenario, scenario.expo.standing, read_disruption(scenario.expo, **options), EFFORT)


def moved(mended: Mended) -> dict[str, tuple[str, int] | None]:
    """Where the sessions that change stand now: room and hours after midnight."""
    return {
        move.session: None if move.after is None else (move.after.room, move.after.start // 60) for move in mended.moves
    }


def test_what_is_whole_stays() -> None:
    mended = mend(close=[f"B {SUNDAY} evening"])
    assert (mended.status, mended.moves, mended.told, mended.price) == ("optimal", (), 0, 0)


def test_another_room_counts_once_and_another_time_twice() -> None:
    small = SMALL.replace("room: B}", "room: B, pinned: true}")
    other_time = mend(small, close=[f"A {SUNDAY} 10:00-11:00"])
    assert moved(other_time).keys() == {"panel"}
    assert (other_time.told, other_time.price) == (42, 84)
    other_room = mend(close=[f"B {SUNDAY} 11:00-12:00"])
    assert moved(other_room) == {"demo": ("A", 11)}
    assert (other_room.told, other_room.price, other_room.price_bound) == (1, 1, 1)


def test_people_are_counted_once_with_those_of_the_programme() -> None:
    scenario = loads(
        SMALL.replace(
            "people: [zoe], start",
            "people: [zoe], programme: [{for: 10min, title: Words, people: [zoe, Max Frost]}], start",
        )
    )
    assert scenario.expo.sessions["panel"].told == 1 + 40 + 2


def test_a_closed_cell_closes_the_halls_made_of_it() -> None:
    text = SMALL.replace(", pinned: true", "")
    assert "opening" in moved(mend(text, close=[f"A {SUNDAY} 09:00-10:00"]))
    assert moved(mend(text, close=[f"AB {SUNDAY} 10:00-12:00"])) == {}


def test_who_is_away_is_not_needed_then() -> None:
    mended = mend(away=[f"Zoe Winter {SUNDAY}"])
    assert moved(mended).keys() == {"panel"}
    assert mended.schedule["panel"].start >= 24 * 60


def test_a_dropped_session_takes_along_what_happens_inside_it() -> None:
    mended = mend(drop=["talk"])
    assert moved(mended) == {"talk": None, "report": None}
    assert (mended.told, mended.told_bound, mended.price) == (23, 23, 92)
    assert mended.left_out == {}


def test_a_host_and_its_report_move_together() -> None:
    mended = mend(close=[f"B {SUNDAY} 10:00-11:00"])
    assert mended.schedule["talk"].room == mended.schedule["report"].room
    assert moved(mended).keys() == {"talk", "report"}


def test_an_optional_session_may_make_room_at_its_price() -> None:
    days = SMALL.replace(", 2024-11-04]", "]")
    mended = mend(days, close=[f"A {SUNDAY} 10:00-12:00"])
    assert moved(mended) == {"panel": ("B", 11), "demo": None}
    assert mended.price == 2 * 42 + 4
    assert mended.left_out.keys() == {"demo"}


def test_frozen_sessions_stay_and_a_drop_lifts_that() -> None:
    free = mend(close=[f"A {SUNDAY} 10:00-11:00"])
    assert free.found
    frozen = mend(close=[f"A {SUNDAY} 10:00-11:00"], freeze=[f"{SUNDAY} 10:00-10:30"])
    assert (frozen.status, list(frozen.lost)) == ("infeasible", ["panel"])
    assert mend(close=[f"A {SUNDAY} 10:00-11:00"], freeze=[f"{SUNDAY} 10:00-10:30"], drop=["panel"]).found
    others = mend(close=[f"A {SUNDAY} 10:00-11:00"], freeze=[f"{SUNDAY} 11:00-12:00"])
    assert moved(others).keys() == {"panel"}


def test_pinned_sessions_never_move() -> None:
    mended = mend(close=[f"A {SUNDAY}"])
    assert (mended.status, list(mended.lost)) == ("infeasible", ["opening"])
    assert mended.conflict is not None
    assert [demand.rule for demand in mended.conflict.demands] == ["room_open"] * len(mended.conflict.demands)


def test_few_moves() -> None:
    closed = [f"A {SUNDAY} 10:00-12:00", f"B {SUNDAY} 10:00-12:00"]
    assert len(mend(close=closed).moves) > 1
    limited = mend(close=closed, most=1)
    assert limited.status == "infeasible"
    assert limited.conflict is not None
    assert [demand.rule for demand in limited.conflict.demands] == ["keep"]
    assert mend(close=[f"A {SUNDAY} 10:00-11:00"], most=1).found
    assert mend(drop=["talk"], most=0).found


def test_what_cannot_be_saved_is_said() -> None:
    days = SMALL.replace(", 2024-11-04]", "]")
    mended = mend(days, close=[f"A {SUNDAY} 10:00-12:00", f"B {SUNDAY} 11:00-12:00"])
    assert mended.status == "infeasible"
    assert mended.lost.keys() == {"panel"}
    assert mended.conflict is not None and mended.conflict.demands


def test_wishes_decide_between_equals() -> None:
    wishing = "people: [zoe], prefer: {when: [2024-11-04 10:00-11:00], rooms: [B]}, start"
    mended = mend(SMALL.replace("people: [zoe], start", wishing), close=[f"A {SUNDAY} 10:00-11:00"])
    place = mended.schedule["panel"]
    assert (place.room, mended.scenario.expo.clock.iso(place.start)) == ("B", "2024-11-04T10:00:00+01:00")
    assert (mended.status, mended.cost) == ("optimal", 0)


def test_all_meanings_of_the_demand_agree() -> None:
    """Posted, counted and priced, on every schedule of a tiny expo."""
    scenario = loads(SMALL.replace("attendance: 40", "attendance: 40, keep: {start: 9, room: 5}"))
    expo = scenario.expo
    before = Schedule({name: expo.standing[name] for name in ("panel", "talk")})
    task = ReplanProblem(disrupt(scenario, before, Disruption(most=1)))
    assert task.few is not None
    candidates: dict[str, Domain] = {
        "panel": {"A": (600, 630), "B": (600,)},
        "talk": {"B": (600, 660), "AB": (660,)},
    }
    priced = Judge(expo, task.kept.values(), candidates, tier=1)
    measured = Judge(expo, task.near.values(), candidates, tier=3)
    limited = Judge(expo, [task.few], candidates)
    for schedule in every_schedule(expo, candidates):
        clashes = [clash for kept in task.kept.values() for clash in kept.broken_by(schedule)]
        assert priced.cost(schedule) == task.price(schedule) == sum(clash.cost for clash in clashes)
        assert measured.cost(schedule) == moved_by(task, schedule)
        assert (limited.cost(schedule) is None) == bool([*task.few.broken_by(schedule)])
    for kept in task.kept.values():
        strict = Judge(expo, [replace(kept, weight=None)], candidates)
        for schedule in every_schedule(expo, candidates):
            assert (strict.cost(schedule) is None) == bool([*kept.broken_by(schedule)])
            for name in kept.session_set & schedule.keys():
                assert kept.admits(Schedule(), name, schedule[name]) == (kept.price(schedule[name]) == 0)


def test_the_search_may_be_cut_short() -> None:
    scenario = loads(SMALL)
    disruption = read_disruption(scenario.expo, close=[f"A {SUNDAY} 10:00-11:00"])
    mended = repair(scenario, scenario.expo.standing, disruption, Effort(time_limit=0.0001))
    assert mended.status in ("feasible", "optimal", "unknown")
    assert mended.price_bound <= 84


def test_large_places_are_left_to_those_who_move(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the expo were too large for its wishes: those who move still get the best place of their own."""
    monkeypatch.setattr(
        IterativeBudget.__init__, "__kwdefaults__", {"params": ReplanParams(largest_wishing=0, largest_whole=0)}
    )
    wishing = "people: [zoe], prefer: {when: [2024-11-04 10:00-11:00], rooms: [B]}, start"
    mended = mend(SMALL.replace("people: [zoe], start", wishing), close=[f"A {SUNDAY} 10:00-11:00"])
    assert (mended.status, mended.fewest, mended.cost) == ("feasible", True, 0)
