"""Three versions of a scenario: what becomes of each change, and that none of them is lost."""

from __future__ import annotations

import json
from typing import Any

from copies import NASTY
from hypothesis import given, settings
from hypothesis import strategies as st
from test_editing import read

from expo_planner.files.edit import Put, applied
from expo_planner.files.edit.as_written import RECORDS
from expo_planner.roundtrip.merge.apply import edits_of, numbers_of
from expo_planner.roundtrip.merge.three_way import FieldChange, MergeConflict, called_alike, merge
from expo_planner.roundtrip.sheets import Flat, flat

SECTIONS: dict[str, Any] = read(NASTY, "s.yaml")
BASE = flat(SECTIONS)


@st.composite
def versions(draw: st.DrawFn) -> Flat:
    """The scenario with some changes: fields set and emptied, entries added and removed."""
    changed = {section: {name: dict(one) for name, one in entries.items()} for section, entries in BASE.items()}
    places = [(section, name, field) for section in BASE for name, one in BASE[section].items() for field in one]
    for section, name, field in draw(st.lists(st.sampled_from(places), max_size=4)):
        if field == "id" or name not in changed[section]:
            continue
        if draw(st.booleans()):
            new = (
                {"room_clash": {"turnover": draw(st.sampled_from(["1h", "2h"]))}}
                if section == "rules"
                else draw(st.sampled_from(["new", "newer"]))
            )
            changed[section][name][field] = new
        elif field:
            changed[section][name].pop(field, None)
        elif draw(st.booleans()):
            del changed[section][name]
    for section in draw(st.lists(st.sampled_from([*RECORDS]), max_size=1)):
        changed[section]["added"] = {"id": "added", "title": draw(st.sampled_from(["x", "y"]))}
    return changed


@settings(max_examples=200)
@given(versions(), versions())
def test_every_change_of_the_copy_is_taken_or_there_already_or_in_conflict(theirs: Flat, ours: Flat) -> None:
    found = merge(BASE, theirs, ours)
    every: list[FieldChange | MergeConflict] = [*found.changes, *found.already, *found.conflicts]
    told = {(one.section, one.name, one.field) for one in every}
    for section in BASE:
        for name in {*BASE[section], *theirs[section]}:
            old, new = BASE[section].get(name), theirs[section].get(name)
            if old is None or new is None or name not in ours[section]:
                if old != new and not (old is None and name in ours[section]):
                    assert (section, name, "") in told
            else:
                for field in {*old, *new}:
                    assert (
                        (old.get(field) == new.get(field))
                        or (section, name, field) in told
                        or not (old.get(field) or new.get(field))
                    )
    for one in found.conflicts:
        assert one.theirs != one.ours and one.base != one.theirs and one.base != one.ours


def said(value: Any) -> Any:
    """The same without fields that say nothing: `when: []` is no `when`."""
    if isinstance(value, dict):
        return {name: said(one) for name, one in value.items() if one not in ([], {}, None)}
    return [said(one) for one in value] if isinstance(value, list) else value


@settings(max_examples=100)
@given(versions())
def test_who_changed_nothing_gets_all_changes_of_the_other(theirs: Flat) -> None:
    found = merge(BASE, theirs, BASE)
    assert not found.conflicts and not found.already
    ours, lists = called_alike(BASE, BASE)
    sections = applied(SECTIONS, edits_of(found.changes, numbers_of(ours, lists), ours))
    now = flat(sections)
    for section in BASE:
        listed = section in ("rules", "waivers", "categories")
        expected = [*theirs[section].values()] if listed else theirs[section]
        assert said([*now[section].values()] if listed else now[section]) == said(expected)
    assert not merge(BASE, BASE, theirs).changes


def test_rules_are_the_same_rule_wherever_they_stand_now() -> None:
    rules: Any = SECTIONS["rules"]
    moved = [rules[4], "room_fit", {"before": {**rules[1]["before"], "weight": "9"}}, *rules[2:4]]
    ours, places = called_alike(BASE, flat({**SECTIONS, "rules": moved}))
    assert [*ours["rules"]] == ["5", "+room_fit", "2", "3", "4"]
    assert places["rules", "2"] == 2
    theirs = json.loads(json.dumps(BASE))
    theirs["rules"]["2"][""]["before"]["gap"] = "1h"
    theirs["rules"]["5"][""] = {"person_clash": {"weight": "2"}}
    found = merge(BASE, theirs, ours)
    assert [(one.name, one.ours) for one in found.conflicts] == [("2", moved[2])]
    assert found.changes == (FieldChange("rules", "5", "", "person_clash", {"person_clash": {"weight": "2"}}),)
    assert list(edits_of(found.changes, numbers_of(ours, places), ours)) == [
        Put(("rules", 0), {"person_clash": {"weight": "2"}})
    ]
