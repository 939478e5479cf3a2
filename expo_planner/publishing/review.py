"""What to look at before a release: errors prevent it, everything else is told and counted."""

from __future__ import annotations

from dataclasses import dataclass

from expo_planner.checker import Report
from expo_planner.domain.entities import Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Schedule
from expo_planner.rules.placed import Placed
from expo_planner.rules.requirements import Clash

ROOMLESS = Text(
    "{session} has a start but no room; it is published as “room to be announced”",
    "{session}有开始时间但没有场地，将以“场地待定”发布",
)


@dataclass(frozen=True)
class Review:
    """What to look at before a schedule is published.

    In `report`, a session whose room is to be announced is a warning instead of an error; `roomless` are the ids of
    these sessions. `waivers` are those that end before the last day of the expo.
    """

    report: Report
    roomless: tuple[str, ...]
    waivers: tuple[Waiver, ...]

    @property
    def spotless(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.report.errors or self.report.warnings or self.waivers)


def review(expo: Expo, report: Report, schedule: Schedule) -> Review:
    """Looks through a schedule and the result of its check."""
    roomless = tuple(name for name in expo.sessions if name in schedule.roomless)
    others = [one for one in report.clashes if one.rule != Placed.name or one.sessions[0] not in schedule.roomless]
    return Review(
        report=Report((*others, *(_roomless(expo, name, schedule) for name in roomless)), report.costs),
        roomless=roomless,
        waivers=tuple(one for one in expo.waivers if one.until is not None and one.until < expo.days[-1]),
    )


def _roomless(expo: Expo, name: str, schedule: Schedule) -> Clash:
    session = expo.sessions[name]
    clash = Clash(
        rule=Placed.name,
        message=ROOMLESS.fill(session=session),
        sessions=(name,),
        window=schedule.roomless[name].window,
        sources=(session.at("start"),),
        weight=0,
    )
    return clash.judged(expo, expo.waivers)
