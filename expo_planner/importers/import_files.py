"""Files of any kind → a scenario that is sound, and a report of what was read, guessed and not understood."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from expo_planner import checker
from expo_planner.checker import Report
from expo_planner.domain.problems import BadInput, Problem
from expo_planner.files.read.load import loads
from expo_planner.files.schema.nodes import FieldProblem
from expo_planner.importers import scenario_draft as drafts
from expo_planner.importers.assemble import compose
from expo_planner.importers.choices import ImportChoices
from expo_planner.importers.model import Guess, Hints, Reading
from expo_planner.importers.readers import read
from expo_planner.importers.scenario_draft import ScenarioDraft
from expo_planner.rules import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of an import.

    `text` is the scenario file. Each of the `rows` is a session of the scenario, with a place or without, or in
    `misread`, which was not understood, or in `told`, which was read and is no session of its own, such as one that is
    cancelled or comes twice. `left` counts fields that a scenario has no place for, `guesses` tell what the files did
    not say, each with its place in the scenario.
    """

    text: str
    scenario: Scenario
    report: Report
    rows: int
    misread: tuple[Problem, ...]
    told: tuple[Problem, ...]
    guesses: tuple[tuple[str, Guess], ...]
    left: Mapping[str, int]


def import_files(paths: Sequence[Path], out: Path, hints: Hints, choices: ImportChoices) -> Imported:
    """The scenario that files tell of. Nothing is written. Raises BadInput where nothing can be made of them."""
    readings = read_all(paths, hints)
    return finished(readings, compose(readings, choices), out)


def read_all(paths: Sequence[Path], hints: Hints) -> list[Reading]:
    """What was found in each file. Raises BadInput with all that cannot be read at all."""
    readings, problems = list[Reading](), list[Problem]()
    for path in paths:
        try:
            readings.append(read(path, hints))
        except BadInput as bad:
            problems += bad.problems
    if problems:
        raise BadInput(problems)
    return readings


def finished(readings: Sequence[Reading], draft: ScenarioDraft, out: Path) -> Imported:
    """The draft as a scenario; sessions that no scenario could have are taken out of it and reported.

    Every round takes something out, or `without` raises.
    """
    misread = [problem for reading in readings for problem in reading.misread]
    rows = sum(reading.rows for reading in readings)
    while True:
        text = written(draft, out)
        try:
            scenario = loads(text, name=out.name, folder=out.parent)
        except BadInput as bad:
            smaller, refused = without(draft, bad)
            misread += refused
            rows += len(refused) - (len(draft.sessions) - len(smaller.sessions))  # fields alone count too
            draft = smaller
            continue
        left: dict[str, int] = {}
        for reading in readings:
            for name, count in reading.left.items():
                left[name] = left.get(name, 0) + count
        return Imported(
            text=text,
            scenario=scenario,
            report=checker.check(scenario, scenario.expo.standing),
            rows=rows,
            misread=tuple(misread),
            told=draft.told,
            guesses=tuple(draft.all_guesses),
            left=left,
        )


def written(draft: ScenarioDraft, out: Path) -> str:
    """The text of the scenario file: JSON where its name ends in .json, else YAML."""
    if out.suffix.lower() == ".json":
        return json.dumps(draft.document(), ensure_ascii=False, indent=1) + "\n"
    return drafts.text(draft)


def without(draft: ScenarioDraft, bad: BadInput) -> tuple[ScenarioDraft, list[Problem]]:
    """The draft without what was refused: sessions whole, of rooms and people the field; and what to report of it.

    Raises BadInput again where the fault lies elsewhere.
    """
    refused, elsewhere = list[Problem](), list[Problem]()
    sections = {
        section: {str(one["id"]): one for one in entries}
        for section, entries in (("sessions", draft.sessions), ("rooms", draft.rooms), ("people", draft.people))
    }
    for problem in bad.problems:
        section, name, field, *_ = (*(problem.path if isinstance(problem, FieldProblem) else ()), "", "", "")
        if section not in sections or not name:
            elsewhere.append(problem)
            continue
        entries, own = sections[section], str(name)
        if own not in entries:
            continue  # another problem has taken it out
        refused.append(replace(problem, source=draft.sources[own] if section == "sessions" else draft.origin))
        if (section == "sessions" and field != "host") or field in ("", "id"):
            del entries[own]
        else:
            entries[own] = {one: value for one, value in entries[own].items() if one != field}
    if elsewhere or not refused:
        raise BadInput(elsewhere or bad.problems)
    sessions, rooms, people = ([*entries.values()] for entries in sections.values())
    return replace(draft, sessions=sessions, rooms=rooms, people=people), refused
