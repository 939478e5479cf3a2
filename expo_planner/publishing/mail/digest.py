"""What a message says: the changes in the words of the person's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from expo_planner.domain.i18n import Language, Text, quoted
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.clean_text import ascii_url, one_line
from expo_planner.publishing.labels import TO_BE_ANNOUNCED
from expo_planner.publishing.ledger import LedgerEntry, PublishedState
from expo_planner.publishing.ledger.sentences import clauses
from expo_planner.publishing.mail.concerned import Concern, ConcernedPerson
from expo_planner.publishing.notices import words

LANGUAGES: tuple[Language, ...] = ("zh", "en")
YOUR_SESSIONS = Text("{expo}: your sessions", "{expo}：您的日程")
YOUR_CHANGES = Text("{expo}: changes to your sessions", "{expo}：您的日程有变动")
GREETING = Text("Dear {name},", "{name}，您好！")
NEWS = Text("you take part in {expo} as follows.", "您参加{expo}的安排如下。")
CHANGES = Text(
    "the programme of {expo} has changed. These changes concern you.", "{expo}的日程有变动，与您有关的如下。"
)
CALENDAR = Text(
    "The calendar entries in this message bring your calendar up to date.", "随信所附的日历条目可更新您的日历。"
)
WEB = Text("The whole programme: {address}", "完整日程：{address}")


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """A session that has changed: its title in quotes, and a sentence."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A message without its calendar parts, as finished text."""

    language: Language
    subject: str
    greeting: str
    news: str
    entries: tuple[DigestEntry, ...]
    calendar: str
    web: str
    """Where the whole programme is, if that is known; the address stands at its end."""

    @property
    def text(self) -> str:
        """All of it as plain text."""
        changes = (f"{entry.title}\n  {entry.text}" for entry in self.entries)
        paragraphs = (self.greeting, self.news, *changes, self.calendar, self.web)
        return "\n\n".join(filter(None, paragraphs)) + "\n"


@dataclass(frozen=True)
class DigestWriter:
    """Writes what people are told, in the language of an agenda; it needs no sessions in it."""

    agenda: Agenda

    def digest(self, person: ConcernedPerson) -> Digest:
        """The changes for a person."""
        say, agenda = self._say, self.agenda
        new = all(concern.kind == "joined" for concern in person.concerns)
        address = ascii_url(agenda.expo.base_url)
        return Digest(
            language=agenda.language,
            subject=say(YOUR_SESSIONS if new else YOUR_CHANGES, expo=agenda.title),
            greeting=say(GREETING, name=person.name),
            news=say(NEWS if new else CHANGES, expo=agenda.title),
            entries=tuple(DigestEntry(self._title(one.after), self._text(one)) for one in person.concerns),
            calendar=say(CALENDAR),
            web=say(WEB, address=address) if address else "",
        )

    def _say(self, text: Text, **facts: object) -> str:
        return text.fill(**facts).say(self.agenda.language)

    def _title(self, entry: LedgerEntry) -> str:
        """The published title or, where the scenario still has that, the one in the language of the agenda."""
        session, published = self.agenda.expo.sessions.get(entry.session), quoted(entry.content.title)
        known = () if session is None else [one_line(session.say(language)) for language in LANGUAGES]
        return one_line(session.say(self.agenda.language)) if session and published in known else published

    def _text(self, concern: Concern) -> str:
        return words.SEMICOLON.say(self.agenda.language).join(self._clauses(concern))

    def _clauses(self, concern: Concern) -> Iterator[str]:
        kind, after = concern.kind, self._translated(concern.after)
        before = None if concern.before is None else self._translated(concern.before)
        if kind == "joined" or before is None:
            yield self._placed(words.NOW_IN, after.stand)
        elif kind == "left" or kind == "cancelled":
            yield self._placed(words.NO_LONGER_IN if kind == "left" else words.CANCELLED, before.stand)
        else:
            yield from (clause.say(self.agenda.language) for clause in clauses(kind, before, after, self.agenda))
            if kind == "changed":
                yield self._placed(words.SAME, after.stand)

    def _placed(self, text: Text, stand: PublishedState) -> str:
        time = self.agenda.clock.span(stand.placement(self.agenda.clock).window)
        return self._say(text, time=time, place=stand.place)

    def _translated(self, entry: LedgerEntry) -> LedgerEntry:
        place = entry.stand.place
        return replace(entry, stand=entry.stand._replace(place=self._places.get(place, place)))

    @cached_property
    def _places(self) -> Mapping[str, str]:
        """What the places that the scenario knows are called in the language of the agenda, by either name."""
        agenda = self.agenda
        named = {text.say(language): agenda.say(text) for text in (TO_BE_ANNOUNCED,) for language in LANGUAGES}
        for language in LANGUAGES:
            named |= {name: agenda.places[room] for room, name in agenda.in_language(language).places.items()}
        return named
