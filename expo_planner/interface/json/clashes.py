"""Parts shared by the documents: clashes, costs, places."""

from __future__ import annotations

from collections.abc import Sequence

from expo_planner.checker import Report
from expo_planner.domain.entities import Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language
from expo_planner.domain.namesakes import Namesakes
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.schedule import Announced
from expo_planner.publishing.review import Review
from expo_planner.rules.requirements import Clash


def clash_document(expo: Expo, clash: Clash, language: Language) -> JsonDocument:
    """A clash; `start` and `end` are null if it has no time, as for a session that is not placed."""
    iso = expo.clock.iso
    return {
        "rule": clash.rule,
        "severity": "error" if clash.weight is None else "warning",
        "sessions": named_sessions(expo, clash),
        "rooms": list(clash.rooms),
        "people": list(clash.people),
        "start": iso(clash.window.start) if clash.window else None,
        "end": iso(clash.window.end) if clash.window else None,
        "message": clash.message.say(language),
        "where": [str(source) for source in clash.sources],
        "waived": _waiver(clash.waiver),
        **({"expired": _waiver(clash.expired)} if clash.expired else {}),
    }


def _waiver(waiver: Waiver | None) -> JsonDocument | None:
    if waiver is None:
        return None
    until = waiver.until.isoformat() if waiver.until else None
    return {"by": waiver.by, "why": waiver.why, "until": until, "where": str(waiver.source)}


def named_sessions(expo: Expo, clash: Clash) -> list[str]:
    """The ids of the sessions that a clash names, each once; for an assignment that of its session."""
    return list(dict.fromkeys(map(expo.owner, clash.sessions)))


def cost_document(expo: Expo, clash: Clash, language: Language) -> JsonDocument:
    """A part of the cost."""
    return {
        "rule": clash.rule,
        "cost": clash.cost,
        "sessions": named_sessions(expo, clash),
        "message": clash.message.say(language),
    }


def place_document(expo: Expo, placement: Announced) -> JsonDocument:
    """A room, null while it is to be announced, and a time."""
    iso = expo.clock.iso
    return {"room": placement.room, "start": iso(placement.start), "end": iso(placement.end)}


def review_document(review: Review) -> JsonDocument:
    """What to look at before a release, as numbers and ids."""
    return {
        "warnings": len(review.report.warnings),
        "to_be_announced": list(review.roomless),
        "waivers_ending_early": len(review.waivers),
    }


def notes_document(found: Sequence[Namesakes], language: Language) -> list[JsonDocument]:
    """What is worth a look though it breaks no rule: people of one name."""
    return [
        {
            "people": [person.id for person in one.people],
            "message": one.message.say(language),
            "where": [str(source) for source in one.sources],
        }
        for one in found
    ]


def report_document(expo: Expo, report: Report, language: Language) -> JsonDocument:
    """The result of `plan check` as a JSON document."""
    return {
        "clashes": [clash_document(expo, clash, language) for clash in report.clashes],
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "waived": len(report.waived),
        "cost": report.cost,
    }
