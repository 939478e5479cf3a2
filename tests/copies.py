"""Scenarios that are hard to copy, and what it means that two scenarios are the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from expos import random_expo
from hypothesis import strategies as st

from expo_planner.domain.problems import Source

NASTY = """\
# yaml-language-server: $schema=scenario.schema.json
expo: {id: nasty, title: "=SUM(A1)", timezone: Asia/Shanghai, days: [2023-07-06, 2023-07-07],   # two days
  hours: {2023-07-06: 09:00-12:00, default: [09:00-12:00, 13:00-18:00]}, step: 15min,
  slots: [{at: 09:00-10:30, types: [workshop, "a, b"]}, {at: 13:00-17:00, day: 2023-07-07}, {at: 09:00-12:00}],
  note: " led by a space", language: en, parts: {early: 09:00-10:00}}
categories: [Talks, {name: "+1", en: Plus one, color: steelblue}, "-", '@home', "yes"]
sites: {travel: {"Fair - Hotel, downtown": 30min}}
rooms:
  - &large {id: "007", name: '@SUM', capacity: 100, needs_met: [video, "a, b", "c、d", " e "], site: Fair}   # the large
  - {id: 1e3, name: "-1", capacity: １５０, site: Fair, closed: [2023-07-06 early]}
  - id: yes
    name: "tab\\u00a0and nbsp "
    cells: ["007", 1e3]
  - {id: H, site: "Hotel, downtown", kind: open, stream_url: "https://example.org/a,b"}
people:
  - {id: "Li, Wei", name: Li Wei, role: "=cmd|' /C calc'!A0", away: [2023-07-06 early, "2023-07-07 09:00-10:00"]}
  - {id: 'no', name: "'quoted'"}
  - {id: "[x]", name: "_x0041_ {y}"}
pools: {interpreter: 2, "a: b, c": 3}
sessions:
  # the first
  - id: a
    title: "=1+1"
    category: Talks
    duration: 90min
    attendance: 0
    people: ["Li, Wei", 'no', "[x]", "null", 倪苏方]
    uses: {interpreter: 1, "a: b, c": 2}
    keep: {start: ４０, room: 7}
    tags: ["x, y", z]
    prefer: {when: [2023-07-06 early], rooms: [1e3]}
    organisers: ["A, B Ltd", "C"]
    abstract: |
      several lines,

        of text: # no comment
    programme:
      - {for: 10min, title: "+more", people: ["no", "Li, Wei"]}
      - {for: 20min, title: "~"}
      - {for: 10min, title: "+more", people: ["no", "Li, Wei"]}
  - {id: "1", title: "null", category: "+1", duration: 1h, when: [], rooms: ["007"], start: 2023-07-07 13:00,
     room: "007", pinned: yes, type: workshop, priority: 10, abstract: "%LONG%"}   # pinned
  - {id: 2.50, title: " two ", category: "yes", duration: 30min, host: a, tags: [z], series: ~}
rules:
  - room_clash: {turnover: 15min}
  - before: {sessions: [a, "1"], gap: 0min, weight: 3}
  - apart: {sessions: {tag: "x, y"}, weight: 1}
  - apart: {sessions: {tag: "x, y"}, weight: 1}
  - person_clash
goals: {hire: 1, prefer_when: 0}
keep: {start: ３, dropped: 9}
waivers:
  - {rule: host, sessions: [2.50], by: "me, too", why: "several\\nlines"}
""".replace("%LONG%", "=long " * 7_000)
TITLES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1).filter(
    str.strip
)
ODD = st.sampled_from(
    ["=1", "+1", "-1", "@a", "'", "'=1", "007", "1e3", "yes", "null", "~", "a, b", "a、b", " a ", "2023-7-6"]
)
NAMES = TITLES | ODD | ODD.map(lambda text: f"{text}…")


@st.composite
def scenarios(draw: st.DrawFn) -> str:
    """A random scenario, JSON, with texts of all sorts wherever any text may stand."""
    document: dict[str, Any] = json.loads(random_expo(draw(st.integers(0, 10_000))))
    document["expo"]["note"] = draw(NAMES)
    document["expo"]["title"] = draw(NAMES)
    if draw(st.booleans()):
        document["keep"] = draw(
            st.fixed_dictionaries({}, optional=dict.fromkeys(["start", "room"], st.integers(1, 100)))
        )
    for session in document["sessions"]:
        session["title"] = draw(NAMES)
        if draw(st.booleans()):
            session["keep"] = {"room": draw(st.integers(0, 900))}
        if draw(st.booleans()):
            session["organisers"] = draw(st.lists(NAMES, max_size=3))
            session["tags"] = ["x", *draw(st.lists(NAMES, max_size=2))]
            session["abstract"] = draw(
                st.lists(NAMES, min_size=1, max_size=3).map("\n".join) | NAMES.map(lambda text: text * 999)
            )
        for item in session.get("programme", ()):
            item["title"] = draw(NAMES)
            if draw(st.booleans()):
                item["people"] = draw(st.lists(NAMES, max_size=2, unique=True))
    for room in document["rooms"]:
        room["name"] = draw(NAMES)
        room["needs_met"] = [*room.get("needs_met", ()), *draw(st.lists(NAMES, max_size=2))]
    for waiver in document["waivers"]:
        waiver["why"] = draw(NAMES)
    return json.dumps(document, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1])))


def meaning(value: Any) -> Any:
    """What a scenario means, without the places in the file."""
    if isinstance(value, Source):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in fields(value) if one.name not in ("source", "fields")]
        return (type(value).__name__, {name: meaning(getattr(value, name)) for name in names})
    if isinstance(value, Mapping):
        return {key: meaning(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [meaning(one) for one in value]
    return value
