"""What the site is told of earlier releases: who published when, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from expo_planner.language import Spoken


class Change(NamedTuple):
    """One line of a release: a kind (see `words.KINDS`), the id of the session, and the sentence that people read.

    A sentence that reads differently in English and in Chinese is shown in both; a bare string as it is.
    """

    kind: str
    session: str
    message: str | Spoken


@dataclass(frozen=True, slots=True)
class Release:
    """A published agenda: its number from 1, its moment (aware of its zone), who published it, what changed."""

    number: int
    time: datetime
    author: str
    changes: tuple[Change, ...] = ()
