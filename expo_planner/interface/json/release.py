"""A release as a document."""

from __future__ import annotations

from expo_planner.domain.clock import Day
from expo_planner.domain.i18n import Language, Text
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.interface.json.clashes import review_document
from expo_planner.publishing.ledger import Ledger, release_document
from expo_planner.publishing.review import Review

ENDS_EARLY = Text(
    "the acceptance of {rule} ends on {until}, before the expo does", "对 {rule} 的接受截至{until}，早于展会结束"
)
RELEASES_SCHEMA = "expo-planner/releases/1"
PUBLISHED_SCHEMA = "expo-planner/published/1"


def published_document(ledger: Ledger, review: Review, *, new: bool) -> JsonDocument:
    """The result of `plan publish`: the last release, whether it is new, and what to look at in it."""
    assert ledger.last is not None
    release = {"schema": PUBLISHED_SCHEMA, "expo": ledger.expo, "new": new, **release_document(ledger.last)}
    return {**release, **review_document(review)}


def releases_document(ledger: Ledger) -> JsonDocument:
    """The result of `plan releases`: every release, the first one first."""
    releases = [release_document(release) for release in ledger.releases]
    return {"schema": RELEASES_SCHEMA, "expo": ledger.expo, "releases": releases}


def release_state_document(ledger: Ledger | None, review: Review, language: Language) -> JsonDocument:
    """The last release, and what to look at before the next one: clashes, and waivers that end before the expo does."""
    last = ledger.last if ledger else None
    return {
        "last": last and {"number": last.number, "at": last.time.isoformat(), "author": last.author},
        "errors": len(review.report.errors),
        "clashes": [
            {"severity": "error" if clash.error else "warning", "message": clash.message.say(language)}
            for clash in (*review.report.errors, *review.report.warnings)
        ],
        "remarks": [
            ENDS_EARLY.fill(rule=waiver.rule, until=Day(waiver.until)).say(language)
            for waiver in review.waivers
            if waiver.until is not None
        ],
    }
