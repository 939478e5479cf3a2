"""Finds the cheapest ways out of a scenario without a schedule, each verified by solving with it.

A way out must give up a demand of every conflict. So the cheapest hitting set of the conflicts known so far is tried;
if there is still no schedule, another conflict is found and added. The first set that allows a schedule is the
cheapest (implicit hitting sets: Moreno-Centeno and Karp 2013; for MaxSAT, Davies and Bacchus 2011).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from expo_planner.checker import check
from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, Message, Text
from expo_planner.domain.schedule import Schedule
from expo_planner.explainer.conflicts import explain
from expo_planner.explainer.demands import Conflict, Demand
from expo_planner.explainer.oracle import new_solver
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Concession, Requirement
from expo_planner.rules.requirements.placed import LEAVE_OUT
from expo_planner.solver import search_clock
from expo_planner.solver.limits import Effort
from expo_planner.solver.problem import SearchProblem
from expo_planner.solver.replan.disruption import Disrupted
from expo_planner.solver.replan.iterative_budget import IterativeBudget
from expo_planner.solver.replan.problem import ReplanProblem

MOST = 3
"""The most ways out to find."""
NEAREST_SECONDS = 3.0
"""The most time for finding the nearest placements of the sessions that a way out moves, in seconds."""
AND = Text("; ", "；")


@dataclass(frozen=True)
class Way:
    """A way out: the demands to give up, their cost, and a schedule that exists without them.

    Without concessions, it is something to be found that the expo does not have, such as another room.
    """

    concessions: tuple[Concession, ...]
    members: tuple[Demand, ...]
    cost: int
    messages: tuple[Message, ...]
    schedule: Schedule

    def say(self, language: Language) -> str:
        """The steps of the way out, as one sentence."""
        return AND.say(language).join(message.say(language) for message in self.messages)


def give_up(scenario: Scenario, concessions: Collection[Concession]) -> Scenario:
    """The scenario after some concessions: fields cleared, waivers added."""
    expo = scenario.expo
    sessions = dict(expo.sessions)
    for concession in concessions:
        for name in concession.sessions if concession.fields else ():
            sessions[name] = _freed(sessions[name], concession.fields)
    waivers = [one.waiver for one in sorted(concessions) if one.waiver is not None]
    return replace(scenario, expo=replace(expo, sessions=sessions, waivers=(*expo.waivers, *waivers)))


def _freed(session: Session, fields: Collection[str]) -> Session:
    if "rooms" in fields:
        return replace(session, rooms=())
    return replace(session, start=None, room=None, pinned=False)


def ways_out(
    scenario: Scenario, conflicts: Sequence[Conflict], *, seconds: float = 30.0, seed: int = 0
) -> Iterator[Way]:
    """Yields up to `MOST` ways out, cheapest first. Each is verified by solving; none is a subset of a later one."""
    deadline = search_clock.now() + seconds
    known_conflicts = list(conflicts)
    found: list[frozenset[Concession]] = []
    known: dict[Concession, list[tuple[Demand, Requirement]]] = {}
    new = known_conflicts
    while len(found) < MOST and search_clock.now() < deadline:
        for conflict in new:
            for demand, requirement in zip(conflict.demands, conflict.requirements, strict=True):
                if (concession := requirement.concession) is not None:
                    known.setdefault(concession, []).append((demand, requirement))
        chosen = _cheapest(scenario.expo, known_conflicts, found)
        if chosen is None:
            return
        problem = SearchProblem.of(give_up(scenario, chosen))
        explanation = explain(problem, seconds=deadline - search_clock.now(), seed=seed)
        new = list(explanation.conflicts)
        known_conflicts += new
        if explanation.schedule is not None:
            found.append(chosen)
            left = Effort(time_limit=min(NEAREST_SECONDS, deadline - search_clock.now()), seed=seed)
            schedule = _nearest(scenario, problem.scenario, chosen, left) or explanation.schedule
            yield _way(scenario, sorted(chosen), known, schedule)
        elif not new:
            return


def _nearest(
    scenario: Scenario, given_up: Scenario, concessions: Collection[Concession], effort: Effort
) -> Schedule | None:
    """A schedule in which the sessions that no longer stay put are placed as a repair would; None if none is found."""
    freed = {name for concession in concessions if concession.fields for name in concession.sessions}
    before = Schedule({name: place for name, place in scenario.expo.standing.items() if name in freed})
    if not before or effort.time_limit <= 0:
        return None
    task = ReplanProblem(Disrupted(scenario=given_up, before=before, absent=frozenset(), frozen=frozenset(), most=None))
    found = IterativeBudget(task, effort).run().schedule
    return None if found is None or check(given_up, found).errors else found


def _cheapest(
    expo: Expo, conflicts: Sequence[Conflict], found: Sequence[frozenset[Concession]]
) -> frozenset[Concession] | None:
    """The cheapest hitting set of the conflicts that contains none of the sets already found; None if there is none.

    Of an overload, concessions must concern as many sessions as are too many.
    """
    model = cp_model.CpModel()
    given: dict[Concession, cp_model.IntVar] = {}
    for conflict in conflicts:
        by_session: dict[str, set[Concession]] = {}
        for demand in conflict.requirements:
            if (concession := demand.concession) is not None:
                for name in demand.sessions:
                    by_session.setdefault(name, set()).add(concession)
        concessions = set().union(*by_session.values()) if by_session else set()
        for concession in sorted(concessions - given.keys()):
            given[concession] = model.new_bool_var(str(concession))
        if not concessions:
            return None
        model.add_bool_or([given[concession] for concession in sorted(concessions)])
        if conflict.overload is not None and conflict.overload.limit is None:
            gone = []
            for name, own in sorted(by_session.items()):
                left = model.new_bool_var(name)
                model.add_bool_or([given[concession] for concession in sorted(own)]).only_enforce_if(left)
                gone.append(left)
            model.add(sum(gone) >= min(conflict.overload.excess, len(gone)))
    for chosen in found:
        model.add_bool_or([~given[concession] for concession in sorted(chosen)])
    model.minimize(sum((concession.price(expo) * 1000 + 1) * taken for concession, taken in given.items()))
    solver = new_solver()
    if solver.solve(model) != cp_model.OPTIMAL:
        return None
    return frozenset(concession for concession, taken in given.items() if solver.boolean_value(taken))


def _way(
    scenario: Scenario,
    concessions: Sequence[Concession],
    known: Mapping[Concession, Sequence[tuple[Demand, Requirement]]],
    schedule: Schedule,
) -> Way:
    expo = scenario.expo
    return Way(
        concessions=tuple(
            replace(one, sessions=tuple(dict.fromkeys(map(expo.owner, one.sessions)))) for one in concessions
        ),
        members=tuple(
            {(one.rule, one.sources): one for concession in concessions for one, _ in known[concession]}.values()
        ),
        cost=sum(concession.price(expo) for concession in concessions),
        messages=tuple(
            _message(scenario, concession, [one for _, one in known[concession]], schedule)
            for concession in concessions
        ),
        schedule=schedule,
    )


def _message(scenario: Scenario, concession: Concession, known: Sequence[Requirement], schedule: Schedule) -> Message:
    """The concession as a step for an organiser, with its outcome in the schedule found."""
    first, kind = concession.sessions[0], type(known[0])
    if first not in schedule:
        return LEAVE_OUT.fill(session=scenario.expo.sessions[first])
    others = [one for one in scenario.requirements if isinstance(one, kind) and one.concession == concession]
    return kind.way_out([*known, *(one for one in others if one not in known)], schedule)
