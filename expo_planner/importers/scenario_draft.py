"""A scenario in the making: its sections as plain values, what stands as comments beside them, and its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from expo_planner.domain.i18n import Language, Text
from expo_planner.domain.problems import Problem, Source
from expo_planner.files.write.to_yaml import ESCAPED, Value, block, entry, item
from expo_planner.importers.model import Guess

Entry = dict[str, Value]
GUESSED = Text("guess: {guess}", "推测：{guess}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioDraft:
    """What will be written.

    `origin` is the first file that was read; `guesses` are those about the whole, `beside` those about entries, by
    section and id; `sources` tell from where each session was read, by its id; `told` are rows that were read and are
    no sessions of their own.
    """

    language: Language
    origin: Source
    about: tuple[Guess, ...]
    expo: Entry
    categories: Sequence[Value]
    rooms: Sequence[Entry]
    people: Sequence[Entry]
    sessions: Sequence[Entry]
    rules: Sequence[Entry] = ()
    goals: Mapping[str, Value] = field(default_factory=dict)
    guesses: tuple[Guess, ...] = ()
    beside: Mapping[tuple[str, str], Sequence[Guess]] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    told: tuple[Problem, ...] = ()

    @property
    def all_guesses(self) -> Iterator[tuple[str, Guess]]:
        """Every guess, with the section and id that it is about, or ""."""
        yield from (("", guess) for guess in self.guesses)
        for (section, name), guesses in self.beside.items():
            yield from ((f"{section}[{name}]", guess) for guess in guesses)

    def document(self) -> Entry:
        """The sections without comments, as a JSON scenario has them."""
        sections: Entry = {"expo": self.expo, "categories": self.categories, "rooms": self.rooms}
        sections |= {"people": self.people, "sessions": self.sessions, "rules": self.rules, "goals": self.goals}
        return {name: section for name, section in sections.items() if section}


def text(draft: ScenarioDraft) -> str:
    """The scenario file, whose guesses are comments."""
    lines = [f"# {line.say(draft.language)}" for line in draft.about]
    lines += [_guess(guess, draft.language) for guess in draft.guesses]
    lines += ["", "expo:", *block(draft.expo, 2)]
    if draft.categories:
        lines += ["", *entry("categories", draft.categories, 0)]
    for section in ("rooms", "people", "sessions", "rules"):
        entries: Sequence[Entry] = getattr(draft, section)
        if not entries:
            continue
        lines += ["", f"{section}:"]
        for one in entries:
            if section == "sessions":
                lines.append("")
            lines += [
                f"  {_guess(guess, draft.language)}" for guess in draft.beside.get((section, str(one.get("id"))), ())
            ]
            lines += item(one, 2, open=section == "sessions")
    if draft.goals:
        lines += ["", *entry("goals", draft.goals, 0)]
    return "\n".join(lines) + "\n"


def _guess(guess: Guess, language: Language) -> str:
    sentence = GUESSED.fill(guess=guess).say(language)
    return f"# {' '.join(ESCAPED.sub(' ', sentence).split())}"
