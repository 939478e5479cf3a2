"""Schedules as documents: solved, repaired, explained, as they stand, as released; and what they could not bear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from expo_planner.agenda import Agenda
from expo_planner.checker import Report
from expo_planner.documents.parts import Document, clash_document, cost_document, place_document
from expo_planner.expo import Expo
from expo_planner.language import Language
from expo_planner.ledger import Ledger, release_document
from expo_planner.planner import Outcome
from expo_planner.schedule import Placement, Schedule

if TYPE_CHECKING:
    from expo_planner.explainer import Demand
    from expo_planner.repair import Mended
    from expo_planner.stress import Harm

SCHEDULE_SCHEMA = "expo-planner/schedule/1"
PUBLISHED_SCHEMA = "expo-planner/published/1"


def schedule_document(expo: Expo, outcome: Outcome, language: Language) -> Document:
    """What `plan solve` ends with. Where no schedule was found, `cost` and `gap` are null."""
    known = {
        "status": outcome.status,
        "cost": outcome.cost if outcome.found else None,
        "bound": outcome.bound,
        "gap": round(outcome.gap, 6) if outcome.found else None,
        "seconds": round(outcome.seconds, 3),
        "seed": outcome.seed,
    }
    conflict = _members(outcome.conflict.demands if outcome.conflict else (), language)
    repairs = [
        {
            "give_up": _members(way.members, language),
            "cost": way.cost,
            "message": way.say(language),
        }
        for way in outcome.ways
    ]
    document = _document(expo, outcome.schedule, outcome.report, language, known, conflict, repairs)
    if outcome.left_out:
        document["left_out_because"] = {name: why.say(language) for name, why in outcome.left_out.items()}
    return document


def repair_document(mended: Mended, language: Language) -> Document:
    """What `plan repair` ends with.

    To a schedule it adds who moves, how many people are told and must be, what that counts, and who cannot be saved.
    """
    expo = mended.scenario.expo
    return {
        **schedule_document(expo, mended, language),
        "moves": [
            {
                "session": move.session,
                "from": _place(expo, move.before),
                "to": _place(expo, move.after),
                "told": move.told,
                "people": list(move.people),
            }
            for move in mended.moves
        ],
        "told": mended.told,
        "told_bound": mended.told_bound,
        "price": mended.price if mended.found else None,
        "price_bound": mended.price_bound,
        "lost": [{"session": name, "message": why.say(language)} for name, why in mended.lost.items()],
    }


def stress_document(expo: Expo, harms: Sequence[Harm], language: Language) -> list[Document]:
    """What `plan check --stress` found, the worst first. `repairable` is null where that is not known."""
    return [
        {
            harm.loss.kind: harm.loss.name,
            "start": expo.clock.iso(harm.loss.window.start),
            "end": expo.clock.iso(harm.loss.window.end),
            "sessions": list(harm.loss.sessions),
            "repairable": harm.repairable,
            "moves": len(harm.mended.moves) if harm.mended is not None and harm.repairable else None,
            "told": harm.mended.told if harm.mended is not None and harm.repairable else None,
            "proven": bool(harm.mended is not None and harm.mended.fewest),
            "lost": [
                {"session": name, "message": why.say(language)}
                for name, why in (harm.mended.lost.items() if harm.mended is not None else ())
            ],
        }
        for harm in harms
    ]


def _place(expo: Expo, place: Placement | None) -> Document | None:
    if place is None:
        return None
    return {"room": place.room, "start": expo.clock.iso(place.start), "end": expo.clock.iso(place.end)}


def standing_document(expo: Expo, schedule: Schedule, report: Report, language: Language) -> Document:
    """A schedule that nobody solved: `bound` is 0, as nothing is known of better ones."""
    status = "feasible" if not report.errors else "infeasible"
    known = {
        "status": status,
        "cost": report.cost,
        "bound": 0,
        "gap": 1.0 if report.cost else 0.0,
        "seconds": 0.0,
        "seed": 0,
    }
    return _document(expo, schedule, report, language, known, [], [])


def release_schedule_document(agenda: Agenda, number: int) -> Document:
    """The schedule of a release: who stands where, and nothing that is the organiser's own, such as costs."""
    iso = agenda.clock.iso
    sessions = [
        {"id": one.session.id, "room": one.room.id, "start": iso(one.window.start), "end": iso(one.window.end)}
        for one in agenda.entries
    ]
    return {"schema": SCHEDULE_SCHEMA, "expo": agenda.expo.id, "release": number, "sessions": sessions}


def published_document(ledger: Ledger, *, new: bool) -> Document:
    """What `plan publish` ends with: the last release, and whether it is new."""
    assert ledger.last is not None
    return {"schema": PUBLISHED_SCHEMA, "expo": ledger.expo, "new": new, **release_document(ledger.last)}


def _members(demands: Sequence[Demand], language: Language) -> list[Document]:
    return [
        {
            "rule": demand.rule,
            "message": demand.message.say(language),
            "where": [str(place) for place in demand.sources],
        }
        for demand in demands
    ]


def _document(
    expo: Expo,
    schedule: Schedule,
    report: Report,
    language: Language,
    known: Document,
    conflict: list[Document],
    repairs: list[Document],
) -> Document:
    return {
        "schema": SCHEDULE_SCHEMA,
        "expo": expo.id,
        **known,
        "sessions": [
            {"id": name, **place_document(expo, schedule[name])} for name in expo.sessions if name in schedule
        ],
        "left_out": [name for name in expo.sessions if name not in schedule] if schedule else [],
        "costs": [cost_document(clash, language) for clash in report.costs],
        "clashes": [clash_document(expo, clash, language) for clash in report.clashes],
        "conflict": conflict,
        "repairs": repairs,
    }
