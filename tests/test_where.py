"""`plan where` and `plan why` keep their word: against brute force on small random expos, judged by the checker."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import pytest
from expos import random_expo

from expo_planner.checker import beyond, check
from expo_planner.domain.nearness import distance
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.files.read.load import loads
from expo_planner.planner.result import Offer
from expo_planner.planner.where import where
from expo_planner.planner.why import why
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Clash
from expo_planner.solver.domains.initial import InitialDomains
from expo_planner.solver.index import DemandIndex, placed
from expo_planner.solver.placements.move_search import MoveSearch

RANDOM_EXPOS = int(os.environ.get("RANDOM_EXPOS", "100"))
BATCH = 25


def candidates(scenario: Scenario, name: str, now: Placement | None) -> Iterator[Placement]:
    """Every room and start that the solver would try, those of the file, and where the session stands now."""
    expo, table = scenario.expo, InitialDomains(scenario.expo, afresh=True)
    session = expo.sessions[name]
    rooms, starts = {*table.rooms(session), session.room}, {*table.starts(session), session.start}
    if now is not None:
        rooms, starts = {*rooms, now.room}, {*starts, now.start}
    for room, start in product(sorted(filter(None, rooms)), sorted(start for start in starts if start is not None)):
        yield expo.place_session(session, room, start)


def some_schedule(scenario: Scenario, seed: int) -> Schedule:
    """A schedule with clashes or without, in which most sessions stand where the solver might try them."""
    drawn, expo = random.Random(f"schedule {seed}"), scenario.expo
    hours = expo.hours
    found: dict[str, Placement] = {}
    for name in expo.sessions:
        inside = [
            place for place in candidates(scenario, name, None) if any(w.start <= place.start < w.end for w in hours)
        ]
        clean = [place for place in inside if not check(scenario, placed(found, {name: place})).errors]
        if drawn.random() < 0.85 and inside:
            found[name] = drawn.choice(clean if clean and drawn.random() < 0.8 else inside)
    return Schedule({name: found[name] for name in expo.sessions if name in found})


class Case(NamedTuple):
    """A session of a schedule: what the schedule costs, and which musts are broken without the session."""

    seed: int
    scenario: Scenario
    schedule: Schedule
    name: str
    cost: int
    known: tuple[Clash, ...]

    def judged(self, changes: dict[str, Placement]) -> tuple[int, tuple[Clash, ...]]:
        """What the schedule costs more with these sessions there, and the musts that are broken then alone."""
        report = check(self.scenario, placed(self.schedule, changes))
        return report.cost - self.cost, beyond(report.errors, self.known)


def cases(first: int) -> Iterator[Case]:
    for seed in range(first, first + BATCH):
        scenario = loads(random_expo(seed), name="random.json")
        for turn in (0, 1):
            schedule = some_schedule(scenario, 2 * seed + turn)
            cost = check(scenario, schedule).cost
            for name in scenario.expo.sessions:
                known = check(scenario, placed(schedule, {name: None})).errors
                yield Case(seed, scenario, schedule, name, cost, known)


@pytest.mark.parametrize("first", range(0, RANDOM_EXPOS, BATCH))
def test_places_with_all_others_staying_are_those_of_brute_force(first: int) -> None:
    for case in cases(first):
        seed, scenario, schedule, name, *_ = case
        expected = {}
        for place in candidates(scenario, name, schedule.get(name)):
            cost, errors = case.judged({name: place})
            if place != schedule.get(name) and not errors:
                expected[place] = cost
        found = MoveSearch(DemandIndex(scenario), schedule, name).staying()
        assert {place.placement: place.cost for place in found} == expected, (seed, name)
        own, told = schedule.get(name), scenario.expo.sessions[name].told
        ranks = [
            (place.cost, 0)
            if own is None
            else (
                told * (2 if place.placement.start != own.start else 1),
                place.cost,
                distance(scenario.expo, own, place.placement),
            )
            for place in found
        ]
        assert ranks == sorted(ranks), (seed, name)
        best = MoveSearch(DemandIndex(scenario), schedule, name, top=3).staying()
        assert best[:3] == found[:3], (seed, name)


def moved(scenario: Scenario, schedule: Schedule, name: str, offer: Offer) -> int:
    """How far an offer moves sessions that were placed, in all."""
    changes = {name: offer.placement, **{move.session: move.after for move in offer.moves}}
    return sum(distance(scenario.expo, schedule[one], after) for one, after in changes.items() if one in schedule)


@pytest.mark.parametrize("first", range(0, RANDOM_EXPOS, BATCH))
def test_every_offer_passes_the_checker(first: int) -> None:
    moving = 0
    for case in cases(first):
        seed, scenario, schedule, name, *_ = case
        found = where(scenario, schedule, name, top=20)
        ranks = [(offer.price, offer.cost, moved(scenario, schedule, name, offer)) for offer in found.offers]
        assert ranks == sorted(ranks), (seed, name)
        assert (found.nowhere is None) == bool(found.offers), (seed, name)
        for offer in found.offers:
            changes = {name: offer.placement, **{move.session: move.after for move in offer.moves}}
            assert case.judged(changes) == (offer.cost, ()), (seed, name, changes)
            assert offer.cost == sum(c.cost for c in offer.costs) - sum(c.cost for c in offer.saves)
            alone = [move for move in offer.moves if scenario.expo.sessions[move.session].host not in changes]
            assert len(alone) <= 2
            assert all(schedule[move.session] == move.before != move.after for move in offer.moves)
            assert not any(scenario.expo.sessions[move.session].pinned for move in offer.moves)
            moving += bool(offer.moves)
    assert moving


@pytest.mark.exhaustive
@pytest.mark.parametrize("first", range(0, RANDOM_EXPOS, BATCH))
def test_where_nothing_is_offered_moving_one_other_opens_nothing(first: int) -> None:
    """At least not to a place where the other breaks nothing, even if it breaks something where it stands."""
    for case in cases(first):
        seed, scenario, schedule, name, *_ = case
        if where(scenario, schedule, name).offers:
            continue
        movable = [other for other in schedule if other != name and not scenario.expo.sessions[other].pinned]
        places = [place for place in candidates(scenario, name, schedule.get(name)) if place != schedule.get(name)]
        for place, other in product(places, movable):
            _, errors = case.judged({name: place})
            if not all(other in clash.sessions for clash in errors):
                continue
            for elsewhere in candidates(scenario, other, schedule[other]):
                changes = {name: place, other: elsewhere}
                errors = check(scenario, placed(schedule, changes)).errors
                named = {session for clash in errors for session in clash.sessions}
                assert other in named or beyond(errors, case.known), (seed, name, changes)


@pytest.mark.parametrize("first", range(0, RANDOM_EXPOS, BATCH))
def test_why_says_how_the_checker_s_words_differ(first: int) -> None:
    drawn = random.Random(first)
    for case in cases(first):
        seed, scenario, schedule, name, *_ = case
        places = [*candidates(scenario, name, schedule.get(name))]
        without = check(scenario, placed(schedule, {name: None})).clashes
        for place in drawn.sample(places, min(6, len(places))):
            verdict = why(scenario, schedule, name, place)
            after = check(scenario, placed(schedule, {name: place}))
            assert list(verdict.report.clashes) == [clash for clash in after.clashes if clash not in without], (
                seed,
                name,
                place,
            )
            assert verdict.cost == after.cost - case.cost
            assert verdict.cost == sum(c.cost for c in verdict.costs) - sum(c.cost for c in verdict.saves)


def test_nobody_moves_away_in_vain() -> None:
    """Without B, C and A are still too many, and A cannot move: the search once offered the place of B all the same."""
    text = """
expo: {id: t, title: T, timezone: Europe/Paris, days: 2027-05-20..2027-05-21, hours: 09:00-12:00, step: 60min}
rooms: [{id: A, name: A}, {id: B, name: B}, {id: C, name: C}]
sessions:
  - {id: a, title: A, duration: 1h, attendance: 100, rooms: [A], start: 2027-05-20 10:00, room: A, pinned: true}
  - {id: b, title: B, duration: 1h, attendance: 50, rooms: [B], start: 2027-05-20 10:00, room: B}
  - {id: c, title: C, duration: 1h, attendance: 120, rooms: [C], start: 2027-05-20 09:00, room: C}
rules: [at_most: {sessions: [a, b, c], people: 150}]
"""
    scenario = loads(text)
    offers = where(scenario, scenario.expo.standing, "c", top=20).offers
    assert [(offer.placement.start // 60, offer.moves) for offer in offers] == [(11, ()), (33, ()), (34, ()), (35, ())]
