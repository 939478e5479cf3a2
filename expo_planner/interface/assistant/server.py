"""The tools that an assistant has: they read one scenario, and change it only by proposals that are confirmed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from expo_planner.board.scenario_file import ScenarioFile
from expo_planner.domain.i18n import Language, Text
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.problems import BadInput
from expo_planner.domain.schedule import Schedule
from expo_planner.domain.staffing import as_published
from expo_planner.files.edit.as_written import RECORDS
from expo_planner.files.read.cli_arguments import read_placement, read_session
from expo_planner.files.read.disruptions import read_disruption
from expo_planner.files.read.moves import read_moves
from expo_planner.files.schema.nodes import Quoted
from expo_planner.interface.assistant.proposals import NO_SECTION, Outdated, PatchProposal, edited, report_of
from expo_planner.interface.json.clashes import report_document
from expo_planner.interface.json.improvement import improvement_document
from expo_planner.interface.json.moves import moved_document
from expo_planner.interface.json.outcome import schedule_document
from expo_planner.interface.json.placements import where_document, why_document
from expo_planner.interface.json.repair import repair_document
from expo_planner.planner.explain import explain
from expo_planner.planner.improve import PlanHasErrors, improve
from expo_planner.planner.move import move
from expo_planner.planner.repair import repair
from expo_planner.planner.where import where
from expo_planner.planner.why import why
from expo_planner.solver.limits import Effort
from expo_planner.version import __version__

READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=True, open_world_hint=False)
SHORTEST, USUAL, LONGEST = 1.0, 20.0, 300.0
"""Seconds for which a tool may compute."""
INSTRUCTIONS = (
    "Plans an expo: sessions, rooms, people and times of one scenario file. Begin with `overview`, which gives the "
    "ids. `check` lists what is wrong now, `where` and `why` tell of places for one session, `explain` why no schedule "
    "exists. `repair`, `improve`, `propose_moves` and `propose_changes` change nothing: they answer with a proposal, "
    "its patch and its price. Show these to the organiser, and only on their word `confirm` the proposal. Times are "
    "local to the expo; costs have no unit: less is better, and an error is a broken must."
)
READ_ONLY = Text(
    "nothing is written: the server was started without --write; show the patch to the organiser instead",
    "未写入：服务启动时没有加 --write，请将改动交给主办方查看",
)
UNKNOWN_PROPOSAL = Text("there is no proposal {key}; propose again", "没有编号为 {key} 的提议，请重新提出")
OUTDATED = Text(
    "the scenario has changed on the disk since; nothing was written, propose again",
    "方案文件此后有改动，未写入，请重新提出",
)
NO_REPAIR = Text(
    "no repair was found: if the status is unknown, give more seconds; otherwise see the conflict and its ways out",
    "未找到调整办法：状态为 unknown 时请增加 seconds，否则请看冲突及化解办法",
)
MEND_FIRST = Text("the plan breaks musts; mend these first, see check", "现有排期违反硬性要求，请先处理，见 check")

Seconds = Annotated[float, Field(ge=SHORTEST, le=LONGEST, description="seconds to compute at most")]
SessionName = Annotated[str, Field(description="id or title of a session")]


class Tools:
    """The tools on one scenario; each call reads it from the disk, so that nobody works on an old one."""

    def __init__(self, path: Path, language: Language, *, writes: bool) -> None:
        self.path, self.language, self.writes = path, language, writes
        self.proposals: dict[str, PatchProposal] = {}

    def server(self) -> MCPServer[Any]:
        """The server that offers these tools."""
        server: MCPServer[Any] = MCPServer(
            "expo_planner", instructions=INSTRUCTIONS, version=__version__, log_level="ERROR"
        )
        reading = (self.overview, self.fields, self.check, self.where, self.why, self.explain)
        proposing = (self.repair, self.improve, self.propose_moves, self.propose_changes)
        for tool in (*reading, *proposing):
            server.tool(annotations=READS)(tool)
        server.tool(annotations=WRITES)(self.confirm)
        return server

    def overview(self) -> JsonDocument:
        """The expo with its days, rooms, people and sessions: ids, names, and where each session is now."""
        with self._scenario() as file:
            report = report_of(file)
            expo, standing = as_published(file.scenario.expo, file.scenario.expo.standing)
            placed = {name: {"room": one.room, "start": expo.clock.iso(one.start)} for name, one in standing.items()}
            return {
                "expo": {"id": expo.id, "title": expo.title, "days": [f"{day}" for day in expo.days]},
                "rooms": [
                    {"id": one.id, "name": one.name, "kind": one.kind, "capacity": one.capacity}
                    for one in expo.rooms.values()
                ],
                "people": [{"id": one.id, "name": one.name} for one in expo.people.values()],
                "sessions": [
                    {"id": one.id, "title": one.title, "people": list(one.named), **placed.get(one.id, {"room": None})}
                    for one in expo.sessions.values()
                ],
                "errors": len(report.errors),
                "cost": report.cost,
                "language": self.language,
                "writes": self.writes,
            }

    def fields(self, section: Annotated[str, Field(description="sessions, rooms or people")]) -> JsonDocument:
        """The JSON Schema of an entry of a section: the fields that `propose_changes` may change, and their meaning."""
        if section not in RECORDS:
            raise ToolError(NO_SECTION.fill(name=Quoted(section), known=[*RECORDS]).say(self.language))
        return RECORDS[section].schema()

    def check(self) -> JsonDocument:
        """Every clash of the plan as it stands, with sessions, times, cost and the places in the file."""
        with self._scenario() as file:
            return report_document(file.scenario.expo, report_of(file), self.language)

    def where(
        self, session: SessionName, top: Annotated[int, Field(ge=1, le=50, description="how many places")] = 5
    ) -> JsonDocument:
        """Where a session could go: rooms and times, ranked by people disturbed, then by cost."""
        with self._scenario() as file:
            scenario = file.scenario
            found = where(scenario, scenario.expo.standing, read_session(scenario.expo, session), top=top)
            return where_document(scenario.expo, found, self.language)

    def why(
        self,
        session: SessionName,
        start: Annotated[str | None, Field(description="such as 2023-07-06 13:30; as now if not given")] = None,
        room: Annotated[str | None, Field(description="id or name of a room; as now if not given")] = None,
    ) -> JsonDocument:
        """What one placement of a session would break and cost; nothing is moved."""
        with self._scenario() as file:
            scenario, standing = file.scenario, file.scenario.expo.standing
            name = read_session(scenario.expo, session)
            placement = read_placement(scenario.expo, name, standing.get(name), start, room)
            return why_document(scenario.expo, why(scenario, standing, name, placement), self.language)

    def explain(self, seconds: Seconds = USUAL) -> JsonDocument:
        """Why no schedule exists: demands that cannot all be met, and the cheapest ways out; or that one exists."""
        with self._scenario() as file:
            outcome = explain(file.scenario, Effort(time_limit=seconds))
            return schedule_document(file.scenario.expo, outcome, self.language)

    def repair(
        self,
        close: Annotated[list[str] | None, Field(description="'ROOM WINDOW' each: '7A 2023-07-06 afternoon'")] = None,
        away: Annotated[list[str] | None, Field(description="'PERSON WINDOW' each")] = None,
        drop: Annotated[list[str] | None, Field(description="ids of sessions that are cancelled")] = None,
        freeze: Annotated[list[str] | None, Field(description="windows whose sessions stay")] = None,
        most: Annotated[int | None, Field(ge=0, description="change at most so many sessions")] = None,
        seconds: Seconds = USUAL,
    ) -> JsonDocument:
        """Mends the plan after a disruption, disturbing as few people as possible; answers with a proposal.

        The proposal moves sessions. What was disrupted is not written: propose that as changes of rooms or people.
        """
        with self._scenario() as file:
            scenario = file.scenario
            disruption = read_disruption(
                scenario.expo, close=close or (), away=away or (), drop=drop or (), freeze=freeze or (), most=most
            )
            mended = repair(scenario, scenario.expo.standing, disruption, self._effort(seconds))
            answer = repair_document(mended, self.language)
            if not mended.found:
                return {**answer, "proposal": None, "message": NO_REPAIR.say(self.language)}
            return {**answer, **self._proposed(file, mended.schedule)}

    def improve(
        self,
        moves: Annotated[int, Field(ge=1, le=50, description="move at most so many sessions")],
        seconds: Seconds = USUAL,
    ) -> JsonDocument:
        """The few moves that make the plan better; answers with a proposal."""
        with self._scenario() as file:
            scenario = file.scenario
            try:
                [found] = improve(scenario, scenario.expo.standing, [moves], self._effort(seconds))
            except PlanHasErrors:
                raise ToolError(MEND_FIRST.say(self.language)) from None
            answer = improvement_document(scenario.expo, found, self.language)
            return {**answer, **self._proposed(file, found.schedule)}

    def propose_moves(
        self,
        moves: Annotated[
            list[str],
            Field(min_length=1, description="SESSION=ROOM, SESSION=ROOM@TIME, SESSION=@TIME, or A<->B to swap"),
        ],
    ) -> JsonDocument:
        """Several moves and swaps as one: what they break and cost, and the patch that would write them."""
        with self._scenario() as file:
            scenario, standing = file.scenario, file.scenario.expo.standing
            moved = move(scenario, standing, read_moves(scenario.expo, standing, moves, self.path.parent))
            answer = moved_document(scenario.expo, moved, self.language, written=False)
            return {**answer, **self._proposed(file, moved.schedule)}

    def propose_changes(
        self,
        changes: Annotated[
            list[dict[str, Any]],
            Field(
                min_length=1,
                description="each {section, id, field, value}: section is sessions, rooms or people; null removes; "
                "without a field a whole entry is added (value with its id) or removed (null)",
            ),
        ],
    ) -> JsonDocument:
        """Changes of the scenario, such as another length or a new session: validated, priced, shown as a patch."""
        with self._scenario() as file:
            return self._kept(PatchProposal(file, edited(file, changes)))

    def confirm(self, proposal: Annotated[str, Field(description="the key of a proposal")]) -> JsonDocument:
        """Writes a proposal into the scenario. Only on the organiser's word, after they have seen its patch."""
        if not self.writes:
            raise ToolError(READ_ONLY.say(self.language))
        found = self.proposals.get(proposal)
        if found is None:
            raise ToolError(UNKNOWN_PROPOSAL.fill(key=proposal).say(self.language))
        try:
            written = found.write()
        except Outdated:
            raise ToolError(OUTDATED.say(self.language)) from None
        except OSError as error:
            raise ToolError(str(error)) from None
        del self.proposals[proposal]
        return {"written": written}

    def _proposed(self, file: ScenarioFile, schedule: Schedule) -> JsonDocument:
        files, _ = file.with_schedule(schedule)
        return self._kept(PatchProposal(file, file.with_bytes(files)))

    def _kept(self, proposal: PatchProposal) -> JsonDocument:
        self.proposals[proposal.key] = proposal
        return {"proposal": proposal.document(self.language)}

    @staticmethod
    def _effort(seconds: float) -> Effort:
        return Effort(time_limit=seconds, workers=os.cpu_count() or 1)

    @contextmanager
    def _scenario(self) -> Iterator[ScenarioFile]:
        """The scenario of this moment; what is wrong with it, or with what was asked, is told."""
        try:
            yield ScenarioFile.read(self.path)
        except BadInput as bad:
            raise ToolError("\n".join(problem.say(self.language) for problem in bad.problems)) from None
        except OSError as error:
            raise ToolError(str(error)) from None


def serve(path: Path, language: Language, *, writes: bool) -> None:
    """Offers the tools over standard input and output until the client closes them."""
    Tools(path, language, writes=writes).server().run("stdio")
