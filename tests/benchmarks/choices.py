"""A congress whose people have said what they want: `python -m benchmarks.choices FOLDER`.

Writes `congress.json` and `choices.csv`: by default 5,000 people with 8 favourites each among 200 sessions, in 12 rooms
on 4 days. Few sessions are wanted by many (Zipf's law), and people keep to topics. Then `plan solve` is measured on
it, and `plan check --choices` of the result: CPU seconds, cost, bound and gap. The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

Document = dict[str, Any]
CAPACITIES = (1500, 800, 500, 400, 300, 300, 200, 200, 150, 150, 100, 100)
DAYS = [f"2026-05-{day}" for day in range(11, 15)]
LENGTHS = {60: 0.7, 90: 0.2, 120: 0.1}
"""Minutes, and how many of the sessions are that long."""
TOPICS = 10
ZIPF = 0.8
"""The session of rank r is wanted in proportion to r to minus this."""
DEVOTED = 0.7
"""Of a person's favourites, how many are of one of the two topics that the person is after."""
COMING = 0.7
"""Of those who chose a session, how many the organiser expects."""


def generate(people: int, favourites: int, sessions: int, seed: int = 0) -> tuple[Document, list[tuple[str, str]]]:
    """The scenario, and who wants what: person and session."""
    drawn = random.Random(f"choices {people} {favourites} {sessions} {seed}")
    names = [f"s{number:03}" for number in range(1, sessions + 1)]
    topics = {name: drawn.randrange(TOPICS) for name in names}
    ranks = [*range(1, sessions + 1)]
    drawn.shuffle(ranks)
    appeal = {name: rank**-ZIPF for name, rank in zip(names, ranks, strict=True)}
    lists = {topic: _weighed([name for name in names if topics[name] == topic], appeal) for topic in range(TOPICS)}
    everything = _weighed(names, appeal)
    wishes: list[tuple[str, str]] = []
    for number in range(1, people + 1):
        after = drawn.sample(range(TOPICS), 2)
        chosen: set[str] = set()
        while len(chosen) < favourites:
            own = lists[drawn.choice(after)] if drawn.random() < DEVOTED else everything
            pool, weights = own if own[0] else everything
            chosen.update(drawn.choices(pool, cum_weights=weights))
        wishes += [(f"p{number:05}", name) for name in sorted(chosen)]
    wanted = Counter(name for _, name in wishes)
    return {
        "expo": {
            "id": f"choices-{people}-{favourites}-{sessions}-{seed}",
            "title": f"{people} people, {favourites} favourites of {sessions} sessions",
            "timezone": "Europe/Berlin",
            "days": DAYS,
            "hours": "09:00-18:00",
            "step": "30min",
            "language": "en",
        },
        "rooms": [
            {"id": f"r{number:02}", "name": f"Room {number}", "capacity": capacity}
            for number, capacity in enumerate(CAPACITIES, start=1)
        ],
        "sessions": [
            {
                "id": name,
                "title": f"Session {name}",
                "duration": f"{drawn.choices([*LENGTHS], [*LENGTHS.values()])[0]}min",
                "attendance": min(round(COMING * wanted[name]), CAPACITIES[0]),
            }
            for name in names
        ],
        "rules": [{"audience": {"file": "choices.csv"}}],
    }, wishes


def write(folder: Path, people: int, favourites: int, sessions: int, seed: int = 0) -> Path:
    """Writes both files into a folder; the scenario's path."""
    scenario, wishes = generate(people, favourites, sessions, seed)
    folder.mkdir(parents=True, exist_ok=True)
    rows = "".join(f"{person},{session}\n" for person, session in wishes)
    (folder / "choices.csv").write_text(f"person,session\n{rows}", encoding="utf-8")
    path = folder / "congress.json"
    path.write_text(json.dumps(scenario, indent=1), encoding="utf-8")
    return path


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes what is asked for, and measures it unless told not to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.choices", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--favourites", type=int, default=8)
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=300, help="time limit of solving; 0: only write")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args(arguments)
    path = write(given.folder, given.people, given.favourites, given.sessions, given.seed)
    if given.seconds:
        out = given.folder / "out"
        limits = ["--time-limit", str(given.seconds), "--workers", str(given.workers), "--out", str(out)]
        solved, solving = _measured("solve", str(path), *limits)
        _, loading = _measured("check", str(path), "--schedule", str(out / "schedule.json"), "--choices")
        print("| load and check, CPU s | solve, CPU s | cost | bound | gap |\n| --- | --- | --- | --- | --- |")
        cost, bound, gap = solved["cost"], solved["bound"], solved["gap"]
        print(f"| {loading:.2f} | {solving:.0f} | {cost:,} | {bound:,} | {gap:.1%} |")


def _weighed(names: list[str], appeal: dict[str, float]) -> tuple[list[str], list[float]]:
    return names, [*accumulate(appeal[name] for name in names)]


def _measured(*command: str) -> tuple[Document, float]:
    """What a command of the planner prints as JSON, and its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = [sys.executable, "-m", "expo_planner", *command, "--json"]
    told = subprocess.run(run, stdout=subprocess.PIPE, check=False).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return json.loads(told), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
