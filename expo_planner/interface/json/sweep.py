"""Documents of a sweep: the result of each variant, which is a schedule.json, and the table of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument, dump
from expo_planner.interface.json.explanation import explanation_document
from expo_planner.interface.json.outcome import schedule_document
from expo_planner.planner.sweep import SweepEffort, VariantTask, solve_variant
from expo_planner.publishing.sweep.row import SweepRow

SWEEP_SCHEMA = "expo-planner/sweep/1"


def variant_text(shared: tuple[SweepEffort, Language], task: VariantTask) -> str:
    """Solves a variant. The result is the text of its schedule.json, which also says how it compares with the base."""
    how, language = shared
    found = solve_variant(how, task)
    best = found.best
    conflict = explanation_document(found.solved, language)["conflict"]
    because = " ".join(demand["message"] for demand in conflict[:1])
    document = schedule_document(task.scenario.expo, best, language)
    document["conflict"] = conflict
    document["variant"] = {
        "status": found.solved.status,
        "unplaced": found.unplaced if best.found else {},
        "told": found.told if best.found and how.base is not None else None,
        "moved": found.moved if best.found and how.base is not None else None,
        "hire": found.hire if best.found else None,
        "because": because,
    }
    return dump(document)


def row_of(document: JsonDocument, **named: Any) -> SweepRow:
    """The row of a variant from its result; `named` are the fields that are the variant's own, such as its name."""
    costs = Counter[str]()
    for cost in document["costs"]:
        costs[cost["rule"]] += cost["cost"]
    found = document["cost"] is not None
    return SweepRow(
        cost=document["cost"],
        bound=document["bound"],
        gap=document["gap"],
        clashes=len(document["clashes"]) if found else None,
        costs=dict(sorted(costs.items())),
        **document["variant"],
        **named,
    )


def sweep_document(expo: str, effort: Mapping[str, object], rows: Sequence[SweepRow], count: int) -> JsonDocument:
    """The result of `plan sweep`. `count` variants were asked for; those that are missing are not solved yet."""
    return {
        "schema": SWEEP_SCHEMA,
        "expo": expo,
        **effort,
        "variants_asked": count,
        "variants": [
            {
                "name": row.name,
                "grid": row.grid,
                "settings": dict(row.settings),
                "status": row.status,
                "cost": row.cost,
                "bound": row.bound,
                "gap": row.gap,
                "unplaced": dict(row.unplaced),
                "clashes": row.clashes,
                "told": row.told,
                "moved": row.moved,
                "hire": row.hire,
                "costs": dict(row.costs),
                "because": row.because,
                "same_as": row.same_as,
                "schedule": row.schedule,
            }
            for row in rows
        ],
    }
