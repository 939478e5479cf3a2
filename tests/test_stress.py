"""What a schedule could not bear: every single loss is tried, and told as a repair of it would end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Plan

from expo_planner.files.read.load import load, loads
from expo_planner.planner.repair import repair
from expo_planner.planner.stress import losses, stress
from expo_planner.solver.limits import Effort

FAIR = """
expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-07, hours: 09:00-12:00, language: en}
rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}, {id: AB, name: Hall A+B, cells: [A, B]}]
people: [{id: ann, name: Ann}]
sessions:
  - {id: whole, title: Whole, duration: 1h, rooms: [AB], when: [2023-07-06], attendance: 50, start: 2023-07-06 09:00,
     room: AB}
  - {id: small, title: Small, duration: 1h, start: 2023-07-07 09:00, room: A, people: [ann, bob], attendance: 9}
"""


def test_every_loss_that_concerns_a_session_is_tried_and_the_worst_comes_first() -> None:
    scenario = loads(FAIR)
    standing = scenario.expo.standing
    assert {(loss.kind, loss.name, loss.sessions) for loss in losses(scenario.expo, standing)} == {
        ("room", "A", ("whole",)),
        ("room", "B", ("whole",)),
        ("room", "A", ("small",)),
        ("person", "ann", ("small",)),
        ("person", "bob", ("small",)),
    }
    harms = stress(scenario, standing, Effort(time_limit=60))
    assert [harm.repairable for harm in harms] == [False, False, True, True, True]
    assert {harm.loss.sessions for harm in harms[:2]} == {("whole",)}
    for harm in harms:
        again = repair(scenario, standing, harm.loss.disruption, Effort(time_limit=60))
        assert harm.mended is not None and (harm.mended.status, harm.mended.told) == (again.status, again.told)
    assert [harm.mended.told for harm in harms[2:] if harm.mended] == [12, 12, 12]


def test_losses_that_there_is_no_time_for_are_not_known() -> None:
    scenario = loads(FAIR)
    harms = stress(scenario, scenario.expo.standing, Effort(time_limit=0.0))
    assert harms and all(harm.repairable is None for harm in harms)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_stress_is_told_and_written(plan: Plan, tmp_path: Path, language: str) -> None:
    path = tmp_path / "fair.yaml"
    path.write_text(FAIR, encoding="utf-8")
    told = plan("check", path, "--stress", "--lang", language)
    assert told.code == 0
    assert ("2 cannot be repaired" if language == "en" else "2种无法调整") in told.out
    document = json.loads(plan("check", path, "--stress", "--json", "--lang", language).out)
    assert [harm["repairable"] for harm in document["stress"]] == [False, False, True, True, True]
    assert document["stress"][0]["room"] in "AB" and document["stress"][-1]["told"] == 12
    assert document["errors"] == 0


def test_a_schedule_with_errors_is_mended_first(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "fair.yaml"
    path.write_text(FAIR.replace("start: 2023-07-07 09:00", "start: 2023-07-06 09:00"), encoding="utf-8")
    ran = plan("check", path, "--stress", "--json")
    assert ran.code == 1 and json.loads(ran.out)["stress"] == []
    assert "fix the errors first" in plan("check", path, "--stress").out


def test_the_real_fair_bears_the_loss_of_a_hall(scenarios: Path) -> None:
    scenario = load(scenarios / "dicc-2023.yaml")
    standing = scenario.expo.standing
    (loss,) = (
        one
        for one in losses(scenario.expo, standing)
        if one.name == "7A" and scenario.expo.clock.span(one.window).say("en").startswith("Thu 6 Jul 12:30")
    )
    mended = repair(scenario, standing, loss.disruption, Effort(time_limit=60))
    assert mended.found and mended.fewest and mended.told == 111
