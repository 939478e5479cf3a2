"""What is given as a scenario and is none, such as a workbook: the answer is the command that makes one of it."""

from __future__ import annotations

import re
import shlex
from itertools import count
from pathlib import Path

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import BadInput, Problem, Source

SCENARIOS = (".yaml", ".yml", ".json")
"""The names of files that are scenarios, right or wrong."""
EXPO = re.compile(rb'^\W*expo"?\s*:', re.MULTILINE)
NO_SCENARIO = Text("this is not a scenario", "这不是方案文件")
IMPORT = Text("make one of it: plan import {path} -o {out}", "请先导入：plan import {path} -o {out}")
A_COPY = Text("this is a copy of a scenario, made to be edited", "这是供编辑的方案副本")
MERGE = Text(
    "merge it into its scenario, and use that: plan import {path} -o SCENARIO",
    "请合并回原方案，再使用原方案：plan import {path} -o SCENARIO",
)


def refuse_foreign(path: Path) -> None:
    """Raises BadInput with the way to a scenario, for what others wrote and for copies of a scenario."""
    from expo_planner.importers.readers import refuse_unreadable
    from expo_planner.roundtrip.merge import is_copy

    if not path.exists() or path.suffix.lower() in SCENARIOS:
        return
    if is_copy(path):
        raise _refusal(path, A_COPY, MERGE)
    if path.is_file() and EXPO.search(path.read_bytes()) is None:
        refuse_unreadable(path)
        raise _refusal(path, NO_SCENARIO, IMPORT)


def _refusal(path: Path, message: Text, hint: Text) -> BadInput:
    names = {"path": shlex.quote(str(path)), "out": shlex.quote(str(_free(path)))}
    return BadInput([Problem(Source(str(path)), "", message, hint.fill(**names))])


def _free(path: Path) -> Path:
    """A scenario beside the file that does not exist yet: an import replaces none."""
    names = (path.with_name(f"{path.stem}{'' if number == 1 else f'-{number}'}.yaml") for number in count(1))
    return next(name for name in names if not name.exists())
