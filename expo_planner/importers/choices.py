"""What the organiser says of the scenario on the command line, instead of what the files say or let guess."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from expo_planner.domain.i18n import Language
from expo_planner.domain.problems import BadInput, Problem, Source
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.field_types import Kind, LineText
from expo_planner.files.schema.model import EXPO
from expo_planner.files.schema.nodes import Refusal, Scalar, text_document
from expo_planner.files.schema.value_parsing import dates, zone

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportChoices:
    """The expo's id, title, zone (IANA name), days and language, as far as they are said."""

    id: str | None = None
    title: str | None = None
    timezone: str | None = None
    days: tuple[date, ...] = ()
    language: Language | None = None


def read_choices(*, id: str | None, title: str | None, timezone: str | None, days: str | None) -> ImportChoices:
    """The choices that these texts say. Raises BadInput with all that is wrong in them."""
    problems: list[Problem] = []

    def read(option: str, text: str | None, reader: Callable[[str], Value]) -> Value | None:
        try:
            return None if text is None else reader(text)
        except Refusal as refusal:
            problems.append(Problem(Source(option), "", refusal.message, refusal.hint))
            return None

    choices = ImportChoices(
        id=read("--id", id, _by(EXPO.by_name["id"].kind)),
        title=read("--title", title, _by(LineText())),
        timezone=read("--timezone", timezone, zone),
        days=read("--days", days, dates) or (),
    )
    if problems:
        raise BadInput(problems)
    return choices


def _by(kind: Kind) -> Callable[[str], str]:
    """Reads a text as a field of the scenario file would."""
    document = text_document("", 0, "")
    return lambda text: str(kind.decode(Scalar(text, False, 0, document), (), Context()))
