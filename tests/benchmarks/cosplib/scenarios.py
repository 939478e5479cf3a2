"""An instance as scenarios of this planner, in two steps: blocks into rooms and sessions, submissions into blocks.

A session-room of the library holds one track only, which no rule of ours says. So the first scenario plans blocks: each
is a session of ours, half an hour long, and every session of the library is one half-hour of a single day. Costs become
`preference` tables, pairs that should not be parallel an `audience`, tracks a series that keeps its room and whose
blocks `follow` each other. The second scenario shares out the submissions of a track among its blocks, which are open
rooms then; their slots are a limit on the `crowd` that comes out of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from benchmarks.cosplib.instance import Instance
from benchmarks.cosplib.prices import Block, Blocks, Hall, Prices

DAY = "2026-05-11"
STEP = 30
GOALS = ("prefer_when", "prefer_rooms", "snug_room", "turned_away", "home_room", "busy_people", "hire", "spare_room")
LARGEST = 1_000_000
"""No cost is larger here: what costs more is out of the question either way."""
Made = dict[str, Any]


def window(instance: Instance, session: str) -> str:
    """The half-hour that stands for a session."""
    number = [*instance.sessions].index(session)
    return f"{DAY} {_clock(STEP * number)}-{_clock(STEP * (number + 1))}"


def hall_at(instance: Instance, rooms: Sequence[str], room: str, start: int) -> Hall:
    """The session and room of a placement; `room` is an id, `start` in minutes."""
    return [*instance.sessions][start // STEP], rooms[int(room[1:])]


def blocks_scenario(
    prices: Prices, blocks: Sequence[Block], standing: Blocks, chains: Iterable[tuple[Sequence[int], int]]
) -> Made:
    """Blocks that are to be placed, beside others that stand.

    `chains` are blocks, by number, that should follow each other, and what each break costs.
    """
    instance = prices.instance
    windows = {session: window(instance, session) for session in instance.sessions}
    closed: dict[str, list[str]] = defaultdict(list)
    for session, room in standing:
        closed[room].append(windows[session])
    ids = {room: f"r{number}" for number, room in enumerate(instance.rooms)}
    names = [f"b{number}" for number in range(len(blocks))]
    weights, rules = instance.weights, list[Made]()
    beside = _by_session(standing)
    for name, block in zip(names, blocks, strict=True):
        by_session = {
            session: prices.block_in_session(block, session)
            + sum(prices.parallel(block, other) for other in beside.get(session, ()))
            for session in windows
        }
        by_room = {room: prices.block_in_room(block, room) for room in ids}
        rules += _tables([name], "when", by_session, windows)
        rules += _tables([name], "rooms", by_room, ids)
    halls: dict[tuple[str, int], list[str]] = defaultdict(list)
    for session, room in instance.sessions_rooms:
        if cost := prices.of_hall((session, room)):
            halls[session, min(cost, LARGEST)].append(ids[room])
    rules += [
        {"preference": {"sessions": names, "when": [windows[session]], "rooms": rooms, "cost": cost}}
        for (session, cost), rooms in halls.items()
    ]
    pairs = [
        [f"b{one}", f"b{other}", min(cost, LARGEST)]
        for one, other in combinations(range(len(blocks)), 2)
        if (cost := prices.parallel(blocks[one], blocks[other]))
    ]
    rules += [{"audience": {"pairs": pairs}}] if pairs else []
    for chain, weight in chains:
        members = [f"b{number}" for number in chain]
        rules += [{"follow": {"sessions": members, "weight": weight}}] if weight else []
        if blocks[chain[0]].track in prices.sequenced:
            rules.append({"before": {"sessions": members, "weight": weights["submissions_order"]}})
    sessions = [
        {"id": name, "title": block.track, "duration": f"{STEP}min", "series": block.track}
        | _fitting(instance, windows, prices.length(block))
        for name, block in zip(names, blocks, strict=True)
    ]
    rooms = [
        {"id": ids[room], "name": room} | ({"closed": closed[room]} if closed[room] else {}) for room in instance.rooms
    ]
    return _scenario(instance, rooms, sessions, rules, {"home_room": weights["rooms_per_track"]})


def shares_scenario(prices: Prices, blocks: Blocks, tracks: Iterable[str]) -> tuple[Made, list[Hall], list[str]]:
    """The submissions of some tracks, to be shared out anew among the blocks of their tracks.

    Also the session and room that each room of the scenario stands for, and the submission of each session.
    """
    instance = prices.instance
    chosen = {*tracks}
    halls = [hall for hall, block in blocks.items() if block.track in chosen]
    names = [name for hall in halls for name in blocks[hall].submissions]
    fixed = {name: hall for hall, block in blocks.items() for name in block.submissions if block.track not in chosen}
    ids = {name: f"s{number}" for number, name in enumerate(names)}
    rooms = [
        {"id": f"h{number}", "name": f"{hall[1]}, {hall[0]}", "kind": "open", "open": [window(instance, hall[0])]}
        for number, hall in enumerate(halls)
    ]
    of_track: dict[str, list[int]] = defaultdict(list)
    for number, hall in enumerate(halls):
        of_track[blocks[hall].track].append(number)
    sessions, rules = list[Made](), list[Made]()
    for name in names:
        submission = instance.submissions[name]
        own = of_track[submission.track]
        sessions.append(
            {
                "id": ids[name],
                "title": name,
                "duration": f"{STEP}min",
                "attendance": submission.slots,
                "rooms": [f"h{number}" for number in own],
            }
        )
        with_fixed = [(fixed[other], cost) for other, cost in prices.conflicts.get(name, {}).items() if other in fixed]
        costs = {
            number: prices.in_session(name, halls[number][0])
            + prices.in_room(name, halls[number][1])
            + sum(cost for hall, cost in with_fixed if hall[0] == halls[number][0] and hall[1] != halls[number][1])
            for number in own
        }
        least = min(costs.values())
        by_room = {number: cost - least for number, cost in costs.items()}
        rules += _tables([ids[name]], "rooms", by_room, {number: f"h{number}" for number in own})
    pairs = [
        [ids[one], ids[other], min(cost, LARGEST)]
        for one, other in combinations(names, 2)
        if instance.submissions[one].track != instance.submissions[other].track
        and (cost := prices.conflicts.get(one, {}).get(other, 0))
    ]
    rules += [{"audience": {"pairs": pairs}}] if pairs else []
    rules += [
        {"crowd": {"rooms": [f"h{number}"], "within": f"{STEP}min", "people": instance.sessions[hall[0]].slots}}
        for number, hall in enumerate(halls)
    ]
    return _scenario(instance, rooms, sessions, rules, {}), halls, names


def _scenario(
    instance: Instance, rooms: list[Made], sessions: list[Made], rules: list[Made], goals: Mapping[str, int]
) -> Made:
    return {
        "expo": {
            "id": "cosplib",
            "title": "Conference",
            "timezone": "UTC",
            "days": [DAY],
            "hours": f"00:00-{_clock(STEP * len(instance.sessions))}",
            "step": f"{STEP}min",
            "language": "en",
        },
        "rooms": rooms,
        "sessions": sessions,
        "rules": rules,
        "goals": {**dict.fromkeys(GOALS, 0), **goals},
    }


def _tables(names: list[str], field: str, costs: Mapping[Any, int], ids: Mapping[Any, str]) -> list[Made]:
    """A penalty table as rules: one entry for each cost, with all that it is asked for."""
    found: dict[int, list[str]] = defaultdict(list)
    for key, cost in costs.items():
        if cost:
            found[min(cost, LARGEST)].append(ids[key])
    return [{"preference": {"sessions": names, field: where, "cost": cost}} for cost, where in found.items()]


def _fitting(instance: Instance, windows: Mapping[str, str], length: int) -> Made:
    fits = [windows[name] for name, session in instance.sessions.items() if session.slots >= length]
    return {} if len(fits) == len(windows) else {"when": fits}


def _by_session(blocks: Blocks) -> dict[str, list[Block]]:
    found: dict[str, list[Block]] = defaultdict(list)
    for (session, _), block in blocks.items():
        found[session].append(block)
    return found


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
