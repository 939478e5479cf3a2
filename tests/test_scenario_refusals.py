"""What a scenario file is refused for: each mistake with its place, its field, and what to do, in both languages.

The cases stand in `golden/refusals.txt`: what is put into a small scenario, and below it what is then said.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from expo_planner.domain.problems import BadInput
from expo_planner.files.read.load import loads
from expo_planner.files.schema.nodes import FieldProblem

EXPO = "expo: {id: tiny, title: Tiny, timezone: Europe/Berlin, days: 2024-10-25..2024-10-27, hours: 08:00-22:00}\n"
AROUND = {
    "session": EXPO
    + """\
rooms: [{id: A, name: Hall A, capacity: 50}, {id: B, name: Hall B}, {id: AB, cells: [A, B]}]
people: [{id: ann, name: Ann}, {id: sam-1, name: Sam}, {id: sam-2, name: Sam}]
pools: {camera: 2}
sessions:
  - {id: one, duration: 1h, tags: [red]}
  - {id: two, CASE}
""",
    "section": EXPO + "CASE",
    "rules": EXPO
    + """\
sessions: [{id: a, duration: 1h, tags: [red]}, {id: b, duration: 1h}, {id: c, duration: 1h}]
rules: CASE
""",
    "expo": "CASE",
    "yaml": "CASE",
    "json": "CASE",
}
"""Where a case of each sort stands."""


def golden() -> Iterator[tuple[str, str, str]]:
    """The sort of each case, its text, and what is said."""
    for case in (Path(__file__).parent / "golden" / "refusals.txt").read_text(encoding="utf-8").split("\n\n"):
        head, said = case.strip().split("\n", 1)
        sort, text = head.split(" ", 1)
        yield sort, json.loads(text), said


def complaints(text: str, name: str = "scenario.yaml") -> list[str]:
    with pytest.raises(BadInput) as caught:
        loads(text, name=name)
    return [problem.say("en") for problem in caught.value.problems]


@pytest.mark.parametrize(("sort", "case", "expected"), [*golden()])
def test_a_scenario_is_refused_for(sort: str, case: str, expected: str) -> None:
    name = "scenario.json" if sort == "json" else "scenario.yaml"
    with pytest.raises(BadInput) as caught:
        loads(AROUND[sort].replace("CASE", case), name=name)
    said = [line for problem in caught.value.problems for line in (problem.say("en"), problem.say("zh"))]
    assert said == expected.split("\n")


def test_a_mistake_knows_its_entry_however_odd_its_id_and_however_short_the_message() -> None:
    odd = "x].start[" + "y" * 80
    text = AROUND["session"].replace(
        "CASE", f'id: "{odd}", duration: 1h, uses: {{camera: x}}, programme: [{{title: 1}}]'
    )
    with pytest.raises(BadInput) as caught:
        loads(text.replace("id: two, ", ""), name="scenario.yaml")
    paths = [problem.path for problem in caught.value.problems if isinstance(problem, FieldProblem)]
    assert paths == [
        ("sessions", odd, "id"),
        ("sessions", odd, "uses", "camera"),
        ("sessions", odd, "programme", 0),
    ]


def test_all_mistakes_of_a_file_are_found_at_once_and_in_its_order() -> None:
    text = EXPO.replace("08:00", "8") + "rooms: [{id: a, capacity: x}]\nsessions: [{id: b, rooms: [a, c]}]\nx: 1\n"
    assert [line.split(": ")[0] for line in complaints(text)] == [
        "scenario.yaml:1:93",
        "scenario.yaml:2:27",
        "scenario.yaml:3:12",
        "scenario.yaml:3:31",
        "scenario.yaml:4:1",
    ]


def test_a_reference_to_an_entry_with_a_mistake_is_no_mistake() -> None:
    text = EXPO + "rooms: [{id: a, capacity: x}]\nsessions: [{id: b, duration: 1h, room: a}]\n"
    assert complaints(text) == ["scenario.yaml:2:27: rooms[a].capacity: expected a whole number, found 'x'"]


def test_sections_that_cannot_be_read_make_no_references_wrong() -> None:
    sections = "rooms: {}\npools: 3\nsessions: {}\nsites: {travel: {X - Y: 1h}}\nrules: [{apart: {sessions: [a, b]}}]\n"
    assert [line.split(": ")[1] for line in complaints(EXPO + sections)] == ["rooms", "pools", "sessions"]


def test_a_file_full_of_unknown_names_is_refused_without_endless_search_for_near_ones() -> None:
    rooms = ", ".join(f"{{id: room-{n}}}" for n in range(1000))
    sessions = ", ".join(f"{{id: s{n}, duration: 1h, room: romm-{n}}}" for n in range(300))
    lines = complaints(f"{EXPO}rooms: [{rooms}]\nsessions: [{sessions}]\n")
    assert len(lines) == 300
    assert "did you mean 'room-0'?" in lines[0]
    assert lines[-1].endswith("there is no room 'romm-299'")
