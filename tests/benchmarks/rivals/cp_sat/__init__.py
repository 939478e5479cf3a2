"""OR-Tools' CP-SAT alone: one model of the whole with optional intervals, as a skilled user would write it."""

from __future__ import annotations

from ortools.sat.python import cp_model

from benchmarks.rivals.cp_sat import goals, resources
from benchmarks.rivals.cp_sat.relations import relate
from benchmarks.rivals.cp_sat.timetable import Timetable
from benchmarks.rivals.found import Found, Known, Stopwatch
from benchmarks.rivals.placements import placements
from expo_planner.checker import check
from expo_planner.domain.schedule import Schedule
from expo_planner.rules import RULES, Scenario

GIVEN = frozenset(RULES)
"""The rules that the model is given: all that a made expo has."""
LEFT_OUT = (
    "relations as wishes, but for before, apart and same_day",
    "waivers, slots, turnover, programmes, sessions over several days, lengths off the grid",
)


def absent() -> str:
    """Why it cannot be had, if so."""
    return ""


def solve(scenario: Scenario, seconds: float, workers: int = 1) -> Found:
    """The best schedule that CP-SAT finds in so many seconds, those of building the model included."""
    watch = Stopwatch()
    timetable = Timetable(scenario, placements(scenario))
    formulate(timetable)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(seconds - watch.seconds, 0)
    solver.parameters.num_workers = workers
    seen = Seen(timetable, watch)
    status = solver.solve(timetable.model, seen)
    bound = solver.best_objective_bound if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None
    ended = watch.known(None, bound)
    course = [known.costing(check(scenario, schedule).cost) for known, schedule in seen.found]
    last = ended.costing(course[-1].cost) if course else ended
    return Found((*course, last), seen.found[-1][1] if seen.found else None, solver.status_name(status).lower())


class Seen(cp_model.CpSolverSolutionCallback):
    """Every better schedule that CP-SAT tells, and when."""

    def __init__(self, timetable: Timetable, watch: Stopwatch) -> None:
        super().__init__()
        self.timetable, self.watch = timetable, watch
        self.found: list[tuple[Known, Schedule]] = []

    def on_solution_callback(self) -> None:
        self.found.append((self.watch.known(None, self.best_objective_bound), self.timetable.schedule(self)))


def formulate(timetable: Timetable) -> None:
    """Adds every rule and goal to the variables. Raises ValueError where one is unknown."""
    resources.one_at_a_time(timetable, timetable.weights["spare_room"])
    resources.inside_hosts(timetable)
    resources.nobody_twice(timetable)
    resources.pools_last(timetable)
    for rule in timetable.scenario.rules:
        if not rule.always and not relate(timetable, rule):
            raise ValueError(f"{rule.name} with these parameters is not in the model")
    goals.few_days(timetable, timetable.weights["busy_people"])
    goals.home_rooms(timetable, timetable.weights["home_room"])
    timetable.minimise()
