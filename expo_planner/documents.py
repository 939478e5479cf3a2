"""Results as JSON documents: what `--json` prints and what schedule.json holds."""

from __future__ import annotations

import json
from typing import Any

from expo_planner.checker import Report
from expo_planner.expo import Expo, Waiver
from expo_planner.language import Language
from expo_planner.planner import Outcome
from expo_planner.repair import Mended
from expo_planner.requirements import Clash
from expo_planner.schedule import Placement, Schedule

SCHEDULE_SCHEMA = "expo-planner/schedule/1"
Document = dict[str, Any]


def dump(document: Document) -> str:
    """A document as text: UTF-8, two spaces, keys in their order, one line feed at the end."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def clash_document(expo: Expo, clash: Clash, language: Language) -> Document:
    """A clash; `start` and `end` are null for one that has no time, such as a session without a place."""
    iso = expo.clock.iso
    return {
        "rule": clash.rule,
        "severity": "error" if clash.weight is None else "warning",
        "sessions": list(clash.sessions),
        "rooms": list(clash.rooms),
        "people": list(clash.people),
        "start": iso(clash.window.start) if clash.window else None,
        "end": iso(clash.window.end) if clash.window else None,
        "message": clash.message.say(language),
        "where": [str(source) for source in clash.sources],
        "waived": _waiver(clash.waiver),
        **({"expired": _waiver(clash.expired)} if clash.expired else {}),
    }


def _waiver(waiver: Waiver | None) -> Document | None:
    if waiver is None:
        return None
    until = waiver.until.isoformat() if waiver.until else None
    return {"by": waiver.by, "why": waiver.why, "until": until, "where": str(waiver.source)}


def report_document(expo: Expo, report: Report, language: Language) -> Document:
    """What `plan check` found."""
    return {
        "clashes": [clash_document(expo, clash, language) for clash in report.clashes],
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "waived": len(report.waived),
        "cost": report.cost,
    }


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
    demands = outcome.conflict.demands if outcome.conflict else ()
    conflict = [
        {
            "rule": demand.rule,
            "message": demand.message.say(language),
            "where": [str(place) for place in demand.sources],
        }
        for demand in demands
    ]
    document = _document(expo, outcome.schedule, outcome.report, language, known, conflict)
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
    return _document(expo, schedule, report, language, known, [])


def _document(
    expo: Expo, schedule: Schedule, report: Report, language: Language, known: Document, conflict: list[Document]
) -> Document:
    iso = expo.clock.iso
    return {
        "schema": SCHEDULE_SCHEMA,
        "expo": expo.id,
        **known,
        "sessions": [
            {
                "id": name,
                "room": schedule[name].room,
                "start": iso(schedule[name].start),
                "end": iso(schedule[name].end),
            }
            for name in expo.sessions
            if name in schedule
        ],
        "left_out": [name for name in expo.sessions if name not in schedule] if schedule else [],
        "costs": [
            {
                "rule": clash.rule,
                "cost": clash.cost,
                "sessions": list(clash.sessions),
                "message": clash.message.say(language),
            }
            for clash in report.costs
        ],
        "clashes": [clash_document(expo, clash, language) for clash in report.clashes],
        "conflict": conflict,
        "repairs": [],
    }
