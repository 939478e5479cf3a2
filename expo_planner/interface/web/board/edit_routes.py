"""The addresses at which the scenario is edited: forms, lengths, accepted clashes, conflicts with the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from expo_planner.board import forms
from expo_planner.board.acceptance import accepted, taken_back
from expo_planner.board.scenario_file import ScenarioFile
from expo_planner.domain.i18n import Text
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.files.edit.as_written import RECORDS
from expo_planner.files.write.times import length_text
from expo_planner.interface.json.board import form_document
from expo_planner.interface.web.board.exchange import (
    answer,
    by_of,
    change_of,
    language_of,
    names_of,
    session_of,
    since_of,
    text_of,
    whole_of,
)
from expo_planner.interface.web.board.guard import Refused
from expo_planner.interface.web.board.service import BoardService
from expo_planner.roundtrip.merge.three_way import FieldChange

DECIDED = Text("somebody has decided this conflict already", "此处冲突已有人作出决定")
ONE_OF_SEVERAL = Text(
    "{session} is one of several times; to remove it, lower `times` of {first}",
    "{session}是多次举办中的一次；如要删去，请减少{first}的 times",
)
LONGEST = 100_000
"""Minutes of the longest session that can be asked for."""


def edit_routes(board: BoardService) -> Sequence[Route]:
    """The routes of a board's edits."""
    live = board.follower.board

    async def edit(request: Request, asked: Mapping[str, Any], changes: Any) -> Response:
        """Edits the scenario as `changes` says, given the file."""
        language, revision = language_of(request, board), whole_of(asked, "revision")

        def edited() -> JsonDocument:
            state, notice = live.edit(by_of(asked), revision, changes(live.state.file))
            return board.document(language, state, notice, since_of(request))

        return await answer(edited, language)

    async def show(request: Request) -> Response:
        section, language = _section(request), language_of(request, board)
        file = live.state.file
        name = file.entry_for(section, request.path_params.get("id", ""))
        if section == "people" and board.read_only:
            raise Refused(403, "Addresses of people are not for every reader")

        def shown() -> JsonDocument:
            return form_document(forms.form_of(file, section, name), language)

        _known(file, section, name)
        return await answer(shown)

    async def submit(request: Request) -> Response:
        asked, section, name = await change_of(request, board), _section(request), request.path_params.get("id", "")
        texts, programme = _texts(asked, section), _programme(asked)

        def changes(file: ScenarioFile) -> list[FieldChange]:
            if not name:
                return [forms.new_entry(file, section, texts, programme or ())]
            entry = file.entry_for(section, name)
            _known(file, section, entry)
            return forms.changes_of(file, section, entry, texts, programme)

        return await edit(request, asked, changes)

    async def remove(request: Request) -> Response:
        asked, section, name = await change_of(request, board), _section(request), request.path_params["id"]
        if (first := live.state.file.entry_for(section, name)) != name:
            message = ONE_OF_SEVERAL.fill(session=live.state.expo.sessions[name], first=live.state.expo.sessions[first])
            raise Refused(409, message.say(language_of(request, board)))
        _known(live.state.file, section, name)
        return await edit(request, asked, lambda file: [forms.removed(file, section, name)])

    async def resize(request: Request) -> Response:
        asked, name = await change_of(request, board), session_of(request, live.state)
        length = length_text(whole_of(asked, "length", least=1, most=LONGEST))
        return await edit(
            request, asked, lambda file: forms.length_changes(file, file.entry_for("sessions", name), length)
        )

    async def waive(request: Request) -> Response:
        asked = await change_of(request, board)
        rule, sessions = text_of(asked, "rule"), names_of(asked, "sessions", live.state.expo.sessions)
        who, why, until = (text_of(asked, name).strip() for name in ("who", "why", "until"))
        waiver = accepted(rule, sessions, by=who or by_of(asked), why=why, until=until)
        return await edit(request, asked, lambda _: [waiver])

    async def unwaive(request: Request) -> Response:
        asked = await change_of(request, board)
        rule, sessions = text_of(asked, "rule"), names_of(asked, "sessions", live.state.expo.sessions)
        return await edit(request, asked, lambda file: taken_back(file, rule, sessions))

    async def decide(request: Request) -> Response:
        asked, number = await change_of(request, board), request.path_params["number"]
        language, keep = language_of(request, board), text_of(asked, "keep")
        if keep not in ("mine", "file"):
            raise Refused(400, "keep must be mine or file")
        if number not in live.conflicts:
            raise Refused(404, DECIDED.say(language))
        return await answer(
            lambda: board.document(
                language, live.decide(by_of(asked), number, ours=keep == "mine"), since=since_of(request)
            ),
            language,
        )

    return [
        Route("/api/form/{section}/{id:path}", show, methods=["GET"]),
        Route("/api/form/{section}/{id:path}", submit, methods=["POST"]),
        Route("/api/form/{section}", show, methods=["GET"]),
        Route("/api/form/{section}", submit, methods=["POST"]),
        Route("/api/remove/{section}/{id:path}", remove, methods=["POST"]),
        Route("/api/resize/{session:path}", resize, methods=["POST"]),
        Route("/api/waive", waive, methods=["POST"]),
        Route("/api/unwaive", unwaive, methods=["POST"]),
        Route("/api/conflicts/{number:int}", decide, methods=["POST"]),
    ]


def _section(request: Request) -> str:
    section: str = request.path_params["section"]
    if section not in RECORDS:
        raise Refused(404, "There are forms of sessions, rooms and people")
    return section


def _known(file: ScenarioFile, section: str, name: str) -> None:
    if name and name not in file.flat[section]:
        raise Refused(404, "There is no such entry")


def _texts(asked: Mapping[str, Any], section: str) -> Mapping[str, str]:
    fields = asked.get("fields", {})
    known = {*RECORDS[section].columns()} - ({*forms.MOVED} if section == "sessions" else set())
    if not isinstance(fields, dict) or not all(
        name in known and isinstance(text, str) for name, text in fields.items()
    ):
        raise Refused(400, "fields must be an object of texts, by the names of fields")
    return fields


def _programme(asked: Mapping[str, Any]) -> Sequence[Mapping[str, str]] | None:
    rows = asked.get("programme")
    if rows is None:
        return None
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and all(isinstance(text, str) for text in row.values()) for row in rows
    ):
        raise Refused(400, "programme must be a list of objects of texts")
    return rows
