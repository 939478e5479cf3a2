"""The results of `plan where` and `plan why` as documents."""

from __future__ import annotations

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.interface.json.clashes import clash_document, cost_document, place_document, report_document
from expo_planner.planner.result import Verdict, Whereabouts


def where_document(expo: Expo, found: Whereabouts, language: Language) -> JsonDocument:
    """The result of `plan where`. `now` is null for a session that is not placed.

    `told` counts people, `disturbance` weighs them as the scenario says. `costs` are the costs that arise, `saves`
    those that disappear; `cost` is the difference. `waived` are new clashes that a waiver accepts.
    """
    places = [
        {
            **place_document(expo, offer.placement),
            "cost": offer.cost,
            "told": offer.told,
            "disturbance": offer.price,
            "costs": [cost_document(expo, clash, language) for clash in offer.costs],
            "saves": [cost_document(expo, clash, language) for clash in offer.saves],
            "waived": [clash_document(expo, clash, language) for clash in offer.waived],
            "moves": [
                {
                    "session": move.session,
                    "from": place_document(expo, move.before),
                    "to": place_document(expo, move.after),
                    "told": move.told,
                }
                for move in offer.moves
                if move.session in expo.own_sessions
            ],
        }
        for offer in found.offers
    ]
    document: JsonDocument = {"session": found.session, "now": None, "places": places}
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


def why_document(expo: Expo, verdict: Verdict, language: Language) -> JsonDocument:
    """The result of `plan why`: a report whose `cost` is the difference to the current schedule, with its parts."""
    return {
        **report_document(expo, verdict.report, language),
        "cost": verdict.cost,
        "costs": [cost_document(expo, clash, language) for clash in verdict.costs],
        "saves": [cost_document(expo, clash, language) for clash in verdict.saves],
        "told": verdict.told,
    }
