"""What one change is in words: of a session, of an item of its programme, to a room, to a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from expo_planner.domain.clock import MINUTE, Clock, Window, say_minute
from expo_planner.domain.entities import Person, Session
from expo_planner.domain.i18n import Language, Text, in_either, quoted
from expo_planner.domain.schedule import Schedule
from expo_planner.planner.diff import Changes, ItemChange, SessionChange, SessionState, Version
from expo_planner.publishing.agenda import make_agenda
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.labels import TO_BE_ANNOUNCED
from expo_planner.publishing.notices import words


@dataclass(frozen=True)
class Sentences:
    """Sentences about some changes, in one language, as finished text."""

    changes: Changes
    language: Language

    def say(self, text: Text, /, **facts: object) -> str:
        """A sentence with its facts."""
        return text.fill(**facts).say(self.language)

    def title(self, session: Session) -> str:
        """A session's title in quotes."""
        return one_line(session.say(self.language))

    def heading(self, change: SessionChange) -> str:
        """The title of a session that changes, in quotes."""
        return self.title(change.stand.session)

    def time(self, change: SessionChange, stand: SessionState) -> str:
        """When a session is, or was."""
        clock = self._new if stand is change.new else self._old
        return clock.span(stand.placement.window).say(self.language)

    def place(self, change: SessionChange, stand: SessionState) -> str:
        """Where a session is, or was."""
        room = stand.placement.room
        return self.say(TO_BE_ANNOUNCED) if room is None else self._places[stand is change.new][room]

    def room(self, room: str) -> str:
        """The name of a room."""
        return self._places[True].get(room) or self._places[False][room]

    def people(self, people: Iterable[str]) -> list[str]:
        """The names of people."""
        return [self.person(self.changes.person(person)) for person in people]

    def person(self, person: Person) -> str:
        """The name of a person."""
        return one_line(in_either(self.language, person.name, person.name_en))

    def session(self, change: SessionChange) -> list[str]:
        """All that changes of a session, but for its programme, and for people of whom that tells."""
        lines = self.placement(change)
        if change.old and change.new:
            told = {person for item in change.items for person in (*item.joined, *item.left)}
            for text, people in ((words.JOINING, change.joined), (words.LEAVING, change.left)):
                if others := [person for person in people if person not in told]:
                    lines.append(self.say(text, people=self.people(others)))
            if change.other_roles:
                roles, expo = change.new.session.roles, self.changes.new.expo
                names = (expo.in_role(one, roles.get(one), self.language) for one in change.other_roles)
                lines.append(self.say(words.OTHER_ROLES, people=[*map(one_line, names)]))
        return lines

    def placement(self, change: SessionChange) -> list[str]:
        """How a session's title, time and place change, or that they do not."""
        old, new = change.old, change.new
        if old is None or new is None:
            stand, text = change.stand, words.ADDED if new else words.WAITING if change.waits else words.CANCELLED
            return [self.say(text, time=self.time(change, stand), place=self.place(change, stand))]
        lines = [self.formerly(old, new)] if "renamed" in change.kinds else []
        other_time, other_room = self.other_time(change), self.other_room(change)
        facts = {"time": self.time(change, new), "place": self.place(change, new)}
        if other_time and other_room:
            return [*lines, other_time, other_room]
        if other_time:
            return [*lines, self.joined([other_time, self.say(words.SAME_PLACE, **facts)])]
        if other_room:
            return [*lines, self.joined([other_room, self.say(words.SAME_TIME, **facts)])]
        return [*lines, self.say(words.SAME, **facts)]

    def formerly(self, old: SessionState, new: SessionState) -> str:
        """What a session was called; in the other language where its title in this one stays."""
        before = self.title(old.session)
        if before == self.title(new.session):
            before = one_line(old.session.say("zh" if self.language == "en" else "en"))
        return self.say(words.FORMERLY, title=before)

    def other_time(self, change: SessionChange) -> str:
        """How a session's time changes; nothing where it does not, or is added or cancelled."""
        old, new = change.old, change.new
        if not (old and new):
            return ""
        clauses = []
        if change.later or change.longer:
            was, now = old.placement.window, new.placement.window
            by = self._by(was, now, change.later, change.longer)
            text, short = words.MOVED if change.later else words.RESIZED, self._short(self._new, now, self._old, was)
            clauses.append(self.say(text, was=self.time(change, old), now=short, by=by))
        if "continuous" in change.kinds:
            text = words.NOW_CONTINUOUS if new.session.continuous else words.NOW_DAILY
            clauses.append(self.say(text, time=self.time(change, new)))
        return self.joined(clauses)

    def other_room(self, change: SessionChange) -> str:
        """How a session's room changes; nothing where it does not, or is added or cancelled."""
        if not (change.old and change.new) or "room" not in change.kinds:
            return ""
        was, now = (stand.placement.room and self.place(change, stand) for stand in (change.old, change.new))
        return words.other_room(was, now).say(self.language)

    def item(self, change: SessionChange, item: ItemChange) -> str:
        """How an item of a programme changes."""
        title = self.item_title(item)
        if item.old is None or item.new is None:
            text = words.ITEM_ADDED if item.new else words.ITEM_DROPPED
            facts = {"now": self._now(change, item), "was": self._was(change, item)}
            return self.say(text, title=self._with_people(title, item), **facts)
        if item.renamed:
            title = self.say(words.ITEM_FORMERLY, title=title, old=quoted(one_line(item.old.title)))
        elif self._repeated(change, item.old.title):
            title = self._with_people(title, item)
        parts = []
        if item.was and item.now and (item.later or item.longer):
            by = self._by(item.was, item.now, item.later, item.longer)
            facts = {"now": self._now(change, item), "was": self._was(change, item)}
            parts.append(self.say(words.ITEM_MOVED, **facts, by=by))
        else:
            title = self.say(words.ITEM_AT, title=title, now=self._now(change, item))
        if item.joined:
            parts.append(self.say(words.ITEM_WITH, people=self.people(item.joined)))
        if item.left:
            parts.append(self.say(words.ITEM_WITHOUT, people=self.people(item.left)))
        return self.says(title, self.joined(parts)) if parts else title

    def _with_people(self, title: str, item: ItemChange) -> str:
        """A title with those who are in the item."""
        people = self.people(item.item.people)
        return self.say(words.IN_BRACKETS, text=title, more=people) if people else title

    def _repeated(self, change: SessionChange, title: str) -> bool:
        """Whether a session has several items of a title, so that it alone does not say which."""
        programmes = [stand.session.programme for stand in (change.old, change.new) if stand]
        return any(sum(item.title == title for item in programme) > 1 for programme in programmes)

    def item_for(self, change: SessionChange, item: ItemChange, person: str) -> str:
        """What an item that changes is to one person in it."""
        both = item.old is not None and item.new is not None
        if both and person in item.left:
            return self.say(words.ITEM_LEFT, title=self.item_title(item), was=self._was(change, item))
        if both and person in item.joined:
            return self.say(words.ITEM_JOINED, title=self.item_title(item), now=self._now(change, item))
        own = item.old is None and person in item.people
        return self.item_now(change, item) if own else self.item(change, item)

    def item_now(self, change: SessionChange, item: ItemChange) -> str:
        """An item with its time."""
        return self.say(words.ITEM_AT, title=self.item_title(item), now=self._now(change, item))

    def item_title(self, item: ItemChange) -> str:
        """The title of an item of a programme, in quotes."""
        return quoted(one_line(in_either(self.language, item.item.title, item.item.title_en)))

    def joined(self, clauses: Iterable[str]) -> str:
        """Clauses in one line."""
        return words.SEMICOLON.say(self.language).join(clauses)

    def says(self, subject: str, text: str) -> str:
        """What is said of something, in one line."""
        return self.say(words.SAYS, subject=subject, text=text)

    def _now(self, change: SessionChange, item: ItemChange) -> str:
        return self._item_time(self._new, item.now, change.new) if item.now else ""

    def _was(self, change: SessionChange, item: ItemChange) -> str:
        return self._item_time(self._old, item.was, change.old) if item.was else ""

    def _item_time(self, clock: Clock, window: Window, stand: SessionState | None) -> str:
        assert stand is not None
        return self._short(clock, window, clock, stand.placement.window)

    def _short(self, clock: Clock, window: Window, other_clock: Clock, other: Window) -> str:
        """A stretch of time beside another: clock times alone, where both are on one day."""
        dates, others = clock.dates(window), other_clock.dates(other)
        if len(dates) == 1 and dates == others:
            first, last = clock.day_and_minute(window.start)[1], clock.end_day_and_minute(window.end)[1]
            return f"{say_minute(first)}–{say_minute(last)}"
        return clock.span(window).say(self.language)

    def _by(self, was: Window, now: Window, later: int, longer: int) -> str:
        """By how much, as the clock on the wall tells it: the same time of the next day is one day later."""
        if later and self._old.zone == self._new.zone:
            before, after = (
                clock.local(at).replace(tzinfo=None) for clock, at in ((self._old, was.start), (self._new, now.start))
            )
            later = (after - before) // MINUTE or later
        return words.AND.say(self.language).join(part.say(self.language) for part in words.by_how_much(later, longer))

    @property
    def _old(self) -> Clock:
        return self.changes.old.expo.clock

    @property
    def _new(self) -> Clock:
        return self.changes.new.expo.clock

    @cached_property
    def _places(self) -> dict[bool, Mapping[str, str]]:
        """Of the new expo (true) and the old one, what its rooms are called."""
        return {True: self._rooms(self.changes.new), False: self._rooms(self.changes.old)}

    def _rooms(self, version: Version) -> Mapping[str, str]:
        return make_agenda(version.expo, Schedule()).in_language(self.language).places
