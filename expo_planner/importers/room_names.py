"""Names of rooms that differ in their spelling alone, and halls that are made of others, judging by all the names."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from expo_planner.importers.model import FoundRoom, FoundSession, Reading
from expo_planner.importers.rooms import cells_of, several_rooms
from expo_planner.importers.text.spelling import VENUE

BETWEEN = r"[\s\-‐‑–—_·・]+"
UNSPELLED = re.compile(rf"(?<![0-9]){BETWEEN}|{BETWEEN}(?![0-9])")
"""What makes no difference: spaces and dashes, but for those between two digits."""
SITE = re.compile(
    rf"(?P<site>.*?(?:{VENUE.pattern}|\b(?:cent(?:er|re)|campus|museum|university|building|palace|arena|park|messe|kongresshaus)))"
    r"[\s,，:：\-–—·/]*(?P<rest>\S.*)",
    re.IGNORECASE,
)


def one_spelling(readings: Sequence[Reading]) -> tuple[list[Reading], Mapping[str, tuple[str, ...]]]:
    """The same with one name for each room, that which is written most often; and how else each is written."""
    counts = Counter(
        name for one in readings for session in one.sessions for name in (session.room, *session.rooms) if name
    )
    for name in (room.name for one in readings for room in one.rooms):
        counts[name] += 0
    places = {_key(one.place) for one in readings if one.place}
    chosen = _of_one_hall(_chosen(counts, places), counts)
    if all(name == own for name, own in chosen.items()):
        return [*readings], {}
    others = {
        own: tuple(name for name, same in chosen.items() if same == own and name != own and counts[name])
        for own in dict.fromkeys(chosen.values())
    }
    return [_respelled(one, chosen) for one in readings], {own: names for own, names in others.items() if names}


def _key(name: str) -> str:
    """What two spellings of one name have in common."""
    return UNSPELLED.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _chosen(counts: Mapping[str, int], places: Iterable[str]) -> Mapping[str, str]:
    """By name, the spelling that is taken for it."""
    keys = {name: _key(name) for name in counts}
    sites = {name: (_key(match["site"]), _key(match["rest"])) for name in counts if (match := SITE.fullmatch(name))}
    bare = {key for name, key in keys.items() if name not in sites}
    here = [*places]
    for name, (site, rest) in sites.items():
        alone = len({other for other, behind in sites.values() if behind == rest}) == 1
        if rest in bare and (site in here if here else alone):
            keys[name] = rest
    alike: dict[str, list[str]] = {}
    for name, key in keys.items():
        alike.setdefault(key, []).append(name)
    return {name: max(names, key=lambda one: counts[one]) for names in alike.values() for name in names}


def _of_one_hall(chosen: Mapping[str, str], counts: Mapping[str, int]) -> Mapping[str, str]:
    """The same, where halls made of the same rooms are one: A+B厅, A/B, and A厅、B厅."""
    made = {room.name: room for room in joined_by_names(chosen.values())}
    halls: dict[frozenset[str], list[str]] = {}
    for name in dict.fromkeys(chosen.values()):
        if cells := cells_of(made.get(name), name):
            halls.setdefault(frozenset(map(_key, cells)), []).append(name)
    own = {name: max(names, key=lambda one: counts[one]) for names in halls.values() for name in names}
    return {name: own.get(same, same) for name, same in chosen.items()}


def _respelled(reading: Reading, chosen: Mapping[str, str]) -> Reading:
    def session(one: FoundSession) -> FoundSession:
        room = chosen[one.room] if one.room else one.room
        return replace(one, room=room, rooms=tuple(dict.fromkeys(chosen[name] for name in one.rooms)))

    def hall(one: FoundRoom) -> FoundRoom:
        return replace(one, name=chosen[one.name], cells=tuple(chosen.get(cell, cell) for cell in one.cells))

    rooms = {room.name: room for room in map(hall, reversed(reading.rooms))}
    return replace(reading, sessions=tuple(map(session, reading.sessions)), rooms=tuple(reversed(rooms.values())))


WHOLE_HALL = re.compile(
    r"(.*?)[\s(（]*(?:全厅|整厅|全场|全馆|全部|\b(?:all|whole|entire|komplett|gesamt)\b)[\s)）]*", re.IGNORECASE
)
PART = r"(?:[A-Z]|[0-9]{1,3})"
JOINT = re.compile(
    rf"(?P<base>.*?)(?P<parts>{PART}厅?"
    rf"(?: ?(?:[+＋/&,，、]|\b(?:and|und|et|y)\b|[和与及]) ?{PART}厅?)+)(?P<end>厅|号厅|号|)"
)


def joined_by_names(names: Iterable[str]) -> tuple[FoundRoom, ...]:
    """The halls that are made of others which are named too: lists of rooms, `A/B`, the whole hall of its parts."""
    known = {_key(name): name for name in names}
    made = [FoundRoom(name=name, cells=cells) for name in known.values() if len(cells := _parts(name, known)) > 1]
    return (*several_rooms(known.values()), *made)


def _parts(name: str, known: Mapping[str, str]) -> tuple[str, ...]:
    if len(name) > 100:
        return ()
    if match := WHOLE_HALL.fullmatch(name):
        base = _key(match[1])
        part = re.compile(rf"{re.escape(base)}(?:[a-z]|[0-9]{{1,3}})(?:厅|号厅)?")
        return tuple(own for key, own in known.items() if base and part.fullmatch(key))
    if match := JOINT.fullmatch(name):
        cells = []
        for part in re.findall(PART, match["parts"]):
            spelled = (f"{match['base']}{part}{end}" for end in (match["end"], "厅", "号厅", ""))
            cells.append(next((known[key] for one in spelled if (key := _key(one)) in known), ""))
        if all(cells):
            return tuple(dict.fromkeys(cells))
        parts = [part.casefold() for part in re.findall(PART, match["parts"])]
        found = [  # A/B, where Hall A and Hall B are named
            [known.get(key[: -len(parts[0])] + part, "") for part in parts]
            for key in known
            if not match["base"] and key.endswith(parts[0])
        ]
        whole = [tuple(cells) for cells in found if all(cells)]
        return whole[0] if len(whole) == 1 else ()
    return ()
