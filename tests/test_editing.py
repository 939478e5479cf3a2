"""Scenario files are changed where they stand: the values that were meant, every other byte as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from expos import random_expo
from hypothesis import given, settings
from hypothesis import strategies as st

from expo_planner.domain.problems import BadInput
from expo_planner.files.edit import Append, Drop, Edit, Note, Put, plain, rewritten
from expo_planner.files.edit.patch import patch, patched, said
from expo_planner.files.read.sources import parse
from expo_planner.files.schema.context import Context

NASTY = """\
# head of the file
expo:   # what it is
  id: nasty
  title: 'It''s "nasty": a fair'   # quoted
  timezone: Asia/Shanghai
  # before the days
  days:
    # first day
    - 2023-07-06   # Thursday
    - 2023-07-07
  hours: {2023-07-06: 09:00-12:00,   # short
          default: 09:00-18:00}
  note: |
    two lines, # no comment
      of note
  # after the note

rooms:
- {id: A, name: Hall A, capacity: 50,}   # the large one
# about B
- id: B      # the small one
  name: &name Hall B
  needs_met: [video, "a, b",   # on the ceiling
    sound]
- id: C
  name: *name

people: []
sessions:
  # heading of the sessions
  - {id: one, title: "=1+1", duration: 1h}

  # about two
  # in two lines
  - id: two
    title: >-
      folded
      title
    # inside two
    abstract: |+
      kept

    duration: 30min
    programme:
      - {for: 10min, title: Words}
      # about more
      - for: 20min
        title: More
  - duration: 1h   # id comes late
    id: 007
    tags:
    rooms: [A]
rules:
- before: {sessions: [one, two]}
- room_clash
# the end"""
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(
        [
            "a",
            "=1",
            "null",
            "~",
            "yes",
            "x: y",
            "# no",
            "a\nb",
            "- a",
            " led",
            "150",
            "2023-07-06 13:30",
            "{",
            "“引”",
            "",
        ]
    )
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b c", "no", "1"]), inner, max_size=3)
    ),
    max_leaves=4,
)


def read(text: str, name: str) -> Any:
    context = Context()
    node = parse(text, name, context)
    context.report.raise_any()
    assert node is not None
    return plain(node)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from paths(one, (*path, name))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, one in enumerate(value):
            yield from paths(one, (*path, number))


def lists(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = []
    for one in paths(value):
        inner = value
        for step in one:
            inner = inner[step]
        if isinstance(inner, list):
            found.append(one)
    return found


@st.composite
def edits(draw: st.DrawFn, document: Any) -> list[Edit]:
    """Some edits, none of them inside what another one replaces or drops."""
    chosen: list[Edit] = []
    taken: list[tuple[str | int, ...]] = []
    ways = list(paths(document))
    for path in draw(st.lists(st.sampled_from(ways), max_size=4, unique=True)):
        if any(path[: len(other)] == other or other[: len(path)] == path for other in taken) or len(path) < 2:
            continue
        taken.append(path)
        ways_of_change: list[Edit] = [Drop(path), Put(path, draw(VALUES)), Note(path, ("noted: #",))]
        chosen.append(draw(st.sampled_from(ways_of_change)))
    for path in draw(st.lists(st.sampled_from(lists(document)), max_size=2, unique=True)):
        if not any(path[: len(other)] == other or other[: len(path)] == path for other in taken):
            taken.append(path)
            chosen.append(Append(path, draw(VALUES)))
    if draw(st.booleans()):
        chosen.append(Put(("new", draw(st.sampled_from(["a", "b"]))), draw(VALUES)))
    if draw(st.booleans()) and not any(path[:2] == ("sessions", 0) for path in taken):
        chosen += [Put(("sessions", 0, "prefer", "rooms"), ["A"]), Put(("sessions", 0, "prefer", "when"), draw(VALUES))]
    return chosen


@pytest.mark.exhaustive
@settings(max_examples=150)
@given(st.data())
def test_edits_of_a_nasty_file_give_what_was_meant_and_keep_the_comments(data: st.DataObject) -> None:
    document = read(NASTY, "s.yaml")
    chosen = data.draw(edits(document))
    text = rewritten(NASTY, "s.yaml", chosen)
    assert said(read(text, "s.yaml")) == said(patched(document, patch(chosen)))
    if all(isinstance(one, Append | Note) or (isinstance(one, Put) and one.path[0] == "new") for one in chosen):
        kept = iter(text.splitlines())
        assert all(any(line.strip() in other for other in kept) for line in NASTY.splitlines() if "#" in line)
    comments = [line.strip() for line in NASTY.splitlines() if line.strip().startswith("#")]
    dropped = [one.path for one in chosen if not isinstance(one, Append | Note)]
    if not any(path[0] in ("sessions", "rooms", "expo") and len(path) <= 3 for path in dropped):
        found = [line.strip() for line in text.splitlines() if line.strip() in comments]
        assert [line for line in comments if line not in ("# about more",)] == [
            line for line in found if line not in ("# about more",)
        ]


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.data(), st.sampled_from([None, 1, 3]))
def test_edits_of_json_files_give_what_was_meant(seed: int, data: st.DataObject, indent: int | None) -> None:
    text = json.dumps(json.loads(random_expo(seed)), indent=indent, ensure_ascii=seed % 2 == 0)
    document = read(text, "s.json")
    chosen = data.draw(edits(document))
    new = rewritten(text, "s.json", chosen)
    assert said(read(new, "s.json")) == said(patched(document, patch(chosen)))
    json.loads(new)


def test_no_edit_changes_no_byte() -> None:
    assert rewritten(NASTY, "s.yaml", []) == NASTY


def test_one_edit_changes_its_own_bytes_only() -> None:
    text = rewritten(NASTY, "s.yaml", [Put(("sessions", 0, "duration"), "2h"), Put(("rooms", 1, "needs_met", 0), "TV")])
    assert text == NASTY.replace("duration: 1h}", "duration: 2h}").replace("[video", "[TV")


def test_fields_and_entries_join_in_the_style_of_their_neighbours() -> None:
    chosen: list[Edit] = [
        Put(("sessions", 0, "room"), "A"),
        Put(("sessions", 2, "abstract"), "two\nlines"),
        Append(("sessions",), {"id": "new", "title": "New: one", "duration": "1h"}),
        Append(("rules",), {"apart": {"sessions": ["one", "two"]}}),
        Drop(("sessions", 1)),
        Note(("sessions", 0, "title"), ("book.xlsx: other title",)),
    ]
    text = rewritten(NASTY, "s.yaml", chosen)
    assert '  # book.xlsx: other title\n  - {id: one, title: "=1+1", duration: 1h, room: A}\n' in text
    assert '    rooms: [A]\n    abstract: |-\n      two\n      lines\n  - id: new\n    title: "New: one"\n' in text
    assert "- room_clash\n- apart: {sessions: [one, two]}\n# the end" in text
    assert "about two" not in text and "# heading of the sessions" in text


def test_an_alias_and_what_it_stands_for_become_values_of_their_own() -> None:
    new = rewritten(NASTY, "s.yaml", [Put(("rooms", 1, "name"), "Hall")])
    assert new == NASTY.replace("&name Hall B", "Hall").replace("*name", "&name Hall B")
    assert rewritten(NASTY, "s.yaml", [Put(("rooms", 2, "name"), "Hall C")]) == NASTY.replace("*name", "Hall C")
    text = NASTY.replace("duration: 1h}", "duration: 1h, rooms: &all [A, B]}").replace("rooms: [A]", "rooms: *all")
    new = rewritten(text, "s.yaml", [Append(("sessions", 2, "rooms"), "C"), Drop(("sessions", 2, "rooms", 0))])
    assert new == text.replace("rooms: *all", "rooms: [B, C]")
    new = rewritten(text, "s.yaml", [Drop(("sessions", 0))])
    assert "rooms: &all [A, B]\n" in new and "*all" not in new


def test_what_is_written_in_too_odd_a_way_is_refused_with_its_place() -> None:
    text = NASTY.replace("    tags:\n", "    tags: &tags\n    - x\n    needs: *tags\n")
    with pytest.raises(BadInput) as refused:
        rewritten(text, "s.yaml", [Drop(("sessions", 2, "tags", 0))])
    assert str(refused.value.problems[0].source).startswith("s.yaml:")


def test_windows_line_ends_stay() -> None:
    text = NASTY.replace("\n", "\r\n")
    new = rewritten(text, "s.yaml", [Append(("rules",), "room_fit"), Put(("expo", "step"), "15min")])
    assert new.count("\n") == new.count("\r\n") == text.count("\r\n") + 2
