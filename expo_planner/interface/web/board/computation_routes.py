"""The addresses of what takes long: solve, explain and repair are asked, followed, stopped, and accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast, get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from expo_planner.board.computation import LONGEST, Busy, Computation, ComputationRequest, closures
from expo_planner.board.proposal import PlanProposal, Question
from expo_planner.board.state import BoardState
from expo_planner.domain.clock import Window
from expo_planner.domain.i18n import Language, Text
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.schedule import Placement
from expo_planner.interface.json.computation import computation_document
from expo_planner.interface.web.board.exchange import (
    answer,
    by_of,
    change_of,
    language_of,
    names_of,
    since_of,
    tick_of,
    whole_of,
)
from expo_planner.interface.web.board.guard import Refused
from expo_planner.interface.web.board.service import BoardService
from expo_planner.roundtrip.merge.three_way import FieldChange
from expo_planner.solver.replan.disruption import Disruption

MOST_MOVES = 100_000
BUSY = Text("something else is being computed; wait for it, or stop it", "另有计算正在进行，请等待其结束，或先停止")
GONE = Text("this result is no longer there; ask again", "该结果已不在，请重新计算")


class Computed(NamedTuple):
    """What was asked, and what is proposed."""

    request: ComputationRequest
    proposal: PlanProposal


def computation_routes(board: BoardService) -> Sequence[Route]:
    """The routes of a board's computations."""
    live, computations = board.follower.board, board.computations

    async def show(request: Request) -> Response:
        language, current, file = language_of(request, board), computations.current, live.state.file
        return await answer(lambda: None if current is None else computation_document(current, file, language))

    async def start(request: Request) -> Response:
        asked, state = await change_of(request, board), live.state
        language, wanted = language_of(request, board), _request(asked, state)

        def started() -> JsonDocument:
            try:
                return computation_document(computations.start(by_of(asked), state, wanted), state.file, language)
            except Busy:
                raise Refused(409, BUSY.say(language)) from None

        return await answer(started, language, 202)

    async def stop(request: Request) -> Response:
        await change_of(request, board)
        computations.stop()
        return await show(request)

    async def dismiss(request: Request) -> Response:
        await change_of(request, board)
        computations.dismiss()
        return await show(request)

    async def accept(request: Request) -> Response:
        asked, language = await change_of(request, board), language_of(request, board)
        current, revision = _current(asked, computations.current, language), whole_of(asked, "revision")
        proposal = current.proposal
        whole = asked.get("sessions") is None
        wanted = None if whole else set(names_of(asked, "sessions", live.state.expo.sessions))

        def accepted() -> JsonDocument:
            moves = dict(_moves(proposal, live.state, wanted))
            fields = [*closures(live.state.file, current.request.disruption)] if whole else []
            if fields:
                state, notice = live.edit(by_of(asked), revision, fields, moves)
            else:
                state, notice = live.move(by_of(asked), revision, moves)
            return board.document(language, state, notice, since_of(request))

        return await answer(accepted, language)

    async def way(request: Request) -> Response:
        asked, language = await change_of(request, board), language_of(request, board)
        proposal = _current(asked, computations.current, language).proposal
        revision = whole_of(asked, "revision")
        number = whole_of(asked, "way", least=1)
        if number > len(proposal.ways) or not proposal.ways[number - 1].applicable:
            raise Refused(404, "There is no such way out")
        out = proposal.ways[number - 1]

        def applied() -> JsonDocument:
            file, fields = live.state.file, [*out.waivers]
            for name, field in out.clears:
                entry = file.entry_for("sessions", name)
                old = file.flat["sessions"].get(entry, {}).get(field)
                if old is not None and field not in ("start", "room"):
                    fields.append(FieldChange("sessions", entry, field, old, None))
            freed = {name: None for name, field in out.clears if field in ("start", "room")}
            standing = {name: None for name in freed if name in live.state.schedule}
            if fields:
                state, notice = live.edit(by_of(asked), revision, fields, standing)
            else:
                state, notice = live.move(by_of(asked), revision, standing)
            return board.document(language, state, notice, since_of(request))

        return await answer(applied, language)

    return [
        Route("/api/job", show, methods=["GET"]),
        Route("/api/job", start, methods=["POST"]),
        Route("/api/job/stop", stop, methods=["POST"]),
        Route("/api/job/dismiss", dismiss, methods=["POST"]),
        Route("/api/job/accept", accept, methods=["POST"]),
        Route("/api/job/way", way, methods=["POST"]),
    ]


def _current(asked: Mapping[str, Any], current: Computation | None, language: Language) -> Computed:
    number = whole_of(asked, "number")
    if current is None or current.number != number or current.proposal is None:
        raise Refused(409, GONE.say(language))
    return Computed(current.request, current.proposal)


def _moves(
    proposal: PlanProposal, state: BoardState, wanted: set[str] | None
) -> Iterator[tuple[str, Placement | None]]:
    """The placements that are proposed, of all sessions or of some, as far as they still can be."""
    if proposal.schedule is None:
        raise Refused(409, "Nothing is proposed")
    expo = state.expo
    for name in dict.fromkeys([*proposal.before, *proposal.schedule]):
        new = proposal.schedule.get(name)
        if (
            name not in expo.sessions
            or proposal.before.get(name) == new
            or (wanted is not None and expo.owner(name) not in wanted)
        ):
            continue
        if new is None:
            yield name, None
        elif new.room in expo.rooms:
            yield name, expo.place_session(expo.sessions[name], new.room, new.start)


def _request(asked: Mapping[str, Any], state: BoardState) -> ComputationRequest:
    """What is to be computed."""
    question, seconds, afresh = asked.get("kind"), asked.get("time_limit", 60), asked.get("afresh", False)
    if question not in get_args(Question):
        raise Refused(400, "kind must be solve, explain or repair")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 1 <= seconds <= LONGEST:
        raise Refused(400, f"time_limit must be a number of seconds from 1 to {LONGEST:.0f}")
    if not isinstance(afresh, bool):
        raise Refused(400, "afresh must be true or false")
    expo, most = state.expo, asked.get("most")
    disruption = Disruption(
        closed=tuple(_windows(asked, state, "close", "room", expo.rooms)),
        away=tuple(_windows(asked, state, "away", "person", expo.people)),
        dropped=frozenset(names_of(asked, "drop", expo.sessions)),
        frozen=tuple(window for _, window in _windows(asked, state, "freeze", None, {})),
        most=None if most is None else whole_of(asked, "most", most=MOST_MOVES),
    )
    return ComputationRequest(
        question=cast(Question, question), time_limit=float(seconds), afresh=afresh, disruption=disruption
    )


def _windows(
    asked: Mapping[str, Any], state: BoardState, name: str, who: str | None, known: Mapping[str, object]
) -> Iterator[tuple[str, Window]]:
    """The windows of a kind that are asked for, each with the room or person that it is of."""
    given = asked.get(name, [])
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Refused(400, f"{name} must be a list of windows")
    for one in given:
        start, end = (tick_of(state, one.get(side), side) for side in ("start", "end"))
        of = "" if who is None else one.get(who)
        if start >= end:
            raise Refused(400, f"{name}: a window must end after it starts")
        if who is not None and (not isinstance(of, str) or of not in known):
            raise Refused(400, f"{name}: there is no such {who}")
        yield str(of), Window(start, end)
