"""Problems of an input file, each with its place: errors are values."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from expo_planner.domain.i18n import Language, Message, Text


class Source(NamedTuple):
    """A place in an input file: `scenario.yaml:41:5`, or `rooms.xlsx!Sheet!C7`."""

    file: str
    place: str = ""

    def __str__(self) -> str:
        joint = "!" if "!" in self.place or self.file.endswith(".xlsx") else ":"
        return f"{self.file}{joint}{self.place}" if self.place else self.file

    def below(self, folder: Path) -> Source:
        """The same place, its file named relative to the working folder instead of the scenario's."""
        return self._replace(file=os.path.normpath(folder / self.file))


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of the input, with its place, its field and a hint what to do."""

    source: Source
    field: str
    message: Message | Text
    hint: Message | Text | None = None

    def below(self, folder: Path) -> Problem:
        """The same problem, with a path relative to the working folder."""
        return replace(self, source=self.source.below(folder))

    def say(self, language: Language) -> str:
        """`file:line:column: field: what is wrong (hint)`."""
        field = f"{self.field}: " if self.field else ""
        hint = ""
        if self.hint is not None:
            hint = self.hint.say(language)
            hint = f"（{hint}）" if language == "zh" else f" ({hint})"
        return f"{self.source}: {field}{self.message.say(language)}{hint}"


class BadInput(Exception):
    """Raised when the input cannot be used. It carries every problem found, in the order of the file; exit code 2."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.say("en") for problem in problems))
