"""Every rule keeps its word: checker, solver and message agree, on every schedule of its examples."""

from __future__ import annotations

import random
from dataclasses import MISSING, fields, replace
from datetime import timedelta
from itertools import pairwise, product

import pytest
from schedules import Judge, every_placement, every_schedule, written

from expo_planner.checker import beyond, check
from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Session, Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.explainer import explain
from expo_planner.files.read.load import loads
from expo_planner.interface.text.rule_catalogue import page
from expo_planner.planner.solve import solve
from expo_planner.rules import RULES, Example, Goal, Rule, Scenario
from expo_planner.rules.requirements import Clash, Pairwise
from expo_planner.solver.limits import Effort
from expo_planner.solver.problem import SearchProblem

EXAMPLES = [
    pytest.param(rule, example, id=f"{name}-{number}")
    for name, rule in sorted(RULES.items())
    for number, example in enumerate(rule.examples)
]


def only(scenario: Scenario, rule: type[Rule], weight: int | None = None) -> Scenario:
    """The scenario with nothing but one rule, as a wish of that weight where one is given."""
    own = [each for each in scenario.rules if isinstance(each, rule)]
    return Scenario(
        expo=scenario.expo, rules=tuple(each if weight is None else replace(each, weight=weight) for each in own)
    )


def clashes(scenario: Scenario, schedule: Schedule) -> list[Clash]:
    return [clash for requirement in scenario.requirements for clash in requirement.broken_by(schedule)]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_checker_accepts_rejects_and_says_why(rule: type[Rule], example: Example) -> None:
    scenario = only(loads(example.scenario), rule)
    expo = scenario.expo
    assert clashes(scenario, written(expo, example.accepts)) == []
    found = clashes(scenario, written(expo, example.rejects))
    assert example.says in [clash.message.say("en") for clash in found]
    assert all(clash.message.say("zh") for clash in found)
    assert len(found) == example.clashes
    assert all(clash.sources for clash in found if clash.sessions)
    if issubclass(rule, Goal) or example.cost:
        assert check(scenario, written(expo, example.rejects)).cost == example.cost


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_solver_and_checker_agree_on_every_schedule(rule: type[Rule], example: Example) -> None:
    asked = loads(example.scenario)
    candidates = every_placement(asked.expo)
    wish = only(asked, rule, weight=None if issubclass(rule, Goal) else 7)
    must = only(asked, rule)
    costs = Judge(asked.expo, wish.requirements, candidates)
    hard = Judge(asked.expo, must.requirements, candidates)
    seen = 0
    for schedule in every_schedule(asked.expo, candidates):
        broken = [clash for clash in clashes(must, schedule) if clash.error]
        assert (hard.cost(schedule) is None) == bool(broken), schedule
        assert costs.cost(schedule) == check(wish, schedule).cost, schedule
        seen += 1
    assert seen > 1


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_solver_and_checker_agree_on_what_a_waiver_covers(rule: type[Rule], example: Example) -> None:
    """Waivers of all of a clash's sessions, of one, of one too many; for ever, for the first day, run out before."""
    asked = loads(example.scenario)
    expo = asked.expo
    found = clashes(only(asked, rule), written(expo, example.rejects))
    named = {frozenset(clash.sessions) for clash in found}
    named |= {frozenset(clash.sessions[:1]) for clash in found} | {one | {[*expo.sessions][-1]} for one in named}
    first = min(expo.days)
    days = (None, first, first - timedelta(days=1))
    candidates = every_placement(expo)
    schedules = [*every_schedule(expo, candidates)]
    drawn = random.Random(0).sample(schedules, min(len(schedules), 60))
    each = [
        (Waiver(rule=rule.name, sessions=sessions, until=until),)
        for sessions, until in product(sorted({frozenset[str](), *named}, key=sorted), days)
    ]
    for waivers in (*each, *(first + second for first, second in pairwise(each))):
        scenario = replace(
            only(asked, rule, weight=None if issubclass(rule, Goal) else 7), expo=replace(expo, waivers=waivers)
        )
        judge = Judge(scenario.expo, scenario.requirements, candidates)
        for schedule in drawn:
            assert judge.cost(schedule) == check(scenario, schedule).cost, (waivers, schedule)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_what_a_relation_says_of_two_places_is_true(rule: type[Rule], example: Example) -> None:
    """Construction and explainer go by it: where it leaves out a start that holds, they overlook schedules."""
    scenario = only(loads(example.scenario), rule)
    expo = scenario.expo
    for pair in (one for one in scenario.requirements if isinstance(one, Pairwise)):
        for first, second in product(*(placements(expo, session) for session in (pair.first, pair.second))):
            if pair.breach(first, second) is not None:
                between = max(first.start, second.start) - min(first.end, second.end)
                assert pair.reach is None or between < pair.reach
                continue
            for session, own, other in ((pair.first, first, second), (pair.second, second, first)):
                window = pair.starts_beside(session.id, other)
                assert window is None or window.start <= own.start < window.end


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_place_is_admitted_where_it_breaks_nothing(rule: type[Rule], example: Example) -> None:
    """Construction asks this of one session at a time; what it refuses wrongly is never tried."""
    scenario = only(loads(example.scenario), rule)
    schedules = [*every_schedule(scenario.expo, every_placement(scenario.expo))]
    for schedule in random.Random(0).sample(schedules, min(len(schedules), 100)):
        for requirement in scenario.requirements:
            broken = {name for clash in requirement.broken_by(schedule) for name in clash.sessions}
            for name in requirement.session_set & schedule.keys():
                others = Schedule({other: place for other, place in schedule.items() if other != name})
                admits = requirement.admits(others, name, schedule[name])
                assert admits == (name not in broken) or (admits and requirement.pending)


def placements(expo: Expo, session: Session) -> list[Placement]:
    """Every room and start of one session."""
    every = every_placement(expo)[session.id]
    return [expo.place_session(session, room, start) for room, starts in every.items() for start in starts]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_conflict_names_the_rule(rule: type[Rule], example: Example) -> None:
    asked = loads(example.scenario)
    rejected = written(asked.expo, example.rejects)
    sessions = {
        name: replace(session, start=rejected[name].start, room=rejected[name].room, pinned=True)
        if name in rejected
        else session
        for name, session in asked.expo.sessions.items()
    }
    scenario = replace(only(asked, rule), expo=replace(asked.expo, sessions=sessions))
    if (
        not any(clash.error and clash.rule not in ("placed", "staffing") for clash in clashes(scenario, rejected))
        or rule.name == "pinned"
    ):
        return
    conflict = explain(SearchProblem.of(scenario)).conflict
    assert conflict is not None and conflict.minimal
    assert rule.name in {demand.rule for demand in conflict.demands}
    assert all(demand.message.say("zh") and demand.sources for demand in conflict.demands)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_examples_use_every_parameter(rule: type[Rule]) -> None:
    """A parameter that no example sets could be ignored without a test noticing."""
    used = {
        field.name
        for example in rule.examples
        for own in loads(example.scenario).rules
        if isinstance(own, rule)
        for field in fields(rule)
        if field.default is MISSING or getattr(own, field.name) != field.default
    }
    named = {field.name for field in fields(rule)} - {"source", "weight", "file"}
    assert named <= used


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_has_a_page(rule: type[Rule]) -> None:
    for language in ("en", "zh"):
        text = page(rule, language)
        assert rule.name in text and rule.title.say(language) in text and rule.usage in text


def test_who_is_there_for_two_days_is_nowhere_else_whatever_the_clock_does() -> None:
    """The night of 25 March is an hour shorter, so that presences depend on the day on which the show starts."""
    expo = "{id: t, title: T, timezone: Europe/Berlin, days: 2023-03-24..2023-03-26, hours: 09:00-10:00, step: 60min}"
    text = f"""
expo: {expo}
rooms: [{{id: A}}, {{id: B}}]
sessions:
  - {{id: show, title: show, duration: 2d, people: [ann]}}
  - {{id: talk, title: talk, duration: 1h, people: [ann], when: [DAY]}}
"""
    for day, status in (("2023-03-24", "optimal"), ("2023-03-25", "infeasible"), ("2023-03-26", "optimal")):
        outcome = solve(loads(text.replace("DAY", day)), Effort(time_limit=20, workers=1))
        assert outcome.status == status


def test_of_clashes_that_are_alike_as_many_are_known_as_were_before() -> None:
    rule, example = RULES["room_clash"], RULES["room_clash"].examples[0]
    scenario = only(loads(example.scenario), rule)
    clash, *_ = clashes(scenario, written(scenario.expo, example.rejects))
    for now, before in product(range(4), repeat=2):
        assert len(beyond([clash] * now, [clash] * before)) == max(0, now - before)


def test_one_session_alone_can_be_too_much() -> None:
    text = """
expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
sessions:
  - {id: one, title: One, duration: 30min, attendance: 500}
  - {id: two, title: Two, duration: 30min, attendance: 10}
rules: [crowd: {rooms: [A], within: 30min, people: 400}]
"""
    scenario = loads(text)
    for place, count in (
        ("one A 09:00", 1),
        ("two A 09:00, one A 10:00", 1),
        ("one A 09:00, two A 10:00", 1),
        ("one B 09:00", 0),
    ):
        report = check(scenario, written(scenario.expo, place))
        assert len([clash for clash in report.errors if clash.rule == "crowd"]) == count


AT_MIDNIGHT = """
expo: {id: t, title: T, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-07, hours: 22:00-24:00, step: 60min}
rooms: [{id: A, name: A}, {id: B, name: B}]
sessions:
  - {id: one, title: One, duration: 1h, attendance: 300, tags: [ai], people: [ann]}
  - {id: two, title: Two, duration: 1h, attendance: 200, tags: [ai], people: [ann]}
  - {id: three, title: Three, duration: 2h, attendance: 100, tags: [ai]}
rules:
  - before: {sessions: [one, two], gap: 3h, weight: 7}
  - follow: {sessions: [one, two], within: 30min, weight: 7}
  - together: {sessions: [one, two], weight: 7}
  - same_day: {sessions: [one, two], weight: 7}
  - same_room: {sessions: [one, two], weight: 7}
  - apart: {sessions: {tag: ai}, weight: 7}
  - at_most: {sessions: {tag: ai}, count: 1, weight: 7}
  - crowd: {rooms: [A, B], within: 90min, people: 250, weight: 7}
waivers: [{rule: RULE, sessions: [two], until: 2023-07-06}]
"""
FROM_MIDNIGHT = AT_MIDNIGHT.replace("22:00-24:00", "00:00-02:00")
SET_UP = AT_MIDNIGHT.replace("duration: 1h", "duration: 1h, setup: 1h, teardown: 1h").replace(
    "rules:", "rules:\n  - room_clash: {turnover: 1h, weight: 7}"
)
TO_THE_MINUTE = """
expo: {id: t, title: T, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-09:06, step: 1min}
sites: {travel: {X - Y: 1min}}
rooms: [{id: A, name: A, site: X}, {id: B, name: B, site: Y}]
sessions:
  - {id: one, title: One, duration: 2min, attendance: 300, people: [ann]}
  - {id: two, title: Two, duration: 2min, attendance: 200, people: [ann]}
rules:
  - crowd: {rooms: [A, B], within: 2min, people: 250, weight: 7}
  - person_clash: {weight: 7}
  - room_clash: {turnover: 1min, weight: 7}
  - before: {sessions: [one, two], gap: 1min, weight: 7}
  - follow: {sessions: [one, two], within: 1min, weight: 7}
"""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *product(
            (AT_MIDNIGHT, FROM_MIDNIGHT),
            ("before", "follow", "together", "same_day", "same_room", "apart", "at_most", "crowd"),
        ),
        *((text, "room_clash") for text in (SET_UP, SET_UP.replace("22:00-24:00", "00:00-02:00"))),
        *((TO_THE_MINUTE, name) for name in ("crowd", "person_clash", "room_clash", "before", "follow")),
    ],
)
def test_solver_and_checker_agree_at_midnight_and_to_the_minute(text: str, name: str) -> None:
    scenario = only(loads(text.replace("RULE", name)), RULES[name])
    expo = scenario.expo
    candidates = every_placement(expo)
    judge = Judge(expo, scenario.requirements, candidates)
    schedules = [*every_schedule(expo, candidates)]
    for schedule in random.Random(0).sample(schedules, min(len(schedules), 300)):
        assert judge.cost(schedule) == check(scenario, schedule).cost, schedule


def test_a_report_has_every_clash_once() -> None:
    scenario = loads(AT_MIDNIGHT.replace("RULE", "same_room"))
    schedule = written(scenario.expo, "one A 22:00, two B 22:00, three A 22:00")
    report = check(scenario, schedule)
    assert {clash.rule for clash in report.errors} == {"room_clash", "person_clash"}
    assert {clash.rule for clash in report.warnings} >= {"before", "apart"}
    assert [clash.rule for clash in report.waived] == ["same_room"]
    assert {clash.rule for clash in report.costs} == {clash.rule for clash in report.warnings}
    assert sorted(map(id, report.clashes)) == sorted(map(id, (*report.errors, *report.warnings, *report.waived)))


def test_a_demand_names_what_makes_it_and_its_place_in_the_file() -> None:
    text = """\
expo: {id: t, title: T, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
rooms:
  - {id: A, name: Hall A}
  - {id: B, name: Hall B, closed: [2023-07-06 10:00-11:00]}
  - {id: C, name: Hall C, open: [2023-07-06 09:00-10:00]}
sessions:
  - {id: one, title: One, duration: 1h, pinned: true,
     room: A}
  - {id: two, title: Two, duration: 1h, pinned: true, room: A,
     start: 2023-07-06 09:00}
"""
    scenario = loads(text)
    pinned = [one for one in scenario.requirements if one.rule == "pinned"]
    assert [place.place.partition(":")[0] for one in pinned for place in one.sources] == ["8", "10"]
    opening = next(one for one in scenario.requirements if one.rule == "room_open")
    assert (
        opening.demand.say("en") == "“One” needs an open room (Hall B: closed Thu 6 Jul 10:00–11:00, "
        "Hall C: open Thu 6 Jul 09:00–10:00)"
    )


def test_what_is_too_much_in_a_day_lasts_from_the_first_session_to_the_end_of_the_last() -> None:
    """And of two sessions that begin at once, the sentence has them in the order of the file."""
    text = """
expo: {id: t, title: T, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-18:00, language: en}
rooms: [{id: A, name: A}, {id: B, name: B}]
sessions:
  - {id: one, title: One, duration: 2h, people: [ann], series: s}
  - {id: two, title: Two, duration: 1h, people: [ann], series: s}
goals: {home_room: 3}
"""
    scenario = loads(text)
    report = check(scenario, written(scenario.expo, "one A 10:00, two B 10:00"))
    windows = {clash.rule: clash.window for clash in report.costs}
    at = [scenario.expo.clock.edge(scenario.expo.days[0], hour * 60) for hour in (10, 12)]
    assert windows["home_room"] == Window(*at)
    person = next(clash for clash in report.errors if clash.rule == "person_clash")
    assert person.message.say("en").index("One") < person.message.say("en").index("Two")


def test_too_much_at_once_is_told_with_its_peak() -> None:
    text = """
expo: {id: t, title: T, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-12:00, language: en}
rooms: [{id: A, name: A, kind: open}]
sessions:
  - {id: one, title: One, duration: 3h, tags: [ai]}
  - {id: two, title: Two, duration: 2h, tags: [ai]}
  - {id: three, title: Three, duration: 30min, tags: [ai]}
rules: [at_most: {sessions: {tag: ai}, count: 1}]
"""
    scenario = loads(text)
    schedule = written(scenario.expo, "one A 09:00, two A 10:00, three A 11:00")
    (clash,) = [one for one in check(scenario, schedule).clashes if one.rule == "at_most"]
    assert clash.window == Window(10 * 60, 12 * 60)
    assert "3" in clash.message.say("en") and "2" not in clash.message.say("en").replace("12:00", "")


def test_a_waived_half_hour_ends_with_its_day() -> None:
    """The next one begins at midnight, when the waiver has run out."""
    text = """
expo: {id: t, title: T, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-07, hours: 00:00-02:00, step: 60min}
rooms: [{id: A, name: A}]
sessions: [{id: one, title: one, duration: 1h}, {id: two, title: two, duration: 1h}]
goals: {spare_room: 3}
"""
    scenario = only(loads(text), RULES["spare_room"])
    expo = replace(scenario.expo, waivers=(Waiver(rule="spare_room", until=min(scenario.expo.days)),))
    scenario, candidates = replace(scenario, expo=expo), every_placement(expo)
    judge = Judge(expo, scenario.requirements, candidates)
    costs = set()
    for schedule in every_schedule(expo, candidates):
        costs.add(judge.cost(schedule))
        assert judge.cost(schedule) == check(scenario, schedule).cost
    assert costs == {0, 6, 12}


def test_who_is_too_late_is_told_the_hours_of_that_day() -> None:
    text = """
expo:
  {id: t, title: T, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-07, language: en,
   hours: {2023-07-07: 09:00-13:00, default: 09:00-18:00}}
rooms: [{id: A, name: A}]
sessions: [{id: one, title: One, duration: 2h}]
"""
    scenario = loads(text)
    for day, hours in (("2023-07-06", "Thu 6 Jul 09:00–18:00"), ("2023-07-07", "Fri 7 Jul 09:00–13:00")):
        report = check(scenario, written(scenario.expo, f"one A {day} 17:00"))
        (clash,) = [one for one in report.errors if one.rule == "time_window"]
        assert f"({hours})" in clash.message.say("en")


def test_a_clash_in_a_room_is_while_both_take_it() -> None:
    scenario = only(loads(SET_UP.replace("RULE", "room_clash")), RULES["room_clash"])
    expo = scenario.expo
    (clash,) = check(scenario, written(expo, "one A 22:00, two A 23:00")).clashes
    assert clash.window == Window(22 * 60, 24 * 60)
    assert "22:00–24:00" in clash.message.say("en") and "2 h" in clash.message.say("en")


def test_who_is_pinned_to_a_start_alone_must_be_placed_to_be_in_the_way() -> None:
    text = """
expo: {id: t, title: T, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
rooms: [{id: A, name: A}]
sessions:
  - {id: one, title: One, duration: 1h, pinned: true, start: 2023-07-06 09:00ROOM}
  - {id: two, title: Two, duration: 1h, pinned: true, start: 2023-07-06 09:00}
"""
    for room, placed in (("", {"one", "two"}), (", room: A", {"two"})):
        conflict = explain(SearchProblem.of(loads(text.replace("ROOM", room)))).conflict
        assert conflict is not None and conflict.minimal
        assert {
            name for demand in conflict.requirements if demand.rule == "placed" for name in demand.sessions
        } == placed


def test_a_second_rule_of_one_name_is_refused() -> None:
    known = RULES["before"]
    with pytest.raises(TypeError, match="second rule named before"):
        type("Other", (Rule,), {"__module__": "elsewhere.before"})
    assert RULES["before"] is known
