"""A notice: changes by session, by room and by person to notify.

Everything that is shown is here as finished text in one language; formats only lay it out and escape it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, Text, in_either
from expo_planner.planner.diff import KINDS, Changes, SessionChange, SessionChangeKind
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.notices import words
from expo_planner.publishing.notices.sentences import Sentences

View = Literal["session", "room", "person"]
VIEWS: tuple[View, ...] = get_args(View)


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """A session in one view: its title, what is to be said of it there, and the items of its programme that change."""

    title: str
    lines: tuple[str, ...]
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeGroup:
    """A heading of a view (a category, a room, a person) and its entries."""

    heading: str
    entries: tuple[NoticeEntry, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One view of the changes."""

    view: View
    heading: str
    groups: tuple[NoticeGroup, ...]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Changes as one sends them: a title, what there is in all, and one section for each view."""

    changes: Changes
    language: Language
    title: str
    summary: tuple[str, ...]
    sections: tuple[Section, ...]

    def say(self, text: Text) -> str:
        """A label in the language of the notice."""
        return text.say(self.language)


def make_notice(changes: Changes, language: Language) -> Notice:
    """The notice of some changes, with all its views; without sections where nothing changes."""
    writer = _Writer(Sentences(changes, language))
    sections = (
        Section("session", words.BY_SESSION.say(language), tuple(writer.by_session())),
        Section("room", words.BY_ROOM.say(language), tuple(writer.by_room())),
        Section("person", words.BY_PERSON.say(language), tuple(writer.by_person())),
    )
    return Notice(
        changes=changes,
        language=language,
        title=words.NOTICE.fill(expo=_name(changes.new.expo, language)).say(language),
        summary=tuple(_summary(changes, language)),
        sections=tuple(section for section in sections if section.groups),
    )


def _name(expo: Expo, language: Language) -> str:
    return one_line(in_either(language, expo.title, expo.title_en))


def _summary(changes: Changes, language: Language) -> Iterator[str]:
    if not changes:
        yield words.NOTHING.say(language)
        return
    kinds = Counter(_count(kind, change) for kind in KINDS for change in changes.sessions if kind in change.kinds)
    counts = [text.fill(count=count) for text, count in kinds.items()]
    all_sessions = {*changes.old.schedule.announced, *changes.new.schedule.announced}
    facts = {"all": len(all_sessions), "changed": len(changes.sessions), "counts": counts}
    yield words.SUMMARY.fill(**facts).say(language)
    if changes.told > len(changes.sessions):
        yield words.TOLD.fill(told=changes.told, named=len(changes.by_person)).say(language)


def _count(kind: SessionChangeKind, change: SessionChange) -> Text:
    """As what a change is counted."""
    if kind == "room" and change.new and change.new.placement.room is None:
        return words.WITHDRAWN_COUNT
    if kind == "room" and change.old and change.old.placement.room is None:
        return words.ANNOUNCED_COUNT
    return words.COUNTS[kind]


@dataclass(frozen=True, slots=True)
class _Writer:
    sentences: Sentences

    def by_session(self) -> Iterator[NoticeGroup]:
        """A group for each category, in the order of the agenda."""
        changes, language = self.sentences.changes, self.sentences.language
        categories = {
            category.name: category for expo in (changes.old.expo, changes.new.expo) for category in expo.categories
        }
        grouped: dict[str | None, list[NoticeEntry]] = {}
        for change in changes.sessions:
            name = change.stand.session.category
            grouped.setdefault(name if name in categories else None, []).append(self.session(change))
        for name, entries in grouped.items():
            heading = (words.OTHER_SESSIONS if len(grouped) > 1 else words.ALL_SESSIONS).say(language)
            if name is not None:
                category = categories[name]
                heading = in_either(language, category.name, category.name_en)
            yield NoticeGroup(one_line(heading), tuple(entries))

    def session(self, change: SessionChange) -> NoticeEntry:
        """All that changes of a session."""
        say = self.sentences
        lines, items = say.session(change), [say.item(change, item) for item in change.items if not item.along]
        if items and len(items) < len(change.items) >= len(change.stand.session.programme):
            items.append(say.say(words.ALONG))
        return NoticeEntry(say.heading(change), tuple(lines), tuple(items))

    def by_room(self) -> Iterator[NoticeGroup]:
        """A group for each room; a joined hall's sessions stand with its cells, too."""
        for room, changes in self.sentences.changes.by_room.items():
            entries = (NoticeEntry(self.sentences.heading(change), (self.in_room(change, room),)) for change in changes)
            yield NoticeGroup(self.sentences.room(room), tuple(entries))

    def in_room(self, change: SessionChange, room: str) -> str:
        """What a change is to a room."""
        say, old, new = self.sentences, change.old, change.new
        was_here, is_here = (room in say.changes.rooms(change, stand) for stand in (old, new))
        if new and (not old or not was_here):
            arrives = words.ARRIVES if old and old.placement.room else words.ARRIVES_AT_LAST
            text = arrives if old else words.ADDED_HERE
            return say.say(text, time=say.time(change, new), place=say.place(change, old or new))
        if old and (not new or not is_here):
            leaves = words.LEAVES if new and new.placement.room else words.LEFT_OPEN
            text = leaves if new else words.WAITING_HERE if change.waits else words.CANCELLED_HERE
            return say.say(text, time=say.time(change, old), place=say.place(change, new or old))
        parts = [say.other_time(change), say.other_room(change)]
        if not parts[0]:
            time = say.time(change, change.stand)
            parts.append(say.say(words.SAME_TIME, time=time) if parts[1] else time)
        if old and new and "renamed" in change.kinds:
            parts.append(say.formerly(old, new))
        if "programme" in change.kinds:
            parts.append(say.say(words.PROGRAMME_CHANGED))
        if "people" in change.kinds:
            parts.append(say.say(words.PEOPLE_CHANGED))
        return say.joined(filter(None, parts))

    def by_person(self) -> Iterator[NoticeGroup]:
        """A group for each person who is told by name."""
        say = self.sentences
        for name, changes in say.changes.by_person.items():
            person = say.changes.person(name)
            heading = say.person(person)
            if person.role:
                role = one_line(in_either(say.language, person.role, person.role_en))
                heading = say.say(words.IN_BRACKETS, text=heading, more=role)
            yield NoticeGroup(heading, tuple(self.for_person(change, name) for change in changes))

    def for_person(self, change: SessionChange, person: str) -> NoticeEntry:
        """What a change is to a person: that they join or leave, or how the session changes; and their items."""
        say = self.sentences
        stand = change.old if change.old and person in change.left else change.stand
        facts = {"time": say.time(change, stand), "place": say.place(change, stand)}
        if change.old and change.new and person in change.left:
            return NoticeEntry(say.heading(change), (say.say(words.NO_LONGER_IN, **facts),))
        if change.old and change.new and person in change.joined:
            lines = [say.say(words.NOW_IN, **facts)]
            lines += (say.item_now(change, item) for item in change.items if person in item.joined)
            return NoticeEntry(say.heading(change), tuple(lines))
        throughout = any(person in each.session.people for each in (change.old, change.new) if each)
        lines = say.session(change) if throughout else say.placement(change)
        for item in change.items if change.new else ():
            if person in item.people or (throughout and not item.along):
                lines.append(say.item_for(change, item, person))
        return NoticeEntry(say.heading(change), tuple(lines))
