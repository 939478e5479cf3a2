"""`plan solve --cluster`: searches that share the best schedule never end worse, and the checker judges the result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks.generate import generate
from conftest import SCENARIOS, Plan

from expo_planner.checker import check
from expo_planner.domain.schedule import Schedule
from expo_planner.execution.executor import ClusterLost, InProcess
from expo_planner.execution.local_processes import LocalProcesses
from expo_planner.files.read.load import load, load_schedule, loads
from expo_planner.planner.portfolio import _regions, solve_together
from expo_planner.planner.solve import solve
from expo_planner.solver.limits import Effort, Progress
from expo_planner.solver.problem import SearchProblem

CROWDED = json.dumps(generate(60, 8, 2, 0.75))


def test_together_no_worse_than_the_start_and_the_bound_holds() -> None:
    scenario = loads(CROWDED, name="crowded.json")
    start = solve(scenario, Effort(time_limit=10, rounds=1)).schedule
    told: list[Progress] = []
    outcome = solve_together(scenario, Effort(time_limit=14), LocalProcesses(2), start=start, watch=told.append)
    report = check(scenario, outcome.schedule)
    assert not report.errors and report.cost == outcome.cost <= check(scenario, start).cost
    assert outcome.bound <= outcome.cost and outcome.status in ("optimal", "feasible")
    assert len(outcome.schedule) == len(scenario.expo.sessions)
    assert [one.cost for one in told if one.cost] == sorted((one.cost for one in told if one.cost), reverse=True)


def test_what_is_proven_by_one_is_the_result() -> None:
    scenario = load(SCENARIOS / "dicc-2023-requests.yaml")
    outcome = solve_together(scenario, Effort(time_limit=60), InProcess())
    assert (outcome.status, outcome.cost) == ("optimal", solve(scenario, Effort()).cost)
    nothing = load(SCENARIOS / "no-solution.yaml")
    assert solve_together(nothing, Effort(time_limit=60), InProcess()).status == "infeasible"


@pytest.mark.parametrize("by_time", [True, False])
def test_regions_are_disjoint_and_hosts_keep_what_they_host(by_time: bool) -> None:
    scenario = load(SCENARIOS / "dicc-2023-requests.yaml")
    best: Schedule = solve(scenario, Effort()).schedule
    problem = SearchProblem.of(scenario)
    regions = list(_regions(problem, best, 4, by_time=by_time))
    assert len(regions) == 4 and len(frozenset.union(*regions)) == sum(map(len, regions)) == len(problem.movable)
    for region in regions:
        hosts = {scenario.expo.sessions[name].host for name in region} - {None}
        assert hosts <= region


def test_the_command_solves_on_a_cluster(plan: Plan, tmp_path: Path) -> None:
    scenario = SCENARIOS / "dicc-2023-requests.yaml"
    ran = plan("solve", scenario, "--cluster", "local", "--workers", "1", "-o", tmp_path / "out", "--json")
    assert ran.code == 0 and json.loads(ran.out)["status"] == "optimal"
    loaded = load(scenario)
    assert not check(loaded, load_schedule(tmp_path / "out" / "schedule.json", loaded)).errors
    refused = plan("solve", scenario, "--cluster", "local", "--what-fits", "--lang", "en")
    assert refused.code == 2 and "leave out --cluster" in refused.err


class Losing(InProcess):
    """Loses its cluster in one of its runs."""

    def __init__(self, after: int) -> None:
        self.left = after

    def run(self, function: Any, shared: Any, tasks: Any, *, deadline: float | None = None) -> Any:
        if not self.left:
            raise ClusterLost("the scheduler is gone")
        self.left -= 1
        return super().run(function, shared, tasks, deadline=deadline)


def test_a_cluster_that_is_lost_leaves_the_best_schedule() -> None:
    scenario = loads(CROWDED, name="crowded.json")
    start = solve(scenario, Effort(time_limit=10, rounds=1)).schedule
    outcome = solve_together(scenario, Effort(time_limit=30), Losing(1), start=start)
    assert outcome.found and outcome.interrupted and not check(scenario, outcome.schedule).errors
    with pytest.raises(ClusterLost):
        solve_together(scenario, Effort(time_limit=14), Losing(0))
