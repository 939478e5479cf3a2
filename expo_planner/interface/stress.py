"""The folder of a stress test: for each loss a repair that can be used on the day, and an index of them."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import count

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument, dump, passes_for_formula
from expo_planner.interface.json.repair import repair_document
from expo_planner.interface.json.stress_report import stress_document
from expo_planner.planner.stress import Harm, Loss, robustness

REPAIRS = "repairs"
EARLIER = re.compile(r"(?:room|person)-.+\.json")
"""The repairs of an earlier run, by their names in their folder."""
STRESS_SCHEMA = "expo-planner/stress/1"
LONGEST = 60
"""Characters of a name that go into the name of a file."""
COLUMNS = ("unavailable", "id", "name", "start", "end", "sessions", "repairable", "moves", "told", "file")


def stress_files(expo: Expo, harms: Sequence[Harm], language: Language) -> dict[str, bytes]:
    """`index.csv` and `index.json`, the worst loss first, and `repairs/…json`, a schedule for each that has one."""
    files: dict[str, bytes] = {}
    losses = stress_document(expo, harms, language)
    for harm, loss, name in zip(harms, losses, _names(expo, harms), strict=True):
        loss["file"] = None
        if harm.mended is not None and harm.repairable:
            loss["file"] = f"{REPAIRS}/{name}.json"
            files[loss["file"]] = dump(repair_document(harm.mended, language)).encode()
    index = {"schema": STRESS_SCHEMA, "expo": expo.id, "robustness": robustness(expo, harms), "losses": losses}
    table = _table(_row(expo, harm.loss, loss) for harm, loss in zip(harms, losses, strict=True))
    return {"index.csv": table, "index.json": dump(index).encode(), **files}


def _names(expo: Expo, harms: Sequence[Harm]) -> Iterator[str]:
    """A name for each loss that says what is lost and when, safe on every disk: `room-7A-2023-07-06-1230-1830`."""
    taken: set[str] = set()
    for harm in harms:
        loss = harm.loss
        begin, end = (expo.clock.iso(tick) for tick in (loss.window.start, loss.window.end))
        when = f"{begin[:10]}-{begin[11:16]}-{end[11:16]}".replace(":", "")
        called = unicodedata.normalize("NFC", _called(expo, loss) if loss.kind == "person" else loss.name)
        plain = re.sub(r"[^\w-]+", "-", called)[:LONGEST].strip("-") or "unnamed"
        name = f"{loss.kind}-{plain}-{when}"
        name = next(
            one for number in count(1) if (one := name if number == 1 else f"{name}-{number}").lower() not in taken
        )
        taken.add(name.lower())
        yield name


def _called(expo: Expo, loss: Loss) -> str:
    return expo.rooms[loss.name].name if loss.kind == "room" else expo.people[loss.name].name


def _row(expo: Expo, loss: Loss, document: JsonDocument) -> list[str]:
    start, end = (document[edge][:16].replace("T", " ") for edge in ("start", "end"))
    repairable = {True: "yes", False: "no", None: "unknown"}[document["repairable"]]
    figures = ["" if document[name] is None else str(document[name]) for name in ("moves", "told", "file")]
    return [
        loss.kind,
        loss.name,
        _called(expo, loss),
        start,
        end,
        " ".join(dict.fromkeys(map(expo.owner, loss.sessions))),
        repairable,
        *figures,
    ]


def _table(rows: Iterator[list[str]]) -> bytes:
    """A csv that opens in a spreadsheet: UTF-8 with a byte order mark, no cell a formula."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    table.writerows([f"'{cell}" if passes_for_formula(cell) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")
