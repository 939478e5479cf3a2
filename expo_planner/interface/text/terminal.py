"""The one place that prints: a line at a time, with nothing in it that a terminal would obey."""

from __future__ import annotations

import re
import sys

from expo_planner.domain.plain_text import legible

_BREAKS = re.compile(r"\s*[\n\r\v\f\x85\u2028\u2029]\s*")


def tell(line: str = "", *, error: bool = False) -> None:
    """Prints one line, on standard output or standard error; a title with line breaks cannot pass for several."""
    print(legible(_BREAKS.sub(" ", line.rstrip())), file=sys.stderr if error else sys.stdout)
