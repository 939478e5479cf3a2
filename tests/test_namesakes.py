"""Two ids of one name may be one person, and that is told: by `plan check`, and as a guess of `plan import`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Plan

from expo_planner.domain.entities import Person
from expo_planner.domain.namesakes import namesakes

FAIR = """\
expo: {id: twins, title: Twins, timezone: Europe/Paris, days: 2026-10-07, hours: 09:00-18:00, language: en}
rooms: [{id: A}, {id: B}]
people:
  - {id: m1, name: Maya L}
  - {id: m2, name: SECOND}
sessions:
  - {id: s, title: S, duration: 1h, start: 2026-10-07 09:00, room: A, people: [m1]}
  - {id: t, title: T, duration: 1h, start: 2026-10-07 09:00, room: B, people: [m2]}
"""


@pytest.fixture
def fair(tmp_path: Path) -> Path:
    path = tmp_path / "fair.yaml"
    path.write_text(FAIR.replace("SECOND", "Maya L"), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "note: m1, m2 share the name Maya L and may be one person; if so, use one id everywhere"),
        ("zh", "提示: m1、m2 同名（Maya L），可能是同一人；若是，请统一使用一个编号"),
    ],
)
def test_check_tells_after_its_report_and_ends_as_before(plan: Plan, fair: Path, language: str, said: str) -> None:
    ran = plan("check", fair, "--lang", language)
    assert ran.code == 0
    assert ran.out.splitlines()[1:] == [f"{fair}:4:5: {said} ({fair}:5:5)"]


def test_the_document_has_notes_only_where_there_are_any(plan: Plan, fair: Path) -> None:
    ran = plan("check", fair, "--json")
    [note] = json.loads(ran.out)["notes"]
    assert (ran.code, note["people"], note["where"]) == (0, ["m1", "m2"], ["fair.yaml:4:5", "fair.yaml:5:5"])
    fair.write_text(FAIR.replace("SECOND", "Maya M"), encoding="utf-8")
    assert "notes" not in json.loads(plan("check", fair, "--json").out)


@pytest.mark.parametrize("other", ["Maya L", "maya l", "Maya  L", "Ｍａｙａ Ｌ"])
def test_spaces_width_and_case_make_no_other_name(other: str) -> None:
    people = [Person(id="1", name="Maya L"), Person(id="2", name="Maya M"), Person(id="3", name=other)]
    assert [[person.id for person in found.people] for found in namesakes(people)] == [["1", "3"]]
