"""Names of rooms → rooms: ids, kinds, halls joined from others, houses of their own."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted
from expo_planner.importers.identifiers import Identifiers, room_id
from expo_planner.importers.model import FoundRoom, Guess
from expo_planner.importers.scenario_draft import Entry
from expo_planner.importers.text.spelling import joined, kind_of

JOINED = Text("{name} is made up of {cells}, judging by its name", "从名称看，{name}由{cells}合并而成")
MADE = Text("{name} is never used on its own; it is part of {hall}", "{name}没有单独使用，它是{hall}的一部分")
ELSEWHERE = Text("{name} is a separate site, away from {place}", "{name}不在{place}，是另一个地点")
HOUSE = re.compile(r".*(?:酒店|饭店|宾馆)|(?:.* )?hotel(?: .*)?", re.IGNORECASE)
ONLINE_ONLY = Text("online, without a place, judging by its name", "从名称看是线上，不占场地")
SEVERAL = re.compile("[、，,;；\n]")
ONE_ROOM = Text("{name} was read as the name of one room", "{name}整个当作一个场地")
ALSO = Text("also written {others}; read as one room", "又写作{others}，视为同一场地")
LONGEST_LIST = 300
MANY = Text("open area, many sessions at once, judging by its name", "从名称看是开放场地，可同时进行多项活动")


LIST = re.compile(r" *(?:[,;，；、/|+&]|\b(?:and|und|et|y)\b) *")
COUNTED = re.compile(r"[0-9]+|\b[A-Z]\b")
"""What tells rooms of one name apart."""


def several_rooms(named: Iterable[str | None]) -> tuple[FoundRoom, ...]:
    """Of these names those that list several rooms: each of which is named alone too, or which differ in a number."""
    names = {name: None for name in named if name}
    return tuple(FoundRoom(name=name, cells=cells) for name in names if (cells := _listed(name, names)))


def _listed(name: str, names: Container[str]) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(filter(None, LIST.split(name)))) if len(name) < LONGEST_LIST else ()
    if len(parts) < 2 or joined(name):
        return ()
    shapes = {COUNTED.sub("0", part) for part in parts}
    alike = len(shapes) == 1 and shapes != set(parts) and not any(part.isdigit() for part in parts)
    return parts if alike or all(part in names for part in parts) else ()


def cells_of(room: FoundRoom | None, name: str) -> tuple[str, ...]:
    """The rooms that a room is made of: of a hall that is joined itself, its cells, which are atomic."""
    if room is None or not room.cells:
        return joined(name)
    return tuple(dict.fromkeys(cell for part in room.cells for cell in joined(part) or (part,)))


@dataclass(frozen=True)
class Rooms:
    """The rooms of a scenario. `ids` are by the name that sessions call a room."""

    entries: tuple[Entry, ...]
    ids: Mapping[str, str]
    beside: Mapping[str, tuple[Guess, ...]] = field(default_factory=dict)


def make_rooms(
    named: Iterable[str],
    listed: Iterable[FoundRoom],
    place: str | None,
    spellings: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Rooms:
    """The rooms that are listed, then those that sessions name, each once; cells of a joined hall come before it.

    `spellings`: how else a room is written.
    """
    known = {room.name: room for room in listed}
    identifiers, entries, ids = Identifiers("room"), dict[str, Entry](), dict[str, str]()
    beside: dict[str, tuple[Guess, ...]] = {}
    names = dict.fromkeys([*(name for name, room in known.items() if not room.cells), *named, *known])

    def add(name: str, *guesses: Guess) -> str:
        if name in ids:
            return ids[name]
        cells = cells_of(known.get(name), name)
        parts = [add(cell, *(() if cell in names else (MADE.fill(name=cell, hall=name),))) for cell in cells]
        ids[name] = identifiers.give(room_id(name))
        told = known.get(name) or FoundRoom(name=name)
        entry: Entry = {"id": ids[name], "name": name}
        if told.name_en:
            entry["name_en"] = told.name_en
        kind = told.kind or kind_of(name) or "room"
        if kind != "room":
            entry["kind"] = kind
            if told.kind is None:
                guesses += (ONLINE_ONLY if kind == "online" else MANY,)
        site = told.site
        if site is None and place is not None and kind != "online" and HOUSE.fullmatch(name) and name != place:
            site = name
            guesses += (ELSEWHERE.fill(name=Quoted(name), place=place),)
        if site is not None:
            entry["site"] = site
        if told.capacity is not None:
            entry["capacity"] = told.capacity
        if parts:
            entry["cells"] = parts
            guesses += (JOINED.fill(name=Quoted(name), cells=[Quoted(cell) for cell in cells]),)
        if not parts and SEVERAL.search(name):
            guesses += (ONE_ROOM.fill(name=Quoted(name)),)
        if name in spellings:
            guesses += (ALSO.fill(others=[Quoted(other) for other in spellings[name]]),)
        entries[name] = entry
        if guesses:
            beside[ids[name]] = guesses
        return ids[name]

    for name in names:
        add(name)
    return Rooms(tuple(entries.values()), ids, beside)
