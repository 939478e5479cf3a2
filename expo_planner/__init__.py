"""Plans expos and congresses: rooms, times, people; agenda and calendars.

Everything public is named here: `from expo_planner import load, solve`. A name loads its module when it is first used,
so that a program pays for no more than it takes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from expo_planner.version import __version__

if TYPE_CHECKING:
    from expo_planner.checker import Report, check
    from expo_planner.domain.clock import Clock, Window
    from expo_planner.domain.disturbance import Disturbance, Surcharge
    from expo_planner.domain.entities import Category, Item, Person, Room, Session, Slot, Waiver
    from expo_planner.domain.expo import Expo
    from expo_planner.domain.plain_text import dump
    from expo_planner.domain.problems import BadInput, Problem, Source
    from expo_planner.domain.schedule import Placement, Schedule
    from expo_planner.execution.executor import Executor, InProcess
    from expo_planner.execution.local_processes import LocalProcesses
    from expo_planner.files.edit.place import Taken, place
    from expo_planner.files.read.load import load, load_schedule, loads, schema
    from expo_planner.interface.json.clashes import report_document
    from expo_planner.interface.json.notice import changes_document
    from expo_planner.interface.json.outcome import schedule_document
    from expo_planner.interface.json.repair import repair_document
    from expo_planner.planner.diff.change import Changes, Version
    from expo_planner.planner.diff.compare import compare
    from expo_planner.planner.diff.moves import Move
    from expo_planner.planner.explain import explain
    from expo_planner.planner.move import Moved, move
    from expo_planner.planner.repair import Mended, repair
    from expo_planner.planner.result import Offer, Outcome, SolverDisagrees, Verdict, Whereabouts
    from expo_planner.planner.solve import solve
    from expo_planner.planner.stress import Harm, Loss, robustness, stress
    from expo_planner.planner.where import where
    from expo_planner.planner.why import why
    from expo_planner.publishing.agenda import Agenda, AgendaBreak, ClashMark, make_agenda
    from expo_planner.publishing.files import write
    from expo_planner.publishing.formats import FORMATS, export, render, render_all
    from expo_planner.publishing.release import Choices, Published, publish
    from expo_planner.rules.requirements.requirement import Clash
    from expo_planner.rules.scenario import Scenario
    from expo_planner.solver.limits import Effort
    from expo_planner.solver.replan.disruption import Disruption

__all__ = [
    "FORMATS",
    "Agenda",
    "AgendaBreak",
    "BadInput",
    "Category",
    "Changes",
    "Choices",
    "Clash",
    "ClashMark",
    "Clock",
    "Disruption",
    "Disturbance",
    "Effort",
    "Executor",
    "Expo",
    "Harm",
    "InProcess",
    "Item",
    "LocalProcesses",
    "Loss",
    "Mended",
    "Move",
    "Moved",
    "Offer",
    "Outcome",
    "Person",
    "Placement",
    "Problem",
    "Published",
    "Report",
    "Room",
    "Scenario",
    "Schedule",
    "Session",
    "Slot",
    "SolverDisagrees",
    "Source",
    "Surcharge",
    "Taken",
    "Verdict",
    "Version",
    "Waiver",
    "Whereabouts",
    "Window",
    "__version__",
    "changes_document",
    "check",
    "compare",
    "dump",
    "explain",
    "export",
    "load",
    "load_schedule",
    "loads",
    "make_agenda",
    "move",
    "place",
    "publish",
    "render",
    "render_all",
    "repair",
    "repair_document",
    "report_document",
    "robustness",
    "schedule_document",
    "schema",
    "solve",
    "stress",
    "where",
    "why",
    "write",
]

_NAMES = {
    "checker": (
        "check",
        "Report",
    ),
    "domain.clock": (
        "Clock",
        "Window",
    ),
    "domain.disturbance": (
        "Disturbance",
        "Surcharge",
    ),
    "domain.expo": ("Expo",),
    "domain.entities": (
        "Session",
        "Item",
        "Room",
        "Person",
        "Category",
        "Slot",
        "Waiver",
    ),
    "domain.plain_text": ("dump",),
    "domain.problems": (
        "BadInput",
        "Problem",
        "Source",
    ),
    "domain.schedule": (
        "Schedule",
        "Placement",
    ),
    "execution.executor": (
        "Executor",
        "InProcess",
    ),
    "execution.local_processes": ("LocalProcesses",),
    "files.edit.place": (
        "place",
        "Taken",
    ),
    "files.read.load": (
        "load",
        "loads",
        "load_schedule",
        "schema",
    ),
    "interface.json.clashes": ("report_document",),
    "interface.json.notice": ("changes_document",),
    "interface.json.outcome": ("schedule_document",),
    "interface.json.repair": ("repair_document",),
    "planner.diff.change": (
        "Changes",
        "Version",
    ),
    "planner.diff.compare": ("compare",),
    "planner.diff.moves": ("Move",),
    "planner.explain": ("explain",),
    "planner.move": (
        "move",
        "Moved",
    ),
    "planner.repair": (
        "repair",
        "Mended",
    ),
    "planner.result": (
        "Outcome",
        "Whereabouts",
        "Offer",
        "Verdict",
        "SolverDisagrees",
    ),
    "planner.solve": ("solve",),
    "planner.stress": (
        "stress",
        "robustness",
        "Loss",
        "Harm",
    ),
    "planner.where": ("where",),
    "planner.why": ("why",),
    "publishing.agenda": (
        "make_agenda",
        "Agenda",
        "AgendaBreak",
        "ClashMark",
    ),
    "publishing.files": ("write",),
    "publishing.formats": (
        "FORMATS",
        "export",
        "render",
        "render_all",
    ),
    "publishing.release": (
        "publish",
        "Choices",
        "Published",
    ),
    "rules.requirements.requirement": ("Clash",),
    "rules.scenario": ("Scenario",),
    "solver.limits": ("Effort",),
    "solver.replan.disruption": ("Disruption",),
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names}


if not TYPE_CHECKING:  # or a type checker would take any name for a public one

    def __getattr__(name: str) -> object:
        """A public name, from the module that is its home (PEP 562)."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        return value


def __dir__() -> list[str]:
    return __all__
