"""The addresses of what has changed, and of publishing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from expo_planner.board.state import BoardState
from expo_planner.domain.i18n import Language, Text
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.files.read.diff_inputs import load_versions
from expo_planner.interface.agenda import agenda_of
from expo_planner.interface.json.computation import moves_document, notice_document
from expo_planner.interface.json.release import release_state_document
from expo_planner.interface.web.board.exchange import answer, by_of, change_of, language_of
from expo_planner.interface.web.board.guard import Refused
from expo_planner.interface.web.board.service import BoardService
from expo_planner.planner.diff import Version, compare
from expo_planner.publishing import release
from expo_planner.publishing.folder import LEDGER, Unsuitable
from expo_planner.publishing.ledger import Ledger, load_ledger
from expo_planner.publishing.review import review

OPENING = Text("since the board was opened", "自看板打开以来")
SINCE_RELEASE = Text("since release {number}", "自第{number}次发布以来")
IN_THE_WAY = Text(
    "nothing was published; errors: {count}. Correct them, or accept them",
    "未发布：错误{count}处，请先改正，或予以接受",
)
PUBLISHED = Text("release {number} is published in {folder}", "第{number}次发布已写入 {folder}")
NO_CHANGE = Text("nothing has changed since release {number}", "自第{number}次发布以来没有变动")
CANNOT_WRITE = Text("nothing was published: {why}", "未发布：{why}")


def release_routes(board: BoardService) -> Sequence[Route]:
    """The routes of what has changed and of publishing."""
    live = board.follower.board

    async def changes(request: Request) -> Response:
        since, language, state = request.query_params.get("since", "opening"), language_of(request, board), live.state
        if since not in ("opening", "release"):
            raise Refused(400, "since must be opening or release")

        def changed() -> JsonDocument:
            if since == "opening":
                return {"since": OPENING.say(language), **_changed(board.opened, state, language)}
            last = published(board.out, state)
            if last is None:
                return {"since": None, "moves": [], "told": 0}
            said = SINCE_RELEASE.fill(number=last.number).say(language)
            return {"since": said, **_changed(last.version, state, language)}

        return await answer(changed, language)

    async def show(request: Request) -> Response:
        language, state = language_of(request, board), live.state

        def shown() -> JsonDocument:
            last, found = published(board.out, state), review(state.expo, state.report, state.schedule)
            document = release_state_document(last and last.ledger, found, language)
            nothing = {"moves": [], "told": 0, "notice": []}
            notice = nothing if last is None else _changed(last.version, state, language)
            new = last is None or bool(notice["moves"])
            return {"folder": board.shown_out, **document, "new": new, "notice": notice}

        return await answer(shown, language)

    async def publish(request: Request) -> Response:
        asked, language, state = await change_of(request, board), language_of(request, board), live.state
        if errors := review(state.expo, state.report, state.schedule).report.errors:
            raise Refused(409, IN_THE_WAY.fill(count=len(errors)).say(language))

        def done() -> JsonDocument:
            agenda = agenda_of(state.scenario, state.schedule, state.report, language)
            try:
                made = release.publish(agenda, board.out, None, by_of(asked), release.Choices())
            except Unsuitable as unsuitable:
                raise Refused(409, unsuitable.message.say(language)) from None
            except OSError as error:
                raise Refused(507, CANNOT_WRITE.fill(why=error.strerror or str(error)).say(language)) from None
            assert made.ledger.last is not None
            number, new = made.ledger.last.number, made.release is not None
            said = (PUBLISHED if new else NO_CHANGE).fill(number=number, folder=board.out.name)
            return {"number": number, "new": new, "folder": board.shown_out, "message": said.say(language)}

        return await answer(done, language)

    return [
        Route("/api/changes", changes, methods=["GET"]),
        Route("/api/release", show, methods=["GET"]),
        Route("/api/release", publish, methods=["POST"]),
    ]


def _changed(before: Version, state: BoardState, language: Language) -> JsonDocument:
    found = compare(*before, state.expo, state.schedule)
    return {
        "moves": moves_document(found, language),
        "told": found.told,
        "notice": notice_document(found, language),
    }


class LastRelease(NamedTuple):
    """The ledger of a published folder, and what its last release says."""

    ledger: Ledger
    version: Version

    @property
    def number(self) -> int:
        """The number of the release."""
        return self.ledger.last.number if self.ledger.last is not None else 0


def published(folder: Path, state: BoardState) -> LastRelease | None:
    """What a folder has published; None before the first release. Raises BadInput."""
    if not (folder / LEDGER).is_file():
        return None
    ledger = load_ledger(folder / LEDGER, state.expo.id)
    version = load_versions(folder, state.file.path, allow_outside=state.file.allow_outside).old
    return None if ledger.last is None else LastRelease(ledger, version)
