"""What `plan explain` takes for conflicts planted into a made expo: `python -m benchmarks.conflicts 1000 50 5 0.75`.

Prints a line for each: CPU seconds after load, whether the conflict is proven minimal, and the rules of its members.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.generate import generate
from expo_planner.explainer import explain
from expo_planner.files.read.load import loads
from expo_planner.solver.problem import SearchProblem

Made = dict[str, Any]


def in_order(expo: Made, day: str, sessions: Sequence[Made]) -> None:
    """The last of a chain has to be over before the first begins."""
    for session in sessions:
        session["people"] = []
    sessions[0] |= {"when": [f"{day} 11:00-13:00"], "duration": "1h"}
    sessions[-1] |= {"when": [f"{day} 09:00-11:30"], "duration": "1h"}
    expo["rules"].append({"before": {"sessions": [session["id"] for session in sessions]}})


def one_person(expo: Made, day: str, sessions: Sequence[Made]) -> None:
    """Four hours of one person in a morning of three and a half."""
    for session in sessions:
        session |= {"duration": "1h", "people": ["everyone-wants-her"], "when": [f"{day} 09:00-12:30"]}


def one_room(expo: Made, day: str, sessions: Sequence[Made]) -> None:
    """Four hours in one room in a morning of three and a half."""
    room = next(one["id"] for one in expo["rooms"] if not one.keys() & {"cells", "open", "closed", "kind"})
    for session in sessions:
        session |= {"duration": "1h", "rooms": [room], "when": [f"{day} 09:00-12:30"], "attendance": 1}
        session |= {"people": [], "needs": [], "setup": "0min", "teardown": "0min"}


KINDS: Mapping[str, tuple[Callable[[Made, str, Sequence[Made]], None], int]] = {
    "order, 2 sessions": (in_order, 2),
    "order, 3 sessions": (in_order, 3),
    "order, 4 sessions": (in_order, 4),
    "one person, 4 sessions": (one_person, 4),
    "one room, 4 sessions": (one_room, 4),
}


def planted(sessions: int, rooms: int, days: int, use: float, kind: str, seed: int = 0) -> Made:
    """A made expo with a conflict among sessions that nothing else relates to others."""
    expo: Made = json.loads(json.dumps(generate(sessions, rooms, days, use, 0)))
    related = json.dumps(expo["rules"])
    hosts = {session.get("host") for session in expo["sessions"]}
    loose = [
        session
        for session in expo["sessions"]
        if f'"{session["id"]}"' not in related
        and session["id"] not in hosts
        and not session.keys() & {"host", "priority", "pinned", "programme"}
    ]
    plant, count = KINDS[kind]
    plant(expo, _first_day(expo), random.Random(seed).sample(loose, count))
    return expo


def _first_day(expo: Made) -> str:
    days = expo["expo"]["days"]
    return str(days[0]) if isinstance(days, list) else str(days).split("..")[0]


def main() -> None:
    """Plants each kind and says what explaining it takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("sessions", "rooms", "days"):
        parser.add_argument(name, type=int)
    parser.add_argument("use", type=float)
    asked = parser.parse_args()
    for kind in KINDS:
        gc.disable()
        scenario = loads(
            json.dumps(planted(asked.sessions, asked.rooms, asked.days, asked.use, kind)), name="made.json"
        )
        began = time.process_time()
        conflict = explain(SearchProblem.of(scenario), seconds=60).conflict
        taken = time.process_time() - began
        gc.enable()
        rules = [demand.rule for demand in conflict.demands] if conflict else []
        print(f"{kind}: {taken:.2f} CPU s, minimal: {bool(conflict and conflict.minimal)}, {', '.join(rules)}")


if __name__ == "__main__":
    main()
