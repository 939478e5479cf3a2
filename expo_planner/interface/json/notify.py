"""Messages to people as a document."""

from __future__ import annotations

from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.schedule import Schedule
from expo_planner.interface.text.notify import Notified
from expo_planner.publishing.agenda import make_agenda
from expo_planner.publishing.mail import Concern, ConcernedPerson
from expo_planner.publishing.mail.digest import DigestWriter

NOTIFY_SCHEMA = "expo-planner/notify/1"


def notify_document(notified: Notified, language: Language) -> JsonDocument:
    """The result of `plan notify`: who is told what, who is not, and what became of each message."""
    writer = DigestWriter(make_agenda(notified.expo, Schedule()).in_language(language))
    fates = {message.id: (fate, why) for message, fate, why in (notified.delivery.fates if notified.delivery else ())}
    messages = []
    for message in notified.messages:
        state, answer = fates.get(message.id, ("written", ""))
        own = {"address": message.address, "language": message.language, "file": message.file}
        messages.append({**_person(message.person, writer), **own, "state": state, "answer": answer or None})
    return {
        "schema": NOTIFY_SCHEMA,
        "expo": notified.expo.id,
        "from": notified.first,
        "to": notified.last,
        "folder": str(notified.folder) if notified.messages else None,
        "messages": messages,
        "not_told": [_person(person, writer) for person in notified.not_told],
        "people_unknown": list(notified.concerned.unknown),
    }


def _person(person: ConcernedPerson, writer: DigestWriter) -> JsonDocument:
    digest = writer.digest(person)
    changes = [_change(concern, entry.text) for concern, entry in zip(person.concerns, digest.entries, strict=True)]
    return {"person": person.id, "name": person.name, "changes": changes}


def _change(concern: Concern, text: str) -> JsonDocument:
    return {
        "session": concern.after.session,
        "change": concern.kind,
        "sequence": concern.after.sequence,
        "requested": [one.uid for one in concern.requested],
        "withdrawn": [one.uid for one in concern.withdrawn],
        "message": text,
    }
