"""Roles that somebody of a list fills: reading them, who is chosen, and that readers see people, not assignments."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from conftest import Plan
from expos import random_expo

from expo_planner.board import forms
from expo_planner.board.scenario_file import ScenarioFile
from expo_planner.board.state import BoardState
from expo_planner.checker import check
from expo_planner.domain.clock import Window
from expo_planner.domain.expo import Expo
from expo_planner.domain.problems import BadInput
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.domain.staffing import as_published, assigned, assignment_id
from expo_planner.files.edit.place import place
from expo_planner.files.read.load import load, load_schedule, loads
from expo_planner.interface.json.board import BoardDrawing
from expo_planner.planner.diff import moves_between
from expo_planner.planner.explain import explain
from expo_planner.planner.move import moved_schedule
from expo_planner.planner.repair import repair
from expo_planner.planner.solve import solve
from expo_planner.planner.where import where
from expo_planner.planner.why import why
from expo_planner.publishing import site
from expo_planner.publishing.agenda import make_agenda
from expo_planner.publishing.formats import render_all
from expo_planner.publishing.formats.docx import cards
from expo_planner.rules import Scenario
from expo_planner.solver.limits import Effort
from expo_planner.solver.lns.loop import SearchLoop
from expo_planner.solver.problem import SearchProblem
from expo_planner.solver.replan.disruption import Disruption

EFFORT = Effort(time_limit=20, workers=1, seed=0)
HEAD = """\
expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-05, hours: 09:00-11:00, step: 1h, language: en}
rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
people:
  - {id: li, name: Li, role: interpreter, languages: [en, ja]}
  - {id: wang, name: Wang, role: 翻译, languages: [英语]}
  - {id: zhao, name: Zhao, role: Director}
"""


def forum(people: str, more: str = "") -> str:
    return f"{HEAD}sessions: [{{id: forum, title: Forum, duration: 1h, people: {people}{more}}}]\n"


def test_without_a_list_everyone_whose_role_it_is_may_fill_it_who_speaks_the_languages() -> None:
    text = forum("[zhao, {role: interpreter}, {role: chair, any_of: [Zhao, Ann], count: 2, optional: 5}]").replace(
        "[zhao, ", "["
    )
    interpreter, chair = loads(text).expo.sessions["forum"].to_fill
    assert interpreter.candidates == ("li", "wang") and interpreter.optional is None and interpreter.count == 1
    assert chair.candidates == ("zhao", "Ann") and (chair.count, chair.optional) == (2, 5)
    [both] = loads(forum("[{role: interpreter, languages: [English, 日语]}]")).expo.sessions["forum"].to_fill
    assert both.candidates == ("li",) and both.languages == ("en", "ja")


@pytest.mark.parametrize(
    ("people", "says"),
    [
        ("[{role: pianist}]", "nobody under people has the role pianist"),
        ("[{role: interpreter, languages: [ko]}]", "none of Li, Wang speaks Korean"),
        (
            "[{role: interpreter, any_of: [li, wang], count: 3}]",
            "3 people are needed, only 2 may fill the role: Li, Wang",
        ),
        ("[{role: interpreter, count: 3}]", "3 people are needed, only 2 may fill the role: Li, Wang"),
        ("[{role: interpreter, any_of: [li], people: [zhao]}]", "Zhao is not one of those who may fill the role"),
        ("[{role: interpreter, languages: [ja], people: [wang]}]", "Wang does not speak Japanese"),
        ("[{role: interpreter, people: [li, wang]}]", "2 people fill the role, 1 are needed"),
        ("[zhao, {role: chair, any_of: [zhao, Ann]}]", "Zhao takes part in the session already"),
        (
            "[{role: interpreter, people: [li]}, {role: chair, any_of: [li, Ann]}]",
            "Li takes part in the session already",
        ),
        ("[{role: interpreter, count: 0}]", "count"),
        ("[{role: interpreter, anyof: [li]}]", "unknown field 'anyof'"),
        ("[{role: }]", "role is missing"),
    ],
)
def test_what_cannot_be_filled_is_refused_with_its_place(people: str, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        loads(forum(people))
    said = [problem.say("en") for problem in refused.value.problems]
    assert any(says in one and "scenario.yaml:7:" in one for one in said), said
    assert all(problem.say("zh") for problem in refused.value.problems)


def test_an_item_of_a_programme_has_no_roles_to_fill() -> None:
    with pytest.raises(BadInput, match="expected a person"):
        loads(forum("[]", ", programme: [{for: 20min, title: Talk, people: [{role: chair, any_of: [li]}]}]"))


# The best assignment, by trying all


def random_scenario(drawn: random.Random) -> str:
    """A few sessions at given times, with roles that a few people may fill; some are away, some speak little."""
    people = [
        {"id": name, "languages": drawn.sample(["en", "ja"], drawn.randint(0, 2)), "role": "chair"} for name in "pqr"
    ]
    if drawn.random() < 0.5:
        people[0]["away"] = ["2023-07-05 09:00-10:00"]
    sessions = []
    for number in range(drawn.randint(1, 3)):
        own: list[object] = [drawn.choice("pqr")] if drawn.random() < 0.3 else []
        role: dict[str, object] = {"role": "chair"}
        if own or drawn.random() < 0.5:
            role["any_of"] = drawn.sample([one for one in "pqr" if one not in own], 2)
        if drawn.random() < 0.4:
            role["optional"] = drawn.randint(1, 9)
        if drawn.random() < 0.3 and "any_of" not in role:
            role["count"] = 2
        session: dict[str, object] = {
            "id": f"s{number}",
            "title": f"S{number}",
            "duration": "1h",
            "people": [*own, role],
        }
        session["priority"] = drawn.choice(["must", 3, 8])
        if drawn.random() < 0.5:
            session |= {"start": f"2023-07-05 {9 + drawn.randint(0, 1):02}:00", "room": drawn.choice("AB")}
        sessions.append(session)
    goals = {"fair_shares": drawn.randint(0, 4), "busy_people": drawn.randint(0, 2)}
    expo = {
        "id": "tiny",
        "title": "Tiny",
        "timezone": "Asia/Shanghai",
        "days": "2023-07-05",
        "hours": "09:00-11:00",
        "step": "1h",
    }
    rooms = [{"id": "A"}, {"id": "B"}]
    return json.dumps({"expo": expo, "rooms": rooms, "people": people, "sessions": sessions, "goals": goals})


def every_schedule(expo: Expo) -> Iterator[Schedule]:
    """Every way to place the sessions of the file, each with every choice of people for its roles."""
    options = []
    for session in expo.own_sessions.values():
        places: list[dict[str, Placement]] = [] if session.start is not None else [{}]
        inside = [start for start in expo.starts if any(own.start <= start < own.end for own in expo.hours)]
        starts = inside if session.start is None else [session.start]
        for room, start in product(expo.rooms if session.room is None else [session.room], starts):
            here = expo.place_session(session, room, start)
            staffed = [
                [one for size in range(role.count + 1) for one in combinations(role.candidates, size)]
                for role in session.to_fill
            ]
            for chosen in product(*staffed):
                names = [assignment_id(session.id, n, one) for n, some in enumerate(chosen) for one in some]
                places.append({session.id: here, **dict.fromkeys(names, here)})
        options.append(places)
    for some in product(*options):
        yield Schedule({name: place for one in some for name, place in one.items()})


def judged(expo: Expo, schedule: Schedule, goals: dict[str, int]) -> int | None:
    """The cost of a schedule by the meaning of the file alone; None where a must is broken."""
    cost, busy = 0, dict[str, list[tuple[str, Window, bool]]]()
    for name, session in expo.own_sessions.items():
        if name not in schedule:
            if session.priority is None:
                return None
            cost += session.priority
            continue
        window = schedule[name].window
        if not any(own.holds(window) for own in expo.hours):
            return None
        for person in session.people:
            busy.setdefault(person, []).append((name, window, False))
        for number, role in enumerate(session.to_fill):
            chosen = [one for one in role.candidates if assignment_id(name, number, one) in schedule]
            if len(chosen) < role.count:
                if role.optional is None:
                    return None
                cost += role.optional * (role.count - len(chosen))
            for person in chosen:
                if not {*role.languages} <= {*expo.people[person].languages}:
                    return None
                busy.setdefault(person, []).append((name, window, True))
    rooms = [(place.room, place.window) for name, place in schedule.items() if name in expo.own_sessions]
    if any(one[0] == two[0] and one[1].meets(two[1]) for one, two in combinations(rooms, 2)):
        return None
    for person, times in busy.items():
        away = expo.people[person].away
        if any(window.meets(own) for _, window, _ in times for own in away):
            return None
        if any(one[1].meets(two[1]) for one, two in combinations(times, 2)):
            return None
        filled = sum(role for *_, role in times)
        cost += goals["fair_shares"] * (filled * (filled - 1) // 2)
    return cost


@pytest.mark.parametrize("seed", range(60))
def test_the_choice_is_the_best_of_all_and_the_checker_agrees(seed: int) -> None:
    text = random_scenario(random.Random(seed))
    goals = json.loads(text)["goals"]
    scenario = loads(text, name="scenario.json")
    best: int | None = None
    for schedule in every_schedule(scenario.expo):
        own = judged(scenario.expo, schedule, goals)
        report = check(scenario, schedule)
        assert (own is None) == bool(report.errors), schedule
        if own is not None:
            assert own == report.cost, schedule
            best = own if best is None else min(best, own)
    outcome = solve(scenario, EFFORT)
    assert outcome.status == ("infeasible" if best is None else "optimal")
    if best is not None:
        assert outcome.cost == best
        found = large_search(scenario)
        assert found is None or found >= best


def large_search(scenario: Scenario) -> int | None:
    """The cost that large neighbourhood search finds in a few rounds; None where it finds nothing."""
    result = SearchLoop(SearchProblem.of(scenario), Effort(time_limit=5, workers=1, seed=0, rounds=20)).run()
    if result.schedule is None:
        return None
    report = check(scenario, result.schedule)
    assert not report.errors and report.cost == result.claimed
    return report.cost


# What an organiser sees


FAIR = """\
expo:
  {id: harbour, title: Harbour, timezone: Europe/Lisbon, days: 2027-05-20, hours: 09:00-13:00, step: 1h, language: en}
rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
people:
  - {id: li, name: Li Wei, role: interpreter, languages: [en, zh, ja]}
  - {id: wang, name: Wang Fang, role: interpreter, languages: [en, zh]}
  - {id: zhang, name: Zhang Min, role: interpreter, languages: [en, zh]}
sessions:
  - id: opening
    title: Opening
    duration: 1h
    people: [{Ana: chair}, {role: interpreter}]
    start: 2027-05-20 09:00
    room: A
  - id: ports
    title: Ports
    duration: 2h
    rooms: [A]
    people: [{role: interpreter, languages: [zh], count: 2}]   # both
  - {id: tides, title: Tides, duration: 1h, rooms: [B], people: [{role: interpreter, languages: [ja]}]}
"""


def placed(scenario: Scenario) -> Schedule:
    outcome = solve(scenario, EFFORT)
    assert outcome.status == "optimal"
    return outcome.schedule


def test_readers_see_people_with_their_roles_and_no_assignment() -> None:
    scenario = loads(FAIR)
    schedule = placed(scenario)
    agenda = make_agenda(scenario.expo, schedule)
    assert [entry.session.id for entry in agenda.entries] == ["opening", "ports", "tides"]
    assert {entry.session.id: entry.people for entry in agenda.entries}["tides"] == "Li Wei (interpreter)"
    files = {**render_all(agenda), **site.render(agenda), **cards.render(agenda)}
    assert not [name for name, content in files.items() if b"tides/0" in content]
    expo, own = as_published(scenario.expo, schedule)
    assert [*expo.sessions] == [*own] and len(own) == 3


def test_a_file_of_the_schedule_says_who_fills_a_role_and_is_read_back(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "harbour.yaml"
    path.write_text(FAIR, encoding="utf-8")
    done = plan("solve", str(path), "--workers", "1", "--out", str(tmp_path / "out"))
    assert done.code == 0 and "3 of 3 sessions placed" in done.out
    file = tmp_path / "out" / "schedule.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    tides = next(one for one in document["sessions"] if one["id"] == "tides")
    assert tides["roles"] == [{"role": "interpreter", "people": ["li"]}]
    assert all("/" not in one["id"] for one in document["sessions"]) and not document["left_out"]
    scenario = load(path)
    schedule = load_schedule(file, scenario)
    assert not check(scenario, schedule).errors and "tides/0/li" in schedule
    text = file.read_text(encoding="utf-8").replace('"li"', '"Ana"')
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="is not one of those who may be interpreter"):
        load_schedule(file, scenario)


def test_taking_a_schedule_writes_who_fills_a_role_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "harbour.yaml"
    path.write_text(FAIR, encoding="utf-8")
    scenario = load(path)
    taken = place(path, scenario, placed(scenario))
    assert len(taken.placed) == 2 and taken.unchanged == 0
    path.write_bytes(taken.files[path])
    text = path.read_text(encoding="utf-8")
    assert "people: [{role: interpreter, languages: [ja], people: [li]}]" in text and "# both" in text
    again = load(path)
    assert dict(again.expo.standing) == dict(taken.scenario.expo.standing)
    assert not check(again, again.expo.standing).errors
    assert not place(path, again, solve(again, EFFORT).schedule).files


def test_of_an_interpreter_who_falls_ill_only_the_role_changes_hands() -> None:
    scenario = loads(FAIR)
    before = placed(scenario)
    [ill] = [one for one in ("wang", "zhang", "li") if f"opening/0/{one}" in before]
    hour = before["opening"].window
    mended = repair(scenario, before, Disruption(away=((ill, hour),)), EFFORT)
    assert mended.fewest and not mended.report.errors
    [move] = mended.moves
    assert move.session == "opening" and move.before == move.after and move.left == (ill,)
    assert mended.told == 2 and moves_between(scenario.expo, before, mended.schedule) == mended.moves


def test_a_conflict_names_the_role_and_those_who_may_fill_it() -> None:
    ill = FAIR.replace("[en, zh]}", '[en, zh], away: ["2027-05-20"]}')
    outcome = explain(loads(ill), EFFORT)
    assert outcome.conflict is not None and outcome.conflict.minimal
    said = [demand.message.say("en") for demand in outcome.conflict.members]
    assert any(one.startswith("“Ports” needs 2 of Li Wei, Wang Fang, Zhang Min as interpreter") for one in said), said
    assert not any("takes place within" in one for one in said)
    assert outcome.ways


def test_a_session_over_two_days_has_its_interpreter_from_the_start() -> None:
    days = FAIR.replace("2027-05-20,", "2027-05-20..2027-05-21,").replace("duration: 2h", "duration: 2d")
    scenario = loads(days)
    schedule = placed(scenario)
    assert all(schedule[name] == schedule["ports"] for name in schedule if name.startswith("ports/"))


def test_a_move_takes_those_who_fill_the_roles_along() -> None:
    scenario = loads(FAIR)
    schedule = placed(scenario)
    later = scenario.expo.place_session(scenario.expo.sessions["tides"], "B", schedule["tides"].start)
    for offer in where(scenario, schedule, "tides").offers:
        moved = moved_schedule(scenario.expo, schedule, {"tides": offer.placement})
        assert not check(scenario, moved).errors and all(move.session == "tides" for move in offer.moves)
    assert why(scenario, schedule, "tides", later).report.errors == ()


def test_the_board_shows_who_fills_a_role_and_keeps_the_list(tmp_path: Path) -> None:
    path = tmp_path / "harbour.yaml"
    path.write_text(FAIR, encoding="utf-8")
    file = ScenarioFile.read(path)
    board = BoardState.opened(file, placed(file.scenario))
    document = BoardDrawing("en").document(board)
    assert [one["id"] for one in document["sessions"]] == ["opening", "ports", "tides"]
    tides = document["sessions"][2]
    assert tides["people"] == ["li"] and tides["roles"] == {"li": "interpreter"}
    form = forms.form_of(file, "sessions", "tides")
    texts = {field.name: field.value for field in form.fields}
    assert forms.changes_of(file, "sessions", "tides", texts, form.programme) == []
    [change] = forms.changes_of(file, "sessions", "tides", {"people": "[{role: interpreter, any_of: [wang]}, Ana]"}, [])
    assert change.new == [{"role": "interpreter", "any_of": ["wang"]}, "Ana"]


# A role that is filled, and a person who is simply listed, are judged alike


COUNTED_APART = ("staffing", "fair_shares", "host")


def with_roles(made: dict[str, Any], drawn: random.Random) -> dict[str, tuple[str, ...]]:
    """Makes roles of some of the people of an expo's sessions; returns who fills them, by session."""
    filled: dict[str, tuple[str, ...]] = {}
    everyone = sorted({person for session in made["sessions"] for person in session.get("people", ())})
    for session in made["sessions"]:
        items = {person for item in session.get("programme", ()) for person in item.get("people", ())}
        chosen = [one for one in session.get("people", ()) if one not in items and drawn.random() < 0.6]
        rest = [person for person in session.get("people", ()) if person not in chosen]
        others = [person for person in everyone if person not in session.get("people", ())]
        roles = [{"role": f"role {n}", "any_of": [one, *others[:2]]} for n, one in enumerate(chosen)]
        if chosen:
            session["people"] = [*rest, *roles]
            filled[session["id"]] = tuple(chosen)
    return filled


@pytest.mark.parametrize("seed", range(60))
def test_who_fills_a_role_is_judged_as_if_listed(seed: int) -> None:
    drawn = random.Random(seed)
    made = json.loads(random_expo(seed))
    plain = loads(json.dumps(made), name="scenario.json")
    filled = with_roles(made, drawn)
    staffed = loads(json.dumps(made), name="scenario.json")
    starts = [start for start in plain.expo.starts if any(own.start <= start < own.end for own in plain.expo.hours)]
    places: dict[str, Placement] = {}
    for name, session in plain.expo.sessions.items():
        room, start = drawn.choice([*plain.expo.rooms]), drawn.choice(starts)
        if session.host in places and drawn.random() < 0.7:
            room, start = places[session.host].room, places[session.host].start
        if drawn.random() < 0.9:
            places[name] = plain.expo.place_session(session, room, start)
    full = assigned(
        staffed.expo, Schedule(places), {name: tuple((one,) for one in own) for name, own in filled.items()}
    )
    assert len(full) == len(places) + sum(len(own) for name, own in filled.items() if name in places)

    def seen(scenario: Scenario, schedule: Schedule) -> Sequence[object]:
        report = check(scenario, schedule)
        return sorted(
            (one.rule, sorted({*map(scenario.expo.owner, one.sessions)}), one.people, one.cost, str(one.window))
            for one in (*report.clashes, *report.costs)
            if one.rule not in COUNTED_APART
        )

    assert seen(staffed, full) == seen(plain, Schedule(places))
    errors = [clash for clash in check(staffed, full).errors if clash.rule == "staffing"]
    assert not errors


def test_a_form_says_anew_who_fills_a_role_and_a_move_takes_them_along(tmp_path: Path) -> None:
    path = tmp_path / "harbour.yaml"
    path.write_text(FAIR, encoding="utf-8")
    file = ScenarioFile.read(path)
    board = BoardState.opened(file, placed(file.scenario))
    texts = {"people": "[{role: interpreter, people: [zhang]}]"}
    edited = board.edit(forms.changes_of(file, "sessions", "tides", texts, []))
    assert {name for name in edited.schedule if name.startswith("tides/")} == {"tides/0/zhang"}
    free = edited.expo.place_session(edited.expo.sessions["tides"], "B", edited.schedule["ports"].end)
    moved = edited.apply({"tides": free})
    assert moved.schedule["tides/0/zhang"] == free
    files, scenario = moved.file.with_schedule(moved.schedule)
    assert b"people: [zhang]" in files[path] and dict(scenario.expo.standing) == dict(moved.schedule)
