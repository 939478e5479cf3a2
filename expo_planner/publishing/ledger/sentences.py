"""How a release tells of one change, in the language of the expo."""

from __future__ import annotations

from collections.abc import Iterator

from expo_planner.domain.clock import Moment
from expo_planner.domain.i18n import Message, Text, quoted
from expo_planner.planner.diff import placement_changes
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.ledger.ledger import ChangeKind, LedgerEntry, PublishedState
from expo_planner.publishing.notices import words

MOVED = Text("moved from {was} to {now}", "时间由{was}改为{now}")
RESTORED = Text("takes place after all: {time}, {place}", "恢复举行，{time}，{place}")
UPDATED = Text("details updated", "内容有更新")


def message(kind: ChangeKind, before: LedgerEntry | None, after: LedgerEntry, agenda: Agenda) -> str:
    """One line with the session's title in quotes."""
    said = (clause.say(agenda.language) for clause in clauses(kind, before, after, agenda))
    text = words.SEMICOLON.say(agenda.language).join(said)
    return words.SAYS.fill(subject=quoted(after.content.title), text=text).say(agenda.language)


def clauses(
    kind: ChangeKind, before: LedgerEntry | None, after: LedgerEntry, agenda: Agenda
) -> Iterator[Message | Text]:
    """The parts of such a sentence, without the title of the session."""
    facts = {"time": _time(after.stand, agenda), "place": after.stand.place}
    alone = {"added": words.ADDED, "cancelled": words.CANCELLED, "restored": RESTORED}
    if kind in alone or before is None:
        yield alone[kind].fill(**facts)
        return
    renamed = before.content.title != after.content.title
    if renamed:
        yield words.FORMERLY.fill(title=quoted(before.content.title))
    if kind == "moved":
        yield from _moves(before.stand, after.stand, agenda)
    elif before.stand.place != after.stand.place:
        yield _other_room(before.stand, after.stand)
    elif not renamed:
        yield UPDATED


def _moves(was: PublishedState, now: PublishedState, agenda: Agenda) -> Iterator[Message]:
    """The time and the room, each where it changes, and the one that stays."""
    changes = placement_changes(was.placement(agenda.clock), now.placement(agenda.clock))
    other_room = "room" in changes
    other_time = "moved" in changes or "length" in changes
    if other_time:
        yield MOVED.fill(was=_time(was, agenda), now=_time(now, agenda))
    if other_room:
        yield _other_room(was, now)
    if not other_room:
        yield words.SAME_PLACE.fill(place=now.place)
    if not other_time:
        yield words.SAME_TIME.fill(time=_time(now, agenda))


def _other_room(was: PublishedState, now: PublishedState) -> Message:
    return words.other_room(was.room and was.place, now.room and now.place)


def _time(stand: PublishedState, agenda: Agenda) -> Moment:
    return agenda.clock.span(stand.placement(agenda.clock).window)
