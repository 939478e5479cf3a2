"""Messages that people read, in English and Chinese.

A message is written once, in both languages, beside the rule or the check that gives it. It is rendered only when it is
shown: `Text("{a} is full", "{a}已满").fill(a=room.name).say("zh")`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol, runtime_checkable

Language = Literal["en", "zh"]


@runtime_checkable
class Spoken(Protocol):
    """A value that reads differently in English and in Chinese."""

    def say(self, language: Language) -> str: ...


class Text(NamedTuple):
    """A message in both languages, with `{names}` to fill in."""

    en: str
    zh: str

    def fill(self, **facts: object) -> Message:
        """The message with its facts; they are rendered when the message is."""
        return Message(self, facts)

    def say(self, language: Language) -> str:
        """The message without facts filled in."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Message:
    """A message and the facts that fill it."""

    text: Text
    facts: Mapping[str, object] = field(default_factory=dict)

    def say(self, language: Language) -> str:
        """The finished message."""
        return self.text.say(language).format(**{name: spoken(fact, language) for name, fact in self.facts.items()})


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration in minutes, shown as "1 h 30 min" or 1小时30分钟."""

    minutes: int

    def say(self, language: Language) -> str:
        hours, minutes = divmod(self.minutes, 60)
        names = ("小时", "分钟") if language == "zh" else (" h", " min")
        parts = [f"{amount}{name}" for amount, name in zip((hours, minutes), names, strict=True) if amount]
        return ("" if language == "zh" else " ").join(parts) or f"0{names[1]}"


def in_either(language: Language, text: str, english: str | None) -> str:
    """A text of the expo's own in a language: its English form where that is asked for and given, else the text."""
    return english if language == "en" and english else text


_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ISOLATE = re.compile("[\u2066-\u2068][^\u2066-\u2069]*\u2069")
_BEGINNING, _END = re.compile("[\u2066-\u2068]"), "\u2069"


def isolated(text: str) -> str:
    """The text, made safe so that it cannot change the writing direction of the sentence around it (UAX #9, 2.4).

    Where it could, it is put between isolates; isolates in it without their other half are completed.
    """
    if text.isascii():
        return text
    rest, before = text, ""
    while rest != before:
        before, rest = rest, _ISOLATE.sub("", rest)
    if _TURNS.search(rest) is None:
        return text
    return "\u2068" * (1 + rest.count(_END)) + text + _END * (1 + len(_BEGINNING.findall(rest)))


QUOTES = (("“", "”"), ("《", "》"))
NESTED = str.maketrans("“”", "‘’")


def quoted(title: str) -> str:
    """A title in quotes, unless it has its own; quotes inside become single ones."""
    for begin, end in QUOTES:
        if title.startswith(begin) and title.endswith(end) and title.count(begin) == 1:
            return isolated(title)
    return f"“{isolated(title.translate(NESTED))}”"


def spoken(fact: object, language: Language) -> str:
    """One fact as a person reads it; lists are joined in the manner of the language."""
    if isinstance(fact, str):
        return isolated(fact)
    if isinstance(fact, int):
        return str(fact)
    if isinstance(fact, list | tuple) and not isinstance(fact, Text):
        return ("、" if language == "zh" else ", ").join(spoken(item, language) for item in fact)
    say = getattr(fact, "say", None)  # a look at the protocol takes fifty times as long
    return str(fact) if say is None else str(say(language))
