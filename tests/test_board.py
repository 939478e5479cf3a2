"""The planning board's state: what it shows is what the checker says, and undo leads back."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import SCENARIOS

from expo_planner.board.scenario_file import ScenarioFile
from expo_planner.board.state import BoardState, PinnedSession, merged
from expo_planner.checker import Report, check
from expo_planner.domain.schedule import Placement
from expo_planner.planner.shade import CLOSED, FREE, MUST_BROKEN, WISH_BROKEN, shade
from expo_planner.planner.why import why

FAIRS = [SCENARIOS / "dicc-2023.yaml", SCENARIOS.parent / "examples" / "every-field.yaml"]


def facts(report: Report) -> tuple[Counter[Hashable], Counter[Hashable]]:
    """A report without the order of what is told in it."""
    return (
        Counter((one.rule, one.sessions, one.window, one.error, one.message.say("en")) for one in report.clashes),
        Counter((one.rule, one.sessions, one.cost, one.message.say("en")) for one in report.costs),
    )


def random_move(board: BoardState, drawn: random.Random) -> dict[str, Placement | None]:
    """Up to three sessions to anywhere, or off the board."""
    expo = board.expo
    names = drawn.sample([*expo.sessions], drawn.choice([1, 1, 1, 2, 3]))
    rooms, starts = [*expo.rooms], range(expo.horizon.start, expo.horizon.end, expo.step)
    return {
        name: None
        if drawn.random() < 0.15
        else expo.place_session(expo.sessions[name], drawn.choice(rooms), drawn.choice(starts))
        for name in names
    }


@pytest.mark.parametrize("path", FAIRS, ids=lambda path: path.stem)
def test_any_sequence_of_changes_shows_what_the_checker_says(path: Path) -> None:
    drawn = random.Random(path.stem)
    first = board = BoardState.opened(ScenarioFile.read(path))
    refused = 0
    for _ in range(60):
        before, deed = board, drawn.choice(["move", "move", "move", "undo", "redo"])
        try:
            if deed == "move":
                board = before.apply(random_move(before, drawn))
            else:
                board = before.undo() if deed == "undo" else before.redo()
        except PinnedSession:
            refused += 1
            continue
        assert facts(board.report) == facts(check(board.scenario, board.schedule))
        if board is not before and deed == "move":
            assert board.undo().schedule == before.schedule and board.undo().redo().schedule == board.schedule
    while board.done:
        board = board.undo()
    assert board.schedule == first.schedule and facts(board.report) == facts(first.report)
    assert bool(refused) == any(session.pinned for session in board.expo.sessions.values())


def test_hosted_sessions_go_along_and_off_with_their_host() -> None:
    board = BoardState.opened(ScenarioFile.read(SCENARIOS / "dicc-2023.yaml"))
    report, host = board.schedule["offshore-trade-guide"], board.schedule["standards"]
    there = board.expo.place_session(board.expo.sessions["standards"], "12", host.start + 60)
    moved = board.apply({"standards": there})
    assert moved.schedule["offshore-trade-guide"] == Placement("12", report.start + 60, report.end + 60)
    assert board.apply({"standards": None}).schedule.keys() == board.schedule.keys() - {
        "standards",
        "offshore-trade-guide",
    }


def test_shading_is_what_a_drop_would_bring() -> None:
    board, drawn = BoardState.opened(ScenarioFile.read(SCENARIOS / "dicc-2023.yaml")), random.Random(5)
    seen = Counter[int]()
    for name in drawn.sample([*board.schedule], 12):
        shown = shade(board.index, board.schedule, name)
        assert shown.rooms == tuple(board.expo.rooms)
        for _ in range(25):
            row, column = drawn.randrange(len(shown.rooms)), drawn.randrange(len(shown.starts))
            placement = board.expo.place_session(board.expo.sessions[name], shown.rooms[row], shown.starts[column])
            verdict, level = board.why(name, placement), shown.level[row][column]
            seen[level] += 1
            assert (level in (FREE, WISH_BROKEN)) == (not verdict.report.errors), (name, placement)
            if level in (FREE, WISH_BROKEN):
                assert (level == WISH_BROKEN) == (verdict.cost > 0), (name, placement)
            hours = {clash.rule for clash in verdict.report.errors} & {"room_open"}
            assert (level == CLOSED) == bool(hours), (name, placement)
    assert seen[FREE] and seen[MUST_BROKEN] and seen[CLOSED]


def test_why_is_that_of_the_command_where_nothing_is_hosted() -> None:
    file, drawn = ScenarioFile.read(SCENARIOS / "dicc-2023.yaml"), random.Random(7)
    board = BoardState.opened(file)
    hosts = {session.host for session in file.scenario.expo.sessions.values()}
    for name in drawn.sample([name for name in board.schedule if name not in hosts], 15):
        place = board.schedule[drawn.choice([*board.schedule])]
        placement = board.expo.place_session(board.expo.sessions[name], place.room, place.start)
        ours, said = board.why(name, placement), why(file.scenario, board.schedule, name, placement)
        assert (facts(ours.report), ours.cost, ours.told) == (facts(said.report), said.cost, said.told)


def test_a_change_is_merged_session_by_session_and_the_file_wins() -> None:
    file = ScenarioFile.read(SCENARIOS / "dicc-2023.yaml")
    board = BoardState.opened(file)
    names = [name for name, session in file.scenario.expo.sessions.items() if session.host is None][:2]
    ours = board.change({name: board.expo.place_session(board.expo.sessions[name], "9", 2000) for name in names})
    assert merged(file.scenario.expo, ours) == (ours, [])
    there = board.expo.place_session(board.expo.sessions[names[0]], "8", 3000)
    session = replace(file.scenario.expo.sessions[names[0]], room=there.room, start=there.start)
    by_hand = replace(file.scenario.expo, sessions={**file.scenario.expo.sessions, names[0]: session})
    kept, lost = merged(by_hand, ours)
    assert [name for name, _ in lost] == [names[0]] and names[0] not in kept and kept[names[1]] == ours[names[1]]
