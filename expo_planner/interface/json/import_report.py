"""The result of an import as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.problems import Problem
from expo_planner.interface.json.clashes import report_document

if TYPE_CHECKING:
    from expo_planner.importers.import_files import Imported
    from expo_planner.roundtrip.merge import Merged


def import_document(imported: Imported, language: Language) -> JsonDocument:
    """Rows read, what became of each, guesses, fields without a place, and the clashes found.

    `rows` is `placed` and `without_place` together with the rows of `not_understood` and `told`.
    """
    expo = imported.scenario.expo
    return {
        "rows": imported.rows,
        "sessions": len(expo.own_sessions),
        "placed": len(expo.standing),
        "without_place": sum(name not in expo.standing for name in expo.own_sessions),
        "rooms": len(expo.rooms),
        "people": len(expo.everyone),
        "not_understood": [_problem(problem, language) for problem in imported.misread],
        "told": [_problem(problem, language) for problem in imported.told],
        "guesses": [{"about": about, "message": guess.say(language)} for about, guess in imported.guesses],
        "left": dict(imported.left),
        **report_document(expo, imported.report, language),
    }


def _problem(problem: Problem, language: Language) -> JsonDocument:
    hint = {"hint": problem.hint.say(language)} if problem.hint else {}
    return {"where": str(problem.source), "field": problem.field, "message": problem.message.say(language), **hint}


def merge_document(merged: Merged, language: Language) -> JsonDocument:
    """The changes that an edited copy made in its scenario, and the conflicts, with the values as written."""
    from expo_planner.roundtrip.merge import said

    sentences = [*said(merged, language)]
    count = len(merged.changes)
    return {
        "changes": [
            {
                "where": str(merged.place(one)),
                "section": one.section,
                "name": one.name,
                "field": one.field,
                "old": one.old,
                "new": one.new,
                "message": sentence,
            }
            for one, sentence in zip(merged.changes, sentences[:count], strict=True)
        ],
        "conflicts": [
            {
                "where": str(merged.place(one)),
                "section": one.section,
                "name": one.name,
                "field": one.field,
                "base": one.base,
                "copy": one.theirs,
                "scenario": one.ours,
                "message": sentence,
            }
            for one, sentence in zip(merged.conflicts, sentences[count:], strict=True)
        ],
    }
