"""The verbs: what an organiser asks of the planner."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from expo_planner.checker import Report, beyond, check
from expo_planner.language import Message
from expo_planner.requirements import Clash
from expo_planner.rules import Scenario
from expo_planner.schedule import Placement, Schedule
from expo_planner.solver.effort import Effort, Status, Watch

if TYPE_CHECKING:
    from expo_planner.explainer import Conflict, Way
    from expo_planner.solver.nowhere import Nowhere
    from expo_planner.solver.places import Move, Place, Search


class SolverDisagrees(RuntimeError):
    """The checker finds clashes in a schedule that the solver calls free of them: a bug of the planner."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What `solve` ends with.

    `cost` is what the checker counts, `bound` what no schedule can be cheaper than. `conflict` are demands that clash
    where no schedule exists, `ways` the cheapest ways out of it. `left_out` says of each session without a place what
    stands in its way.
    """

    status: Status
    schedule: Schedule
    report: Report
    bound: int
    seconds: float
    seed: int
    conflict: Conflict | None = None
    ways: tuple[Way, ...] = ()
    interrupted: bool = False
    left_out: Mapping[str, Message] = field(default_factory=dict)

    @property
    def found(self) -> bool:
        """Whether there is a schedule."""
        return self.status in ("optimal", "feasible")

    @property
    def cost(self) -> int:
        return self.report.cost

    @property
    def gap(self) -> float:
        """How far from the best it can be: (cost - bound) / cost."""
        return (self.cost - self.bound) / self.cost if self.cost > self.bound else 0.0


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A place that a session could have, and what the schedule costs with it beyond what it costs now, and saves.

    `waived` are rules that it breaks and that somebody has accepted.
    `told` is the number of people told, `price` what telling them costs; `moves` are others that must move for it.
    """

    placement: Placement
    cost: int
    costs: tuple[Clash, ...]
    saves: tuple[Clash, ...]
    waived: tuple[Clash, ...]
    told: int
    price: int
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """Where a session stands (None: nowhere) and could go, the best first.

    `staying` is the number of places that it could have while nobody else moves; `nowhere` says why there is none.
    """

    session: str
    now: Placement | None
    offers: tuple[Offer, ...]
    staying: int
    nowhere: Nowhere | None = None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one placement of a session would break and cost, and how many people would be told.

    `report` has the clashes that arise through it, against the schedule without the session; `cost`, `costs` and
    `saves` are against the schedule as it stands.
    """

    session: str
    now: Placement | None
    placement: Placement
    report: Report
    cost: int
    costs: tuple[Clash, ...]
    saves: tuple[Clash, ...]
    told: int


def solve(scenario: Scenario, effort: Effort, *, afresh: bool = False, watch: Watch | None = None) -> Outcome:
    """Places what has no place yet, at the least cost; with `afresh` everything but the pinned.

    Raises SolverDisagrees where the solver's schedule does not pass the checker.
    """
    from expo_planner.explainer import explain
    from expo_planner.solver.left_out import why_left_out
    from expo_planner.solver.problem import Problem
    from expo_planner.solver.search import search
    from expo_planner.solver.table import Table

    began = time.monotonic()
    found = search(scenario, effort, afresh=afresh, watch=watch)
    conflict = None
    if found.status == "infeasible":
        left = effort.time_limit - (time.monotonic() - began)
        table = Table(scenario.expo, afresh)
        conflict = explain(scenario, table=table, seconds=max(left, 5.0), seed=effort.seed, known=True).conflict
    schedule = found.schedule if found.schedule is not None else Schedule()
    report = check(scenario, schedule) if found.schedule is not None else Report((), ())
    if report.errors:
        raise SolverDisagrees("; ".join(clash.message.say("en") for clash in report.errors))
    if found.status == "optimal" and report.cost != found.claimed:
        raise SolverDisagrees(f"the solver's cost is {found.claimed}, the checker's {report.cost}")
    unplaced = found.schedule is not None and len(schedule) < len(scenario.expo.sessions)
    return Outcome(
        status=found.status,
        schedule=schedule,
        report=report,
        bound=min(found.bound, report.cost) if found.schedule is not None else found.bound,
        seconds=time.monotonic() - began,
        seed=effort.seed,
        conflict=conflict,
        interrupted=found.interrupted,
        left_out=why_left_out(Problem(scenario, Table(scenario.expo, afresh)), schedule) if unplaced else {},
    )


def explain(scenario: Scenario, effort: Effort) -> Outcome:
    """Why there is no schedule, and the cheapest ways out; `feasible` where there is one after all.

    Half of the time is for the conflict, the rest for ways out of it, or where none was found, for a schedule.
    """
    from expo_planner.explainer import Explanation, explain, ways_out
    from expo_planner.solver.search import search

    began = time.monotonic()
    found = explain(scenario, seconds=effort.time_limit / 2, seed=effort.seed)
    left = max(effort.time_limit - (time.monotonic() - began), 0.1)
    out: tuple[Way, ...] = ()
    if found.conflict is not None:
        out = tuple(ways_out(scenario, found.conflict, seconds=left, seed=effort.seed))
    elif found.schedule is None:
        found = Explanation(schedule=search(scenario, replace(effort, time_limit=left)).schedule)
    schedule = found.schedule if found.schedule is not None else Schedule()
    report = check(scenario, schedule) if found.schedule is not None else Report((), ())
    if report.errors:
        raise SolverDisagrees("; ".join(clash.message.say("en") for clash in report.errors))
    known: Mapping[bool | None, Status] = {True: "feasible", False: "infeasible", None: "unknown"}
    return Outcome(
        status=known[found.possible],
        schedule=schedule,
        report=report,
        bound=0,
        seconds=time.monotonic() - began,
        seed=effort.seed,
        conflict=found.conflict,
        ways=out,
    )


def where(scenario: Scenario, schedule: Schedule, name: str, *, top: int = 5) -> Whereabouts:
    """Where a session could go: the `top` places that disturb fewest, then cost least, each passed by the checker.

    Others stay, or up to two of them move to their own best places; of these places only the most promising are looked
    at. Raises SolverDisagrees where a place does not pass the checker.
    """
    from expo_planner.solver.nowhere import why_nowhere
    from expo_planner.solver.places import Search
    from expo_planner.solver.relations import Relations

    search = Search(Relations(scenario), schedule, name, top)
    staying = search.staying()
    places = sorted([*staying, *search.moving(staying, top)], key=lambda place: place.rank)
    survey = search.survey
    return Whereabouts(
        session=name,
        now=search.own,
        offers=tuple(_offer(search, place) for place in places[:top]),
        staying=int((survey.fits & ~survey.kept).sum()),
        nowhere=None if places else why_nowhere(search),
    )


def _offer(search: Search, place: Place) -> Offer:
    """The place as the checker judges it."""
    from expo_planner.solver.relations import placed

    taken = placed(search.schedule, place.changes(search.name))
    before, after = search.relations.compare(search.schedule, taken)
    if any(search.name in clash.sessions for clash in after.errors) or beyond(after.errors, before.errors):
        known = check(search.relations.scenario, search.others).errors
        if new := beyond(check(search.relations.scenario, taken).errors, known):
            raise SolverDisagrees("; ".join(clash.message.say("en") for clash in new))
    if after.cost - before.cost != place.cost:
        raise SolverDisagrees(f"the search's cost is {place.cost}, the checker's {after.cost - before.cost}")
    own = 0 if search.own is None else search.expo.sessions[search.name].told
    return Offer(
        placement=place.placement,
        cost=place.cost,
        costs=beyond(after.costs, before.costs),
        saves=beyond(before.costs, after.costs),
        waived=beyond(after.waived, before.waived),
        told=own + sum(move.told for move in place.moves),
        price=place.price,
        moves=place.moves,
    )


def why(scenario: Scenario, schedule: Schedule, name: str, placement: Placement) -> Verdict:
    """What a placement of a session would break, all others staying where the schedule has them."""
    now = schedule.get(name)
    others = {other: place for other, place in schedule.items() if other != name}
    without, after = check(scenario, Schedule(others)), check(scenario, Schedule({**others, name: placement}))
    before = without if now is None else after if now == placement else check(scenario, schedule)
    return Verdict(
        session=name,
        now=now,
        placement=placement,
        report=Report(beyond(after.clashes, without.clashes), beyond(after.costs, without.costs)),
        cost=after.cost - before.cost,
        costs=beyond(after.costs, before.costs),
        saves=beyond(before.costs, after.costs),
        told=0 if now in (None, placement) else scenario.expo.sessions[name].told,
    )


__all__ = [
    "Effort",
    "Offer",
    "Outcome",
    "Report",
    "SolverDisagrees",
    "Verdict",
    "Whereabouts",
    "check",
    "explain",
    "solve",
    "where",
    "why",
]
