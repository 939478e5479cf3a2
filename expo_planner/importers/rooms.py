"""Names of rooms → rooms: ids, kinds, halls joined from others, houses of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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
MANY = Text("open area, many sessions at once, judging by its name", "从名称看是开放场地，可同时进行多项活动")


@dataclass(frozen=True)
class Rooms:
    """The rooms of a scenario. `ids` are by the name that sessions call a room."""

    entries: tuple[Entry, ...]
    ids: Mapping[str, str]
    beside: Mapping[str, tuple[Guess, ...]] = field(default_factory=dict)


def make_rooms(named: Iterable[str], listed: Iterable[FoundRoom], place: str | None) -> Rooms:
    """The rooms that are listed, then those that sessions name, each once; cells of a joined hall come before it."""
    known = {room.name: room for room in listed}
    identifiers, entries, ids = Identifiers("room"), dict[str, Entry](), dict[str, str]()
    beside: dict[str, tuple[Guess, ...]] = {}
    names = dict.fromkeys([*known, *named])

    def add(name: str, *guesses: Guess) -> str:
        if name in ids:
            return ids[name]
        cells = joined(name)
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
        entries[name] = entry
        if guesses:
            beside[ids[name]] = guesses
        return ids[name]

    for name in names:
        add(name)
    return Rooms(tuple(entries.values()), ids, beside)
