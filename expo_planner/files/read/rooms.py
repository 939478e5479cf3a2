"""Rooms and people of a scenario → the expo's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import reduce

from expo_planner.domain.clock import union
from expo_planner.domain.entities import Person, Room
from expo_planner.domain.i18n import Text
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import Quoted, source
from expo_planner.files.schema.record_types import GivenFields


def make_people(entries: Iterable[GivenFields]) -> Iterable[Person]:
    """The persons who are listed."""
    for given in entries:
        if "id" in given.values:
            available = union(given.get("available", ()))
            yield Person(
                id=given.get("id"),
                name=given.get("name") or given.get("id"),
                away=union(given.get("away", ())),
                available=available or None,
                source=source(given.node),
                **given.same(Person, {"id", "name", "away", "available"}),
            )


def _refuse_at_once(given: GivenFields, context: Context) -> None:
    """Reports a limit on the sessions at one time where a room holds one anyway."""
    if "at_once" in given.values and given.get("kind", "room") == "room":
        message = Text("a room of kind room holds one session at a time", "类型为 room 的场地一次只办一场")
        hint = Text("write kind: open, or leave out at_once", "请写 kind: open，或去掉 at_once")
        context.report.add(given.at("at_once"), (*given.path, "at_once"), message, hint)


def make_rooms(entries: Iterable[GivenFields], home: str, context: Context) -> Mapping[str, Room]:
    """The rooms, in the order of the file. `home` is the site of those that name none."""
    given = {one.get("id"): one for one in entries if "id" in one.values}
    for one in given.values():
        _refuse_at_once(one, context)
    rooms = {
        name: Room(
            id=name,
            name=one.get("name") or name,
            site=None if one.get("kind") == "online" else one.get("site", home),
            needs_met=frozenset(one.get("needs_met", ())),
            cells=(name,),
            open=union(one.get("open", ())) or None,
            closed=union(one.get("closed", ())),
            source=source(one.node),
            **one.same(Room, {"id", "name", "site", "needs_met", "cells", "open", "closed"}),
        )
        for name, one in given.items()
    }
    joined = {name for name, one in given.items() if one.get("cells")}
    return {
        name: _join(room, given[name], rooms, joined, context) if name in joined else room
        for name, room in rooms.items()
    }


def _join(hall: Room, given: GivenFields, rooms: Mapping[str, Room], joined: set[str], context: Context) -> Room:
    """The hall with what its cells bring: seats, equipment, price and site, where the file does not say."""

    def refuse(field: str, message: Text, **facts: object) -> None:
        context.report.add(given.at(field), (*given.path, field), message.fill(**facts))

    for name in given.get("cells"):
        if name == hall.id:
            refuse("cells", Text("a room cannot be a cell of itself", "场地不能由自己合并而成"))
        elif name in joined:
            refuse(
                "cells",
                Text("the cell {cell} is itself a joined hall", "{cell}本身就是合并厅，不能再作合并"),
                cell=Quoted(name),
            )
        elif name in rooms and rooms[name].kind != "room":
            refuse(
                "cells",
                Text("the cell {cell} is not of kind room", "{cell}的类型不是 room，不能合并"),
                cell=Quoted(name),
            )
    if hall.kind != "room":
        refuse("kind", Text("a joined hall must be of kind room", "合并厅的类型只能是 room"))
    cells = [rooms[name] for name in given.get("cells") if name in rooms]
    if len(cells) < len(given.get("cells")):
        return hall
    sites = {cell.site for cell in cells}
    if "site" not in given.nodes and len(sites) > 1:
        refuse("cells", Text("the cells are at different sites", "各场地不在同一地点"))
    seats = [cell.capacity for cell in cells if cell.capacity is not None]
    return replace(
        hall,
        cells=tuple(cell.id for cell in cells),
        site=given.get("site", cells[0].site),
        capacity=hall.capacity if "capacity" in given.values else sum(seats) if len(seats) == len(cells) else None,
        needs_met=hall.needs_met
        if "needs_met" in given.values
        else reduce(frozenset.intersection, (cell.needs_met for cell in cells)),
        cost_per_hour=hall.cost_per_hour
        if "cost_per_hour" in given.values
        else sum(cell.cost_per_hour for cell in cells),
    )
