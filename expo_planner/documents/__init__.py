"""Results as JSON documents: what `--json` prints and what schedule.json holds."""

from expo_planner.documents.answers import where_document, why_document
from expo_planner.documents.imports import import_document, merge_document
from expo_planner.documents.notices import changes_document
from expo_planner.documents.parts import Document, clash_document, cost_document, place_document, report_document
from expo_planner.documents.schedules import (
    SCHEDULE_SCHEMA,
    published_document,
    release_schedule_document,
    repair_document,
    schedule_document,
    standing_document,
    stress_document,
)
from expo_planner.plain import dump

__all__ = [
    "SCHEDULE_SCHEMA",
    "Document",
    "changes_document",
    "clash_document",
    "cost_document",
    "dump",
    "import_document",
    "merge_document",
    "place_document",
    "published_document",
    "release_schedule_document",
    "repair_document",
    "report_document",
    "schedule_document",
    "standing_document",
    "stress_document",
    "where_document",
    "why_document",
]
