"""What this planner reaches on instances of CoSPLib: `python -m benchmarks.cosplib --help`.

FOLDER has the workbooks in `instances/`, and perhaps `reference.tsv` with objectives that others reached. Prints a
Markdown table, a row as soon as it is known; the scorer judges every plan, and one that breaks a hard rule is told.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from benchmarks.cosplib.instance import read
from benchmarks.cosplib.score import broken, counts, objective
from benchmarks.cosplib.search import Search
from benchmarks.foreign import ask, at, tell


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures what is asked for and prints it."""
    given = ask("benchmarks.cosplib", "Instances of CoSPLib.", arguments)
    names = given.instances or sorted(path.stem for path in (given.folder / "instances").glob("*.xlsx"))
    known = reference(given.folder)
    looks = [f"after {moment:g} s" for moment in given.seconds]
    heads = ["instance", *looks, "best of others", "rounds", "hard rules broken", "weighted terms"]
    tell(heads)
    tell(["---"] * len(heads))
    for name in names:
        instance = read(given.folder / "instances" / f"{name}.xlsx")
        course: list[tuple[float, int]] = []
        search = Search(
            instance, given.seconds[-1], given.workers, given.seed, watch=lambda *one, course=course: course.append(one)
        )
        plan = search.run()
        terms = {term: instance.weights[term] * count for term, count in counts(instance, plan).items()}
        cells = [
            name,
            *(at(course, moment) for moment in given.seconds[:-1]),
            f"{objective(instance, plan):,}",
            f"{known[name]:,}" if name in known else "–",
            str(search.rounds),
            str(len([*broken(instance, plan)])),
            ", ".join(f"{term} {cost:,}" for term, cost in terms.items() if cost),
        ]
        tell(cells)


def reference(folder: Path) -> dict[str, int]:
    """The best objective of a feasible plan that is known of each instance."""
    path, best = folder / "reference.tsv", dict[str, int]()
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                if row["feasible"] == "yes":
                    best[row["instance"]] = min(int(row["objective"]), best.get(row["instance"], int(row["objective"])))
    return best


if __name__ == "__main__":
    main()
