"""`plan sweep`: variants are read, made, solved once each, and compared; a stopped sweep goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from clusters import running_cluster
from conftest import SCENARIOS, Plan

from expo_planner.checker import check
from expo_planner.domain.problems import BadInput
from expo_planner.execution.executor import Failed, InProcess
from expo_planner.files.read.load import load_schedule, loads
from expo_planner.files.variants.base import BaseScenario
from expo_planner.files.variants.read import Variant, read_variants

VARIANTS = Path(__file__).parent / "benchmarks" / "fair_variants.yaml"
BASE = """
expo: {id: tiny, title: Tiny, timezone: UTC, days: 2027-05-20..2027-05-21, hours: 09:00-12:00, language: en}
rooms:
  - {id: A, name: Hall A, capacity: 60, cost_per_hour: 100}
  - {id: B, name: Hall B, capacity: 60, cost_per_hour: 40}
  - {id: A.2, name: Annex, capacity: 10}
people: [{id: ann, name: Ann}]
pools: {interpreter: 1}
sessions:
  - {id: opening, title: Opening, duration: 3h, attendance: 50, people: [ann], when: [2027-05-20]}
  - {id: nets, title: Nets, duration: 3h, attendance: 40, uses: {interpreter: 1}, people: [bob]}
  - {id: tides, title: Tides, duration: 3h, attendance: 40, uses: {interpreter: 1}}
  - {id: extra, title: Extra, duration: 1h, attendance: 5, priority: 300}
rules:
  - before: {sessions: [opening, nets]}
  - apart: {sessions: [nets, tides]}
goals: {hire: 1, snug_room: 0, busy_people: 0}
"""


@pytest.fixture
def base(tmp_path: Path) -> BaseScenario:
    (tmp_path / "tiny.yaml").write_text(BASE, encoding="utf-8")
    return BaseScenario(tmp_path / "tiny.yaml")


def variants(base: BaseScenario, text: str) -> list[Variant]:
    path = base.path.with_name("variants.yaml")
    path.write_text(text, encoding="utf-8")
    return read_variants(path, base)


def one(base: BaseScenario, lines: str) -> Any:
    """The scenario of a variant with these lines."""
    (variant,) = variants(base, f"variants: [{{name: it, {lines}}}]")
    return base.varied(variant.change)


def problems(base: BaseScenario, text: str) -> list[str]:
    with pytest.raises(BadInput) as bad:
        variants(base, text)
    return [problem.say("en") for problem in bad.value.problems]


def test_fields_are_set_by_paths_with_ids_even_with_dots(base: BaseScenario) -> None:
    expo = one(base, "rooms.A.2.capacity: 25, sessions.nets.attendance: 7, expo.hours: 08:00-13:00").scenario.expo
    assert expo.rooms["A.2"].capacity == 25 and expo.rooms["A"].capacity == 60
    assert expo.sessions["nets"].attendance == 7
    assert [expo.clock.iso(window.start)[11:16] for window in expo.hours] == ["08:00", "08:00"]


def test_fields_and_rules_are_taken_out_and_added(base: BaseScenario) -> None:
    rules = one(base, 'rules.apart: drop, rules.before: drop, "rules +": {apart: {sessions: [opening, nets]}}')
    assert [rule.name for rule in rules.scenario.rules if rule.name in ("apart", "before")] == ["apart"]
    assert one(base, "rooms.A.cost_per_hour: drop").scenario.expo.rooms["A"].cost_per_hour == 0
    more = one(base, '"rooms +": {id: C, name: Hall C}').scenario.expo
    assert [*more.rooms] == ["A", "B", "A.2", "C"]
    assert one(base, "pools.camera: 2, goals.snug_room: 3").scenario.expo.pools == {"interpreter": 1, "camera": 2}


def test_a_room_that_is_dropped_is_closed_all_the_time_and_a_session_takes_no_place(base: BaseScenario) -> None:
    varied = one(base, "rooms.B: drop, sessions.extra: drop, people.bob: drop")
    expo = varied.scenario.expo
    assert expo.rooms["B"].closed == (expo.horizon,) and not expo.rooms["A"].closed
    assert varied.absent == {"extra"}
    assert expo.people["bob"].away == (expo.horizon,) and not expo.people["ann"].away


def test_rooms_close_and_people_are_away_in_windows(base: BaseScenario) -> None:
    expo = one(base, "close: [A 2027-05-20 morning, 2027-05-21], away: Ann 2027-05-21").scenario.expo
    assert len(expo.rooms["A"].closed) == 2 and len(expo.rooms["B"].closed) == 1
    assert len(expo.people["ann"].away) == 1


def test_grids_are_cross_products(base: BaseScenario) -> None:
    found = variants(
        base,
        """
        grids:
          - {name: g, pools.interpreter: [1..3], goals.hire: [0, 2]}
          - {name: halls, rooms: drop any one}
          - {name: two, sessions: 'drop any two of nets, tides, extra'}
          - {name: some, rooms: drop at most one}
          - {name: days, days: drop any one}
          - {name: when, close: {rooms: any, windows: any day}}
          - {name: with, with: {goals.hire: 5}, seed: [0..4]}
          - {name: keep, rooms.A: [keep, drop]}
        """,
    )
    by_grid: dict[str, list[Variant]] = {}
    for variant in found:
        by_grid.setdefault(variant.grid, []).append(variant)
    counts = {name: len(own) for name, own in by_grid.items()}
    assert counts == {"g": 6, "halls": 3, "two": 3, "some": 4, "days": 2, "when": 6, "with": 5, "keep": 2}
    assert [variant.shown for variant in by_grid["g"]][:3] == [
        {"pools.interpreter": "1", "goals.hire": "0"},
        {"pools.interpreter": "1", "goals.hire": "2"},
        {"pools.interpreter": "2", "goals.hire": "0"},
    ]
    assert by_grid["with"][0].shown == {"seed": "0"}
    assert {edit.path for variant in by_grid["with"] for edit in variant.change.edits} == {("goals", "hire")}
    assert base.key(by_grid["keep"][0].change) == base.key(by_grid["some"][0].change)
    assert len({variant.name for variant in found}) == len(found)


@pytest.mark.parametrize("path", [SCENARIOS / "dicc-2023-variants.yaml", VARIANTS], ids=lambda path: path.name)
def test_the_shipped_variants_are_valid_and_all_different(path: Path) -> None:
    fair = BaseScenario(SCENARIOS / "dicc-2023-requests.yaml")
    found = read_variants(path, fair)
    assert len({fair.key(one.change) for one in found}) == len(found) >= 40


def test_a_list_or_named_entries_are_variants_too(base: BaseScenario) -> None:
    assert [one.name for one in variants(base, "[{rooms.A: drop}, {name: x, rooms.B: drop}]")] == ["rooms.A drop", "x"]
    assert [one.name for one in variants(base, "variants: {x: {rooms.A: drop}, y: {seed: 3}}")] == ["x", "y"]


def test_equal_changes_have_equal_keys_however_they_are_written(base: BaseScenario) -> None:
    first, same, other = variants(
        base,
        "variants: [{name: a, rooms.A.capacity: 60}, {name: b, goals.hire: 1}, {name: c, rooms.A.capacity: 61}]",
    )
    assert base.key(first.change) == base.key(same.change) != base.key(other.change)


def test_every_mistake_is_told_at_its_line(base: BaseScenario) -> None:
    text = """variants:
  - {name: a, rooms.X: drop, roms.A: drop, goals.higher: 3}
  - {name: b, expo.hours: 25:00-18:00}
  - {name: b, close: "Q 2027-05-20", seed: -1}
  - {name: c, rooms.A.id: Z}
  - {name: d, sessions.nets.duration: 3}
  - {name: e, away: Zoe 2027-05-20, drop: [nothing]}
grids:
  - {name: g, pools.x: 3}
  - {name: h, rooms: drop some}
  - {name: i, seed: [0..9999999]}
"""
    told = problems(base, text)
    assert [one.split(":")[1] for one in told] == sorted((one.split(":")[1] for one in told), key=int)
    for line, words in {
        2: ["'X' in rooms", "did you mean 'rooms'"],
        3: ["no time 25:00"],
        4: ["two variants are called 'b'", "no room 'Q'", "-1"],
        6: ["'3'"],
        7: ["nobody called 'Zoe'", "'nothing' in sessions"],
        9: ["a list of values"],
        10: ["'drop any one'"],
        11: ["at most 100000"],
    }.items():
        for word in words:
            assert any(f"variants.yaml:{line}:" in one and word in one for one in told), (line, word, told)


@pytest.mark.parametrize(
    "line",
    [
        '"rules +": drop',
        '"rooms +": drop',
        "expo: drop",
        "rules: drop",
        "expo" + ".a" * 5000 + ": 1",
        "pools.interpreter.deeper.still: 3",
        '"sessions.nets +": x',
        "rules.0.x: 1",
        "rules.99999999: 1",
        "sessions.nets: [1]",
        '".": 1',
        '"": 1',
        '" +": 1',
        "rooms.: drop",
        "close: {rooms: any, windows: any day}",
        "away: [[x]]",
        "drop: ~",
        "seed: 99999999999999999999",
        "goals.hire: ~",
    ],
)
def test_odd_lines_are_refused_or_read_but_never_break(base: BaseScenario, line: str) -> None:
    try:
        variants(base, f"variants: [{{name: it, {line}}}]")
    except BadInput as bad:
        assert all(problem.source.file in ("variants.yaml", "tiny.yaml") for problem in bad.problems)


@pytest.mark.parametrize(
    "line",
    [
        "rooms: {a: 1}",
        "rooms: [A]",
        "rooms: drop any one of X",
        "sessions: drop any three",
        "close: {rooms: any}",
        "close: {rooms: [Q], windows: any day}",
        "close: {rooms: any, windows: [nonsense]}",
        "pools.interpreter: []",
        "pools.interpreter: [5..1]",
        "halls: {a: [1]}",
        "with: 3",
        "with: {goals.hire: 3}",
        "seed: [a]",
    ],
)
def test_odd_grids_are_refused_or_read_but_never_break(base: BaseScenario, line: str) -> None:
    try:
        variants(base, f"grids: [{{name: it, {line}}}]")
    except BadInput as bad:
        assert all(problem.source.file in ("variants.yaml", "tiny.yaml") for problem in bad.problems)


def test_a_file_without_variants_and_one_that_is_none_are_refused(base: BaseScenario) -> None:
    assert "lists no variants" in problems(base, "variants: []")[0]
    assert "expected variants, grids" in problems(base, "rooms: []")[0]
    assert "expected variants, grids" in problems(base, "hello")[0]


FILE = """
variants:
  - {name: without B, rooms.B: drop}
  - {name: two interpreters, pools.interpreter: 2}
  - {name: the same, pools.interpreter: 2}
  - {name: no extra, sessions.extra: drop}
grids:
  - {name: hire, goals.hire: [0..3]}
"""


def swept(plan: Plan, tmp_path: Path, *options: str) -> tuple[Any, Path]:
    """The document of a sweep and its folder."""
    (tmp_path / "tiny.yaml").write_text(BASE, encoding="utf-8")
    if not (tmp_path / "variants.yaml").exists():
        (tmp_path / "variants.yaml").write_text(FILE, encoding="utf-8")
    folder = tmp_path / "out"
    ran = plan(
        "sweep", tmp_path / "tiny.yaml", "--variants", tmp_path / "variants.yaml", "-o", folder, "--json", *options
    )
    assert ran.code == 0, ran.err
    assert json.loads((folder / "sweep.json").read_text()) == json.loads(ran.out)
    return json.loads(ran.out), folder


def test_variants_are_solved_compared_and_kept(plan: Plan, tmp_path: Path) -> None:
    document, folder = swept(plan, tmp_path)
    rows = {row["name"]: row for row in document["variants"]}
    assert [*rows][:3] == ["base", "without B", "two interpreters"]
    assert rows["base"]["status"] == "optimal" and rows["base"]["told"] == 0 and not rows["base"]["unplaced"]
    lost = rows["without B"]
    assert lost["status"] == "infeasible" and lost["unplaced"]["must"] == 1 and lost["because"]
    assert rows["the same"]["same_as"] == "two interpreters"
    assert rows["the same"]["schedule"] == rows["two interpreters"]["schedule"]
    assert rows["hire: goals.hire 1"]["same_as"] == "base"
    assert rows["hire: goals.hire 2"]["cost"] == 2 * rows["base"]["cost"] == 2 * rows["base"]["hire"]
    assert rows["no extra"]["unplaced"] == {} and rows["no extra"]["moved"] == 1
    assert {"sweep.html", "sweep.csv", "sweep.xlsx", "sweep.json", "schedules"} <= {
        path.name for path in folder.iterdir()
    }


def test_every_schedule_that_is_kept_passes_the_checker_at_the_cost_that_is_told(plan: Plan, tmp_path: Path) -> None:
    document, folder = swept(plan, tmp_path)
    base = BaseScenario(tmp_path / "tiny.yaml")
    changes = {one.name: one.change for one in read_variants(tmp_path / "variants.yaml", base)}
    for row in document["variants"][1:]:
        varied = base.varied(changes[row["name"]])
        report = check(varied.scenario, load_schedule(folder / row["schedule"], varied.scenario))
        assert report.cost == row["cost"]
        assert len(report.errors) == row["unplaced"].get("must", 0)


def test_results_are_taken_over_and_only_what_is_missing_is_solved(plan: Plan, tmp_path: Path) -> None:
    document, folder = swept(plan, tmp_path)
    files = {path: path.stat().st_mtime_ns for path in (folder / "schedules").iterdir()}
    gone = folder / document["variants"][1]["schedule"]
    gone.unlink()
    broken = folder / document["variants"][2]["schedule"]
    broken.write_bytes(broken.read_bytes()[:100])
    again, _ = swept(plan, tmp_path)
    assert again == document
    anew = {path for path in (folder / "schedules").iterdir() if files[path] != path.stat().st_mtime_ns}
    assert anew == {gone, broken}
    (tmp_path / "variants.yaml").write_text("variants: [{name: all but one, rooms.A: drop}]", encoding="utf-8")
    swept(plan, tmp_path)
    assert len([*(folder / "schedules").iterdir()]) == len(files) + 1
    swept(plan, tmp_path, "--no-resume")
    assert gone.exists()


def test_a_sweep_that_is_stopped_keeps_what_is_finished_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "variants.yaml").write_text("grids: [{name: many, seed: [0..149]}]", encoding="utf-8")
    command = [sys.executable, "-m", "expo_planner", "sweep", "tiny.yaml", "--variants", "variants.yaml", "-o", "out"]
    running = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    kept = tmp_path / "out" / "schedules"
    while not kept.exists() or len([*kept.glob("*.json")]) < 5:
        assert running.poll() is None
        time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate()
    assert running.returncode == 130 and "of 151 variants are solved" in told
    stopped = json.loads((tmp_path / "out" / "sweep.json").read_text())
    assert 5 <= len(stopped["variants"]) < 151 and stopped["variants_asked"] == 151
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert len(json.loads((tmp_path / "out" / "sweep.json").read_text())["variants"]) == 151


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sweep_by(tmp_path: Path, name: str, *options: str) -> dict[str, bytes]:
    """Every file of a sweep that a command of its own makes."""
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "expo_planner", "sweep", str(tmp_path / "tiny.yaml")),
            *("--variants", str(tmp_path / "variants.yaml"), "-o", str(tmp_path / name), *options),
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )
    assert ran.returncode == 0, ran.stderr
    return contents(tmp_path / name)


def test_the_same_bytes_wherever_the_variants_are_solved_and_whoever_dies(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "variants.yaml").write_text(
        "grids: [{rooms: drop at most two, goals.hire: [0, 2]}, {sessions: drop any one, seed: [0, 1]}]"
    )
    first = sweep_by(tmp_path, "local", "--workers", "2")
    assert sweep_by(tmp_path, "one", "--workers", "1") == first
    assert sweep_by(tmp_path, "dask", "--cluster", "local", "--workers", "2") == first
    with running_cluster(workers=2) as cluster:
        assert sweep_by(tmp_path, "workers", "--cluster", cluster.address) == first
        cluster.kill_worker()
        assert sweep_by(tmp_path, "left", "--cluster", cluster.address) == first


def test_a_scheduler_that_is_not_there_is_told(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("expo_planner.execution.dask_cluster.CONNECTING", 0.5)
    (tmp_path / "tiny.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "variants.yaml").write_text(FILE, encoding="utf-8")
    arguments = ("sweep", tmp_path / "tiny.yaml", "--variants", tmp_path / "variants.yaml", "-o", tmp_path / "out")
    ran = plan(*arguments, "--cluster", "tcp://127.0.0.1:1")
    assert ran.code == 3 and "cannot be reached" in ran.err
    assert not (tmp_path / "out").exists()


def test_mistakes_end_with_exit_code_2_and_write_nothing(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "variants.yaml").write_text("variants: [{rooms.X: drop}]", encoding="utf-8")
    ran = plan(
        *("sweep", tmp_path / "tiny.yaml", "--variants", tmp_path / "variants.yaml", "-o", tmp_path / "out"),
    )
    assert ran.code == 2 and "variants.yaml:1:13" in ran.err and not (tmp_path / "out").exists()
    ran = plan("sweep", tmp_path / "tiny.yaml", "--variants", tmp_path / "none.yaml")
    assert ran.code == 2 and "there is no such file" in ran.err


def test_what_a_variant_of_a_planned_expo_keeps(plan: Plan, tmp_path: Path) -> None:
    """What stands in the file stays; with --afresh all is placed anew, and nobody moves for nothing."""
    placed = BASE.replace(
        "duration: 3h, attendance: 50", "duration: 3h, start: 2027-05-20 09:00, room: A, attendance: 50"
    )
    (tmp_path / "tiny.yaml").write_text(placed, encoding="utf-8")
    (tmp_path / "variants.yaml").write_text("[{name: no A, rooms.A: drop}]", encoding="utf-8")
    arguments = ("sweep", tmp_path / "tiny.yaml", "--variants", tmp_path / "variants.yaml", "--json", "-o")
    fixed = json.loads(plan(*arguments, tmp_path / "fixed").out)["variants"]
    assert [row["status"] for row in fixed] == ["optimal", "infeasible"]
    anew = json.loads(plan(*arguments, tmp_path / "anew", "--afresh").out)["variants"]
    assert anew[0]["status"] == "optimal" and anew[1]["unplaced"]["must"] == 1
    assert loads(placed).expo.standing["opening"].room == "A"


def test_alternatives_have_names_and_change_several_things(base: BaseScenario) -> None:
    found = variants(base, "grids: [{name: g, halls: {few: {rooms.A: drop, goals.hire: 2}, all: {}}, seed: [0, 1]}]")
    assert [one.shown for one in found][:3] == [
        {"halls": "few", "seed": "0"},
        {"halls": "few", "seed": "1"},
        {"halls": "all", "seed": "0"},
    ]
    assert found[0].change.lost_rooms == ("A",) and len(found[0].change.edits) == 1
    assert "changes of this alternative" in problems(base, "grids: [{name: g, halls: {few: 3}}]")[0]


def test_a_variant_may_change_how_long_sessions_last(plan: Plan, tmp_path: Path) -> None:
    """The schedule of the base, from which it is solved, has other ends."""
    (tmp_path / "variants.yaml").write_text("[{name: short, sessions.opening.duration: 1h}]", encoding="utf-8")
    document, folder = swept(plan, tmp_path)
    short = document["variants"][1]
    assert short["status"] == "optimal"
    (tmp_path / "short.yaml").write_text(BASE.replace("Opening, duration: 3h", "Opening, duration: 1h"), "utf-8")
    assert plan("check", tmp_path / "short.yaml", "--schedule", folder / short["schedule"]).code == 0


def test_a_scheduler_that_is_lost_leaves_what_is_finished_and_says_how_to_go_on(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "variants.yaml").write_text("grids: [{name: many, seed: [0..149]}]", encoding="utf-8")
    command = [sys.executable, "-m", "expo_planner", "sweep", "tiny.yaml", "--variants", "variants.yaml", "-o", "out"]
    with running_cluster(workers=1) as cluster:
        together = [*command, "--cluster", cluster.address]
        running = subprocess.Popen(together, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        kept = tmp_path / "out" / "schedules"
        while not kept.exists() or len([*kept.glob("*.json")]) < 5:
            assert running.poll() is None
            time.sleep(0.1)
        cluster.kill_scheduler()
        _, told = running.communicate(timeout=120)
    assert running.returncode == 3, told
    assert "the cluster cannot be reached, or not any more" in told and "of 151 variants are solved" in told
    assert "Traceback" not in told
    finished = len(json.loads((tmp_path / "out" / "sweep.json").read_text())["variants"])
    assert 5 <= finished < 151
    ran = subprocess.run([*command, "--json"], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0 and len(json.loads(ran.stdout)["variants"]) == 151


def test_a_variant_that_fails_is_a_row_with_its_reason(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(InProcess):
        """Fails at the second task of each run, and loses the worker of the third."""

        def run(self, function: Any, shared: Any, tasks: Any, *, deadline: float | None = None) -> Any:
            for number, answer in super().run(function, shared, tasks, deadline=deadline):
                yield number, {1: Failed("ValueError: no"), 2: Failed()}.get(number, answer)

    monkeypatch.setattr("expo_planner.execution.local_processes.LocalProcesses", lambda workers: Failing())
    (tmp_path / "tiny.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "variants.yaml").write_text(FILE, encoding="utf-8")
    arguments = ("sweep", tmp_path / "tiny.yaml", "--variants", tmp_path / "variants.yaml", "-o", tmp_path / "out")
    ran = plan(*arguments, "--json")
    assert ran.code == 3
    rows = {row["name"]: row for row in json.loads(ran.out)["variants"]}
    assert (rows["two interpreters"]["status"], rows["two interpreters"]["because"]) == ("failed", "ValueError: no")
    assert "died" in rows["no extra"]["because"] and rows["no extra"]["schedule"] is None
    assert rows["without B"]["status"] == "infeasible"
    monkeypatch.undo()
    monkeypatch.setattr("expo_planner.execution.local_processes.LocalProcesses", lambda workers: InProcess())
    assert plan(*arguments, "--json").code == 0  # what failed is tried again


def test_a_cluster_without_dask_says_what_to_install(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "expo_planner.execution.dask_cluster", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)
    (tmp_path / "tiny.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "variants.yaml").write_text(FILE, encoding="utf-8")
    arguments = ("sweep", tmp_path / "tiny.yaml", "--variants", tmp_path / "variants.yaml", "-o", tmp_path / "out")
    ran = plan(*arguments, "--cluster", "local")
    assert ran.code == 2 and "pip install 'expo-planner[cluster]'" in ran.err
