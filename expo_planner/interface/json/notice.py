"""The changes between two schedules as a document."""

from __future__ import annotations

from collections.abc import Container

from expo_planner.domain.clock import Window
from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.planner.diff import Changes, ItemChange, SessionChange, SessionState, Version
from expo_planner.publishing.notices.sentences import Sentences

CHANGES_SCHEMA = "expo-planner/changes/1"


def changes_document(changes: Changes, language: Language, unknown: Container[str] = ()) -> JsonDocument:
    """The result of `plan diff`. Minutes are negative for earlier and shorter, null where nothing can be compared.

    Of the sessions `unknown` no file says who is in them.
    """
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
        "people_unknown": [change.id for change in changes.sessions if change.id in unknown],
    }


def _change(changes: Changes, change: SessionChange, sentences: Sentences) -> JsonDocument:
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


def _stand(version: Version, stand: SessionState | None) -> JsonDocument | None:
    return None if stand is None else {"room": stand.placement.room, **_times(version, stand.placement.window)}


def _times(version: Version, window: Window) -> JsonDocument:
    iso = version.expo.clock.iso
    return {"start": iso(window.start), "end": iso(window.end)}


def _item(changes: Changes, change: SessionChange, item: ItemChange, sentences: Sentences) -> JsonDocument:
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
