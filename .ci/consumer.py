"""What somebody's own program looks like: `make package` checks it strictly against the installed wheel.

Every `type: ignore` stands on a mistake. Where types were not seen, there would be none, and mypy complains of the
needless comment.
"""

from pathlib import Path

import expo_planner
from expo_planner import Effort, check, export, load, make_agenda, solve

scenario = load(Path("scenario.yaml"))
outcome = solve(scenario, Effort(time_limit=5.0))
cost: int = check(scenario, outcome.schedule).cost
page: bytes = export(make_agenda(scenario.expo, outcome.schedule), "html")

cost = outcome.status  # type: ignore[assignment]
load("scenario.yaml")  # type: ignore[arg-type]
Effort(5.0)  # type: ignore[call-arg]
page.encode()  # type: ignore[attr-defined]
expo_planner.sovle(scenario)  # type: ignore[attr-defined]
