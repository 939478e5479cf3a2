"""What this planner reaches in curriculum-based course timetabling: `python -m benchmarks.timetabling --help`.

FOLDER has the instances as `.ectt` files, and perhaps `instances.tsv` with the best costs that are known. Prints a
Markdown table, a row as soon as it is known; the scorer judges every timetable, and broken hard rules are told.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from benchmarks.foreign import ask, at, tell
from benchmarks.timetabling.instance import read
from benchmarks.timetabling.score import broken, cost, terms
from benchmarks.timetabling.search import Search


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures what is asked for and prints it."""
    given = ask("benchmarks.timetabling", "Course timetabling.", arguments)
    names = given.instances or sorted(path.stem for path in given.folder.glob("*.ectt"))
    known = best_known(given.folder)
    looks = [f"after {moment:g} s" for moment in given.seconds]
    heads = ["instance", "lectures", *looks, "best known", "rounds", "hard rules broken", "terms"]
    tell(heads)
    tell(["---"] * len(heads))
    for name in names:
        instance, course = read(given.folder / f"{name}.ectt"), list[tuple[float, int]]()
        search = Search(
            instance, given.seconds[-1], given.workers, given.seed, watch=lambda *one, course=course: course.append(one)
        )
        timetable = search.run()
        cells = [
            name,
            str(len(instance.lectures)),
            *(at(course, moment) for moment in given.seconds[:-1]),
            str(cost(instance, timetable)),
            known.get(name) or "–",
            str(search.rounds),
            str(len([*broken(instance, timetable)])),
            ", ".join(f"{term} {price}" for term, price in terms(instance, timetable).items() if price),
        ]
        tell(cells)


def best_known(folder: Path) -> dict[str, str]:
    """The best cost that is known of each instance."""
    path = folder / "instances.tsv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["instance"]: row["best_known_UD2"] for row in csv.DictReader(file, delimiter="\t")}


if __name__ == "__main__":
    main()
