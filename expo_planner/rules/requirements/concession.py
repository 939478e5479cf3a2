"""Concessions: what an organiser can give up so that a schedule exists."""

from __future__ import annotations

from dataclasses import dataclass

from expo_planner.domain.entities import Waiver
from expo_planner.domain.expo import Expo


@dataclass(frozen=True, order=True)
class Concession:
    """A demand of a rule on one or two sessions that an organiser may give up.

    `fields` are the session's fields to clear in the file, such as its start; without any, a waiver accepts the clash.
    `times` is the factor on each person to notify, as in `Disturbance`, and `extra` is added, as in `Surcharge`.
    """

    rule: str
    sessions: tuple[str, ...]
    fields: tuple[str, ...] = ()
    times: int = 1
    extra: int = 0

    def price(self, expo: Expo) -> int:
        """The people to notify, times the factor, and what is added."""
        return self.times * min(expo.sessions[name].told for name in self.sessions) + self.extra

    @property
    def waiver(self) -> Waiver | None:
        """The waiver that accepts it; None if fields of the session are cleared instead."""
        return None if self.fields else Waiver(rule=self.rule, sessions=frozenset(self.sessions))
