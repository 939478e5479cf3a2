"""The JSON Schema accepts what the reader accepts, and knows every field and rule."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from test_scenario_reading import FAIR, HEAD

from expo_planner.domain.entities import Person, Room, Session, Waiver
from expo_planner.files.read.load import load, schema
from expo_planner.files.schema import model, session_fields
from expo_planner.files.schema.record_types import Record
from expo_planner.rules import RULES, Goal

FOLDER = Path(__file__).parent.parent / "scenarios"
SCENARIOS = sorted(path for path in FOLDER.glob("*.yaml") if not path.stem.endswith("-variants"))


class Core(yaml.SafeLoader):
    """YAML as editors read it (core schema of YAML 1.2): dates and times are texts."""

    yaml_implicit_resolvers: Any = {}  # noqa: RUF012


Core.add_implicit_resolver("tag:yaml.org,2002:null", __import__("re").compile(r"~|null|$"), None)
Core.add_implicit_resolver("tag:yaml.org,2002:bool", __import__("re").compile(r"true|false"), None)
Core.add_implicit_resolver("tag:yaml.org,2002:int", __import__("re").compile(r"-?(0|[1-9][0-9]*)$"), None)


def errors(text: str) -> list[str]:
    data = yaml.load(text, Loader=Core)
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema()).iter_errors(data)]


def test_the_schema_is_one_and_can_be_written_as_json() -> None:
    Draft202012Validator.check_schema(schema())
    assert json.loads(json.dumps(schema())) == schema()


def test_a_scenario_with_every_field_validates() -> None:
    assert errors(FAIR.replace("    host: null\n", "")) == []
    assert errors(HEAD) == []


@pytest.mark.parametrize(
    ("record", "cls", "others"),
    [
        (session_fields.SESSION, Session, {"duration", "prefer", "times"}),
        (model.ROOM, Room, set()),
        (model.PERSON, Person, set()),
        (model.WAIVER, Waiver, set()),
    ],
    ids=["session", "room", "person", "waiver"],
)
def test_every_field_of_the_file_goes_somewhere(record: Record, cls: type[Any], others: set[str]) -> None:
    """Into the field of that name of what the planner knows; the few others are made into something else."""
    assert record.by_name.keys() - {one.name for one in fields(cls)} == others


@pytest.mark.parametrize("path", SCENARIOS, ids=[path.name for path in SCENARIOS])
def test_a_shipped_scenario_validates_and_loads(path: Path) -> None:
    assert errors(path.read_text(encoding="utf-8")) == []
    assert load(path).expo.sessions


@pytest.mark.parametrize(
    "wrong",
    [
        "sesions: []",
        "rooms: [{name: no id}]",
        "rooms: [{id: 厅}]",
        "sessions: [{id: a, title: a, duration: 90}]",
        "sessions: [{id: a, title: a, duration: 1h, attendance: many}]",
        "sessions: [{id: a, title: a, duration: 1h, when: 2023-07-06}]",
        "rules: [room_clsh]",
        "rules: [before]",
        "rules: [{before: {sessions: {tagg: x}}}]",
        "goals: {room_clash: 3}",
    ],
)
def test_what_the_schema_refuses(wrong: str) -> None:
    assert errors(f"{HEAD}{wrong}\n")


def test_every_rule_and_goal_is_in_the_schema() -> None:
    properties = schema()["properties"]
    listed = {name for one in properties["rules"]["items"]["anyOf"][1:] for name in one["properties"]}
    assert listed == {name for name, rule in RULES.items() if not issubclass(rule, Goal)}
    assert set(properties["goals"]["properties"]) == {name for name, rule in RULES.items() if issubclass(rule, Goal)}
