"""What an organiser can give up so that a schedule exists."""

from __future__ import annotations

from dataclasses import dataclass

from expo_planner.domain.expo import Expo, Waiver


@dataclass(frozen=True, order=True)
class Concession:
    """Something that may be given up: what a rule asks of one or two sessions.

    `fields` are those that the session loses in the file, such as its start; where there are none, a waiver accepts
    the clash. `times` is how often everyone who is told counts, as in `Disturbance`.
    """

    rule: str
    sessions: tuple[str, ...]
    fields: tuple[str, ...] = ()
    times: int = 1

    def price(self, expo: Expo) -> int:
        """What it costs: those to be told, times how hard it is on them."""
        return self.times * min(expo.sessions[name].told for name in self.sessions)

    @property
    def waiver(self) -> Waiver | None:
        """The waiver that accepts it; None where the session's own fields change instead."""
        return None if self.fields else Waiver(rule=self.rule, sessions=frozenset(self.sessions))
