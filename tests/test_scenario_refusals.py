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
SESSION = (
    EXPO
    + """\
rooms: [{id: A, name: Hall A, capacity: 50}, {id: B, name: Hall B}, {id: AB, cells: [A, B]}]
people: [{id: ann, name: Ann}, {id: sam-1, name: Sam}, {id: sam-2, name: Sam}]
pools: {camera: 2}
sessions:
  - {id: one, title: one, duration: 1h, tags: [red]}
  - {id: two, CASE}
"""
)
AROUND = {
    "session": SESSION.replace("CASE", "CASE, title: two"),
    "title": SESSION,
    "section": EXPO + "CASE",
    "rules": EXPO + "sessions: [{id: a, title: a, duration: 1h, tags: [red]}, {id: b, title: b, duration: 1h}, "
    "{id: c, title: c, duration: 1h}]\nrules: CASE\n",
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
    text = (
        EXPO.replace("08:00", "8")
        + "rooms: [{id: a, capacity: x}]\nsessions: [{id: b, title: b, rooms: [a, c]}]\nx: 1\n"
    )
    assert [line.split(": ")[0] for line in complaints(text)] == [
        "scenario.yaml:1:93",
        "scenario.yaml:2:27",
        "scenario.yaml:3:12",
        "scenario.yaml:3:41",
        "scenario.yaml:4:1",
    ]


@pytest.mark.parametrize(
    ("entry", "longest", "place"),
    [
        ("title: TEXT", 1_000, "sessions[a].title"),
        ("title: A, people: [TEXT]", 1_000, "sessions[a].people[0]"),
        ("title: A, url: https://TEXT", 7_992, "sessions[a].url"),
        ("title: A, abstract: TEXT", 100_000, "sessions[a].abstract"),
    ],
)
def test_a_text_has_a_longest_length(entry: str, longest: int, place: str) -> None:
    session = f"{EXPO}sessions: [{{id: a, duration: 1h, {entry}}}]\n"
    assert loads(session.replace("TEXT", "x" * longest)).expo.sessions.keys() == {"a"}
    [said] = complaints(session.replace("TEXT", "x" * (longest + 1)))
    assert said.split(": ")[1] == place and "shorten it to" in said


def test_a_line_of_yaml_that_only_a_program_writes_is_refused_and_json_may_be_one_line() -> None:
    [said] = complaints(f"{EXPO}rooms: [{'{id: a}, ' * 200_000}]\n")
    assert said == (
        "scenario.yaml:2:1: this line has 1,800,009 characters (break it into lines of at most 1,000,000; "
        "a program writes JSON instead)"
    )
    [said] = complaints(json.dumps({"expo": "x" * 2_000_000}), "scenario.json")
    assert said.startswith("scenario.json:1:10: expo: expected named fields")


@pytest.mark.parametrize("mark", ["\\n", "\\r\\n", "\\u2028", "\\u2029", "\\x85", "\\v"])
def test_line_breaks_are_text_where_a_text_may_have_lines(mark: str) -> None:
    text = EXPO.replace("}", f', note: "a{mark}b"}}') + (
        f'sessions: [{{id: a, title: A, duration: 1h, abstract: "a{mark}b"}}]\n'
        f'waivers: [{{rule: placed, sessions: [a], why: "a{mark}b"}}]\n'
    )
    expo = loads(text).expo
    written = json.loads(f'"a{mark}b"'.replace("\\x", "\\u00").replace("\\v", "\\u000b"))
    assert {expo.note, expo.sessions["a"].abstract, expo.waivers[0].why} == {written}
    [said] = complaints(text.replace("title: A", f'title: "a{mark}b"'))
    assert "sessions[a].title: a line break" in said


def test_a_reference_to_an_entry_with_a_mistake_is_no_mistake() -> None:
    text = EXPO + "rooms: [{id: a, capacity: x}]\nsessions: [{id: b, title: b, duration: 1h, room: a}]\n"
    assert complaints(text) == ["scenario.yaml:2:27: rooms[a].capacity: expected a whole number, found 'x'"]


def test_sections_that_cannot_be_read_make_no_references_wrong() -> None:
    sections = "rooms: {}\npools: 3\nsessions: {}\nsites: {travel: {X - Y: 1h}}\nrules: [{apart: {sessions: [a, b]}}]\n"
    assert [line.split(": ")[1] for line in complaints(EXPO + sections)] == ["rooms", "pools", "sessions"]


@pytest.mark.exhaustive
def test_a_file_full_of_unknown_names_is_refused_without_endless_search_for_near_ones() -> None:
    rooms = ", ".join(f"{{id: room-{n}}}" for n in range(1000))
    sessions = ", ".join(f"{{id: s{n}, title: S, duration: 1h, room: romm-{n}}}" for n in range(300))
    lines = complaints(f"{EXPO}rooms: [{rooms}]\nsessions: [{sessions}]\n")
    assert len(lines) == 300
    assert "did you mean 'room-0'?" in lines[0]
    assert lines[-1].endswith("there is no room 'romm-299'")
