"""Results as JSON documents: what `--json` prints and what schedule.json holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from expo_planner.agenda import Agenda
from expo_planner.changes import Changes, ItemChange, SessionChange, Stand, Version
from expo_planner.checker import Report
from expo_planner.clock import Window
from expo_planner.expo import Expo, Waiver
from expo_planner.language import Language, Text
from expo_planner.ledger import Ledger, release_document
from expo_planner.notice.sentences import Sentences
from expo_planner.planner import Outcome, Verdict, Whereabouts
from expo_planner.requirements import Clash
from expo_planner.schedule import Placement, Schedule

if TYPE_CHECKING:
    from expo_planner.explainer import Demand
    from expo_planner.repair import Mended
    from expo_planner.stress import Harm

AND = Text("; ", "；")
SCHEDULE_SCHEMA = "expo-planner/schedule/1"
PUBLISHED_SCHEMA = "expo-planner/published/1"
CHANGES_SCHEMA = "expo-planner/changes/1"
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


def cost_document(clash: Clash, language: Language) -> Document:
    """Something that costs."""
    return {
        "rule": clash.rule,
        "cost": clash.cost,
        "sessions": list(clash.sessions),
        "message": clash.message.say(language),
    }


def place_document(expo: Expo, placement: Placement) -> Document:
    """A room and a time."""
    iso = expo.clock.iso
    return {"room": placement.room, "start": iso(placement.start), "end": iso(placement.end)}


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
    conflict = _members(outcome.conflict.demands if outcome.conflict else (), language)
    repairs = [
        {
            "give_up": _members(way.members, language),
            "cost": way.cost,
            "message": AND.say(language).join(message.say(language) for message in way.messages),
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


def changes_document(changes: Changes, language: Language) -> Document:
    """What `plan diff` found. Minutes are negative for earlier and shorter, null where there is nothing to compare."""
    sentences = Sentences(changes, language)
    return {
        "schema": CHANGES_SCHEMA,
        "old": changes.old.expo.id,
        "new": changes.new.expo.id,
        "changed": len(changes.sessions),
        "counts": dict(changes.counts),
        "told": changes.told,
        "sessions": [_change(changes, change, sentences) for change in changes.sessions],
        "rooms": [
            {"room": room, "name": sentences.room(room), "sessions": [change.id for change in concerned]}
            for room, concerned in changes.by_room.items()
        ],
        "people": [
            {"person": person, "name": changes.person(person).name, "sessions": [change.id for change in concerned]}
            for person, concerned in changes.by_person.items()
        ],
    }


def _change(changes: Changes, change: SessionChange, sentences: Sentences) -> Document:
    both = change.old is not None and change.new is not None
    document = {
        "id": change.id,
        "title": change.stand.session.title,
        "category": change.stand.session.category,
        "changes": list(change.kinds),
        "from": _stand(changes.old, change.old),
        "to": _stand(changes.new, change.new),
        "later": change.later if both else None,
        "longer": change.longer if both else None,
        "joined": list(change.joined) if both else [],
        "left": list(change.left) if both else [],
        "told": change.told,
        "message": sentences.joined(sentences.session(change)),
        "programme": [_item(changes, change, item, sentences) for item in change.items if both],
    }
    if "renamed" in change.kinds and change.old is not None:
        document["title_was"] = change.old.session.title
    return document


def _stand(version: Version, stand: Stand | None) -> Document | None:
    return None if stand is None else {"room": stand.placement.room, **_times(version, stand.placement.window)}


def _times(version: Version, window: Window) -> Document:
    iso = version.expo.clock.iso
    return {"start": iso(window.start), "end": iso(window.end)}


def _item(changes: Changes, change: SessionChange, item: ItemChange, sentences: Sentences) -> Document:
    """An item of a programme; `along` where it only moves with its session."""
    both = item.old is not None and item.new is not None
    document = {
        "title": item.item.title,
        "from": _times(changes.old, item.was) if item.was else None,
        "to": _times(changes.new, item.now) if item.now else None,
        "later": item.later if both else None,
        "longer": item.longer if both else None,
        "along": item.along,
        "joined": list(item.joined),
        "left": list(item.left),
        "message": sentences.item(change, item),
    }
    if item.renamed and item.old is not None:
        document["title_was"] = item.old.title
    return document


def where_document(expo: Expo, found: Whereabouts, language: Language) -> Document:
    """What `plan where` found. `now` is null for a session without a place.

    `told` counts people, `disturbance` weighs them: twice for another start, once for another room alone. `costs` are
    what the schedule then costs beyond what it costs now, `saves` what it no longer costs; `cost` is the difference.
    `waived` are the clashes that arise and that are accepted.
    """
    places = [
        {
            **place_document(expo, offer.placement),
            "cost": offer.cost,
            "told": offer.told,
            "disturbance": offer.price,
            "costs": [cost_document(clash, language) for clash in offer.costs],
            "saves": [cost_document(clash, language) for clash in offer.saves],
            "waived": [clash_document(expo, clash, language) for clash in offer.waived],
            "moves": [
                {
                    "session": move.session,
                    "from": place_document(expo, move.before),
                    "to": place_document(expo, move.after),
                    "told": move.told,
                }
                for move in offer.moves
            ],
        }
        for offer in found.offers
    ]
    document: Document = {"session": found.session, "now": None, "places": places}
    if found.now is not None:
        document["now"] = place_document(expo, found.now)
    if found.nowhere is not None:
        document["reason"] = found.nowhere.reason.say(language)
        document["demands"] = [
            {
                "rule": demand.rule,
                "message": demand.demand.say(language),
                "where": [str(source) for source in demand.sources],
            }
            for demand in found.nowhere.demands
        ]
        if found.nowhere.nearest is not None:
            document["nearest"] = place_document(expo, found.nowhere.nearest)
        document["clashes"] = [clash_document(expo, clash, language) for clash in found.nowhere.clashes]
    return document


def why_document(expo: Expo, verdict: Verdict, language: Language) -> Document:
    """What `plan why` found: a report whose `cost` is against the schedule as it stands, with what makes it up."""
    return {
        **report_document(expo, verdict.report, language),
        "cost": verdict.cost,
        "costs": [cost_document(clash, language) for clash in verdict.costs],
        "saves": [cost_document(clash, language) for clash in verdict.saves],
        "told": verdict.told,
    }
