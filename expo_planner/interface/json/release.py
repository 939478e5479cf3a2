"""A release as a document."""

from __future__ import annotations

from expo_planner.domain.plain_text import JsonDocument
from expo_planner.interface.json.clashes import review_document
from expo_planner.publishing.ledger import Ledger, release_document
from expo_planner.publishing.review import Review

PUBLISHED_SCHEMA = "expo-planner/published/1"


def published_document(ledger: Ledger, review: Review, *, new: bool) -> JsonDocument:
    """The result of `plan publish`: the last release, whether it is new, and what to look at in it."""
    assert ledger.last is not None
    release = {"schema": PUBLISHED_SCHEMA, "expo": ledger.expo, "new": new, **release_document(ledger.last)}
    return {**release, **review_document(review)}
