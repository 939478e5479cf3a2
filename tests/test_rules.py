"""Every rule keeps its word: checker, solver and message agree, on every schedule of its examples."""

from __future__ import annotations

import random
from dataclasses import MISSING, fields, replace
from itertools import product

import pytest
from schedules import Judge, every_placement, every_schedule, written

from expo_planner.catalogue import page
from expo_planner.checker import check
from expo_planner.explainer import explain
from expo_planner.expo import Expo, Session
from expo_planner.planner import Effort, solve
from expo_planner.requirements import Clash, OfTwo
from expo_planner.rules import RULES, Example, Goal, Rule, Scenario
from expo_planner.scenario import loads
from expo_planner.schedule import Placement, Schedule

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
def test_what_a_relation_says_of_two_places_is_true(rule: type[Rule], example: Example) -> None:
    """Construction and explainer go by it: where it leaves out a start that holds, they overlook schedules."""
    scenario = only(loads(example.scenario), rule)
    expo = scenario.expo
    for pair in (one for one in scenario.requirements if isinstance(one, OfTwo)):
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
                assert requirement.admits(others, name, schedule[name]) == (name not in broken)


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
        not any(clash.error and clash.rule != "placed" for clash in clashes(scenario, rejected))
        or rule.name == "pinned"
    ):
        return
    conflict = explain(scenario).conflict
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
  - {{id: show, duration: 2d, people: [ann]}}
  - {{id: talk, duration: 1h, people: [ann], when: [DAY]}}
"""
    for day, status in (("2023-03-24", "optimal"), ("2023-03-25", "infeasible"), ("2023-03-26", "optimal")):
        outcome = solve(loads(text.replace("DAY", day)), Effort(time_limit=20, workers=1))
        assert outcome.status == status
