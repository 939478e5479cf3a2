"""What a schedule could not bear: every single loss is tried, and told as a repair of it would end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Plan

from expo_planner.files.read.load import load, loads
from expo_planner.planner.repair import repair
from expo_planner.planner.stress import losses, robustness, stress
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


def test_robustness_is_the_share_of_people_who_hear_nothing() -> None:
    """Five losses concern 51 people of one session and 12 of another; three are repaired, and tell the 12."""
    scenario = loads(FAIR)
    harms = stress(scenario, scenario.expo.standing, Effort(time_limit=60))
    assert robustness(scenario.expo, harms) == round(100 * 3 * (51 / 63) / 5, 1)
    unknown = stress(scenario, scenario.expo.standing, Effort(time_limit=0.0))
    assert robustness(scenario.expo, unknown) == 0.0
    assert robustness(scenario.expo, []) == 100.0


def test_repairs_are_kept_and_can_be_taken(plan: Plan, tmp_path: Path) -> None:
    path, folder = tmp_path / "fair.yaml", tmp_path / "ready"
    odd = FAIR.replace("people: [ann, bob]", "people: [ann, 'Bo/../B', 'bo-b']")
    path.write_text(odd, encoding="utf-8")
    (folder / "repairs").mkdir(parents=True)
    for name in ("room-old-2023.json", "mine.json"):
        (folder / "repairs" / name).write_text("{}", encoding="utf-8")
    told = plan("check", path, "--stress", "--out", folder)
    assert (told.code, "robustness 53.1 of 100" in told.out) == (0, True)
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    kept = [loss["file"] for loss in index["losses"] if loss["repairable"]]
    assert kept == [
        "repairs/person-Ann-2023-07-07-0800-1230.json",
        "repairs/person-Bo-B-2023-07-07-0800-1230.json",
        "repairs/person-bo-b-2023-07-07-0800-1230-2.json",
        "repairs/room-A-2023-07-07-0800-1230.json",
    ]
    assert {one.name for one in (folder / "repairs").iterdir()} == {"mine.json", *(one[8:] for one in kept)}
    table = (folder / "index.csv").read_text(encoding="utf-8-sig").splitlines()
    assert table[0].endswith("told,file") and len(table) == 1 + len(index["losses"])
    assert plan("take", folder / kept[-1], "-o", path).code == 0
    assert load(path).expo.standing["small"].room == "B"


def test_repairs_are_kept_of_stress_alone(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "fair.yaml"
    path.write_text(FAIR, encoding="utf-8")
    ran = plan("check", path, "--out", tmp_path / "ready")
    assert (ran.code, (tmp_path / "ready").exists()) == (2, False)
    assert "add --stress" in ran.err


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
