"""Ways out of a scenario without a schedule: they work, none is cheaper, and taking one changes the file."""

from __future__ import annotations

import json
import os
from itertools import combinations
from pathlib import Path

import pytest
from conftest import Plan
from ortools.sat.python import cp_model
from test_explain import tight_expo

from expo_planner.checker import check
from expo_planner.domain.problems import BadInput
from expo_planner.explainer import explain, give_up, ways_out
from expo_planner.explainer.demands import demands_of
from expo_planner.files.edit.give_up import edited
from expo_planner.files.read.load import load, loads
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Concession
from expo_planner.solver.domains.initial import InitialDomains
from expo_planner.solver.exact import assemble
from expo_planner.solver.problem import SearchProblem

SEEDS = range(int(os.environ.get("WAYS_SEEDS", "40")))
"""Random expos, half of them without a schedule; many more are for a run of their own."""


def cheapest(scenario: Scenario, below: int) -> int | None:
    """What the cheapest concessions that let a schedule exist cost, by trying all sets cheaper than `below`."""
    expo = scenario.expo
    demands = demands_of(scenario, InitialDomains(expo, wide=True))
    concessions = sorted({one for demand in demands if (one := demand.concession) is not None})
    sets = [chosen for size in range(4) for chosen in combinations(concessions, size)]
    for cost, chosen in sorted((sum(concession.price(expo) for concession in one), one) for one in sets):
        if cost >= below:
            return None
        if _exists(scenario, chosen):
            return cost
    return None


def _exists(scenario: Scenario, chosen: tuple[Concession, ...]) -> bool:
    """Whether the whole model has a solution; its wishes do not matter."""
    given_up = give_up(scenario, chosen)
    board = assemble(given_up, InitialDomains(given_up.expo))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.symmetry_level = 0
    code = solver.solve(board.model)
    assert code in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE)
    return code != cp_model.INFEASIBLE


@pytest.mark.parametrize("seed", SEEDS)
def test_ways_out_work_and_none_is_cheaper(seed: int) -> None:
    scenario = loads(tight_expo(seed))
    conflict = explain(SearchProblem.of(scenario), seconds=60).conflict
    if conflict is None:
        return
    ways = list(ways_out(scenario, [conflict], seconds=60))
    assert ways and [way.cost for way in ways] == sorted(way.cost for way in ways)
    for way in ways:
        given_up = give_up(scenario, way.concessions)
        assert not check(given_up, way.schedule).errors
        assert _exists(scenario, way.concessions)
        assert way.members and all(message.say("zh") for message in way.messages)
    assert cheapest(scenario, ways[0].cost) is None


FAIR = """\
# a fair
expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:00, language: en}
rooms:
  - {id: A, name: Hall A, capacity: 50}   # the only one
sessions:
  - {id: one, title: One, duration: 1h, attendance: 9, start: 2023-07-06 09:00, room: A, pinned: true}
  - id: two      # newcomer
    title: Two
    duration: 1h
    attendance: 40
    rooms:
      - A
    start: 2023-07-06 09:30
"""


def test_what_stands_can_be_moved_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "fair.yaml"
    path.write_text(FAIR, encoding="utf-8")
    text = edited(path, {"one": ("start", "room", "pinned"), "two": ("rooms", "start")}, []).decode()
    assert text == FAIR.replace(", start: 2023-07-06 09:00, room: A, pinned: true", "").replace(
        "    rooms:\n      - A\n    start: 2023-07-06 09:30\n", ""
    )


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("", "\nwaivers:\n  - {}\n"),
        ("waivers: []\n", None),
        ("waivers: [{rule: host, sessions: [two]}]\n", None),
        ("waivers:\n  - {rule: host, sessions: [two]}  # kept\nrules: []\n", None),
    ],
)
def test_waivers_join_those_of_the_file(tmp_path: Path, end: str, expected: str | None) -> None:
    waiver = {"rule": "placed", "sessions": ["one"], "by": "me", "why": "“quoted”: yes"}
    path = tmp_path / "fair.yaml"
    path.write_text(FAIR + end, encoding="utf-8")
    text = edited(path, {}, [waiver]).decode()
    assert all(line in text for line in (FAIR + end).splitlines() if not line.startswith("waivers"))
    path.write_text(text, encoding="utf-8")
    waivers = load(path).expo.waivers
    assert [one.rule for one in waivers] == [*(["host"] if "host" in end else []), "placed"]
    assert waivers[-1].why == "“quoted”: yes"


def test_json_files_stay_json(tmp_path: Path) -> None:
    path = tmp_path / "fair.json"
    path.write_text(json.dumps(json.loads(tight_expo(3))), encoding="utf-8")
    text = edited(path, {}, [{"rule": "placed", "sessions": ["a"]}]).decode()
    assert json.loads(text)["waivers"][-1] == {"rule": "placed", "sessions": ["a"]}
    path.write_text(text, encoding="utf-8")
    assert load(path).expo.waivers[-1].rule == "placed"


def test_a_session_of_another_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "fair.yaml"
    path.write_text(FAIR.split("sessions:")[0] + "sessions: sessions.csv\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        edited(path, {"one": ("start", "room")}, [])
    assert "start" in refused.value.problems[0].say("en") and "one" in refused.value.problems[0].say("zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_explain_tells_the_conflict_and_takes_a_way_out(
    plan: Plan, scenarios: Path, tmp_path: Path, language: str
) -> None:
    path = scenarios / "no-solution.yaml"
    told = plan("explain", path, "--lang", language)
    assert told.code == 1
    assert ("at another time" if language == "en" else "改在5月17日") in told.out
    document = json.loads(plan("explain", path, "--json", "--lang", language).out)
    assert document["status"] == "infeasible" and document["sessions"] == []
    assert {"rule", "message", "where"} == set(document["conflict"][0])
    costs = [repair["cost"] for repair in document["repairs"]]
    assert len(costs) == 3 and costs == sorted(costs)
    assert all({"give_up", "cost", "message"} == set(repair) and repair["give_up"] for repair in document["repairs"])
    for number in (1, 2, 3):
        changed = tmp_path / f"{number}.yaml"
        assert plan("explain", path, "--apply", number, "-o", changed, "-q").code == 1
        assert plan("explain", changed).code == 0
        assert plan("solve", changed, "-o", tmp_path / "out", "-q").code == 0


def test_a_way_out_that_is_not_there_is_refused(plan: Plan, scenarios: Path, tmp_path: Path) -> None:
    ran = plan("explain", scenarios / "no-solution.yaml", "--apply", 9, "-o", tmp_path / "x.yaml", "-q")
    assert ran.code == 2 and "3" in ran.err
    assert not (tmp_path / "x.yaml").exists()


def test_where_a_schedule_exists_there_is_nothing_to_explain(plan: Plan, scenarios: Path) -> None:
    ran = plan("explain", scenarios / "dicc-2023-requests.yaml", "--json")
    document = json.loads(ran.out)
    assert ran.code == 0
    assert document["status"] == "feasible" and document["conflict"] == [] and document["repairs"] == []
    assert len(document["sessions"]) == 57
