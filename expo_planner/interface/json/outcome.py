"""Schedules as documents: the outcome of a search, or a schedule as given."""

from __future__ import annotations

from expo_planner.checker import Report
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.schedule import Schedule
from expo_planner.interface.json.clashes import clash_document, cost_document, place_document
from expo_planner.interface.json.explanation import explanation_document
from expo_planner.planner.result import Outcome
from expo_planner.publishing.formats.schedule_json import SCHEDULE_SCHEMA, roles_document


def schedule_document(expo: Expo, outcome: Outcome, language: Language) -> JsonDocument:
    """The result of `plan solve` as a JSON document, schedule.json. Without a schedule, `cost` and `gap` are null."""
    known = {
        "status": outcome.status,
        "cost": outcome.cost if outcome.found else None,
        "bound": outcome.bound,
        "gap": round(outcome.gap, 6) if outcome.found else None,
        "seconds": round(outcome.seconds, 3),
        "seed": outcome.seed,
    }
    document = {
        **_document(expo, outcome.schedule, outcome.report, language, known),
        **explanation_document(outcome, language),
    }
    if outcome.fits is not None:
        fits = outcome.fits
        document["fits"] = {"asked": fits.asked, "placed": fits.placed, "at_most": fits.most}
    if outcome.free_bound is not None:
        document["free_bound"] = outcome.free_bound
    if outcome.left_out:
        document["left_out_because"] = {name: why.say(language) for name, why in outcome.left_out.items()}
    return document


def standing_document(expo: Expo, schedule: Schedule, report: Report, language: Language) -> JsonDocument:
    """A schedule that was not solved: `bound` is 0, because no lower bound is known."""
    status = "feasible" if not report.errors else "infeasible"
    known = {
        "status": status,
        "cost": report.cost,
        "bound": 0,
        "gap": 1.0 if report.cost else 0.0,
        "seconds": 0.0,
        "seed": 0,
    }
    return {**_document(expo, schedule, report, language, known), "conflict": [], "repairs": []}


def _document(
    expo: Expo,
    schedule: Schedule,
    report: Report,
    language: Language,
    known: JsonDocument,
) -> JsonDocument:
    announced = schedule.announced
    return {
        "schema": SCHEDULE_SCHEMA,
        "expo": expo.id,
        **known,
        "sessions": [
            {"id": name, **place_document(expo, announced[name]), **roles_document(session, schedule)}
            for name, session in expo.own_sessions.items()
            if name in announced
        ],
        "left_out": [name for name in expo.own_sessions if name not in announced] if announced else [],
        "costs": [cost_document(expo, clash, language) for clash in report.costs],
        "clashes": [clash_document(expo, clash, language) for clash in report.clashes],
    }
