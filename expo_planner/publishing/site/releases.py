"""What the site is told of earlier releases: who published when, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from expo_planner.domain.i18n import Spoken
from expo_planner.publishing.site.words import FIRST, NO_CHANGE


class Change(NamedTuple):
    """One line of a release: a kind (see `words.KINDS`), the id of the session, and the sentence that people read.

    A sentence that reads differently in English and in Chinese is shown in both; a bare string as it is.
    """

    kind: str
    session: str
    message: str | Spoken


@dataclass(frozen=True, slots=True)
class Release:
    """A published agenda: its number from 1, its moment (aware of its zone), who published it, what changed.

    `author` is None where that is not told. In the first one everything is new, which is told as one number.
    """

    number: int
    time: datetime
    author: str | None = None
    changes: tuple[Change, ...] = ()

    @property
    def told(self) -> tuple[Change, ...]:
        """The changes that are told one by one."""
        return self.changes if self.number > 1 else ()

    @property
    def summary(self) -> Spoken:
        """What is told in their place, where there are none."""
        return FIRST.fill(count=len(self.changes)) if self.number == 1 and self.changes else NO_CHANGE
