"""The sweep as one page (`sweep.html`): what was compared, pictures, and a table to sort and filter."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from urllib.parse import quote

from markupsafe import Markup

from expo_planner.domain.i18n import Language, Spoken, quoted
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.page_template import page_template
from expo_planner.publishing.sweep import words
from expo_planner.publishing.sweep.columns import SweepColumn, columns
from expo_planner.publishing.sweep.pictures.choice import pictures
from expo_planner.publishing.sweep.pictures.drawing import EM, cut, sentences
from expo_planner.publishing.sweep.row import SweepRow
from expo_planner.publishing.sweep.settings import best, parameters

NAME_WIDTH = 40 * EM
"""Longer names are cut where they stand in a sentence."""


def page(rows: Sequence[SweepRow], title: str, language: Language) -> bytes:
    """`sweep.html`; its links to schedules are relative."""
    style, script = _static("sweep.css"), _static("sweep.js")
    said = [column for column in columns(rows) if column.name in ("name", "status") or _says(column, rows, language)]
    shown = sorted(said, key=lambda column: column.name in ("grid", *parameters(rows)))  # the name tells these already
    text = page_template("sweep.html").render(
        language=language,
        title=one_line(title) or words.TABLE.say(language),
        style=Markup(style),
        script=Markup(script),
        digests={"style": _digest(style), "script": _digest(script)},
        facts=summary(rows, language),
        pictures=pictures(rows, language),
        columns=shown,
        rows=rows,
        kinds=_kinds(rows),
        address=_address,
        words=vars(words),
        say=lambda spoken: spoken.say(language),
    )
    return text.encode()


def summary(rows: Sequence[SweepRow], language: Language) -> str:
    """How many variants were compared, how many place everything, and which is the best of them."""
    if not rows:
        return words.NOTHING.say(language)
    base, variants = rows[0], rows[1:]
    said: list[Spoken] = []
    if variants:
        said.append(words.COMPARED.fill(count=len(variants), complete=sum(row.complete for row in variants)))
    lowest = best(variants)
    comparable = base.complete and base.cost is not None
    if lowest is not None and (not comparable or (lowest.cost or 0) < (base.cost or 0)):
        more = sum(row.complete and row.cost == lowest.cost for row in variants) - 1
        text = words.LOWEST_COST_OF_SEVERAL if more else words.LOWEST_COST
        said.append(text.fill(cost=lowest.cost, name=quoted(cut(lowest.name, NAME_WIDTH)), more=more))
    elif lowest is not None:
        said.append(words.NONE_BETTER)
    said.append(words.BASE_COST.fill(cost=base.cost) if comparable else words.BASE_INCOMPLETE)
    return sentences(language, *said)


def _says(column: SweepColumn, rows: Sequence[SweepRow], language: Language) -> bool:
    """Whether a column says anything; the page leaves out those that do not."""
    return any(column.text(row, language) for row in rows)


def _kinds(rows: Sequence[SweepRow]) -> dict[str, Spoken]:
    """By what rows can be filtered: whether all is placed, and the statuses that occur."""
    statuses = {row.status for row in rows}
    return {
        "complete": words.COMPLETE,
        "incomplete": words.INCOMPLETE,
        **{status: text for status, text in words.STATUS.items() if status in statuses},
    }


def _address(path: str) -> str:
    """A relative address, whatever the path looks like."""
    return quote(one_line(path).lstrip("/"))


@cache
def _static(name: str) -> str:
    return (files(__package__) / "static" / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """What the page's policy knows its own style and script by (CSP 3)."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
