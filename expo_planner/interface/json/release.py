"""A release as a document."""

from __future__ import annotations

from expo_planner.domain.plain_text import JsonDocument
from expo_planner.publishing.ledger import Ledger, release_document

PUBLISHED_SCHEMA = "expo-planner/published/1"


def published_document(ledger: Ledger, *, new: bool) -> JsonDocument:
    """The result of `plan publish`: the last release, and whether it is new."""
    assert ledger.last is not None
    return {"schema": PUBLISHED_SCHEMA, "expo": ledger.expo, "new": new, **release_document(ledger.last)}
