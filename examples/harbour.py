from pathlib import Path

from expo_planner import (
    BadInput,
    Disruption,
    Effort,
    Schedule,
    check,
    export,
    load,
    loads,
    make_agenda,
    render_all,
    repair,
    solve,
    where,
    write,
)

scenario = load(Path("harbour.yaml"))
expo, effort = scenario.expo, Effort(time_limit=10, workers=1, seed=0)

outcome = solve(scenario, effort)
print(outcome.status, "cost", outcome.cost, "bound", outcome.bound)

# Two sessions in one room at the same time are a clash.
twice = Schedule({**outcome.schedule, "nets": outcome.schedule["tides"]})
for clash in check(scenario, twice).errors:
    print(clash.rule, clash.sessions)

# Where else could a session go? The best placement comes first.
offer = where(scenario, outcome.schedule, "opening", top=1).offers[0]
print(expo.rooms[offer.placement.room].name, "disturbs", offer.told)

# The loft closes on both days: what has to move?
repaired = repair(scenario, outcome.schedule, Disruption(closed=(("loft", expo.horizon),)), effort)
print("moves:", len(repaired.moves), "proven the fewest:", repaired.fewest)

# Turn the agenda into one format, or into files in a folder.
agenda = make_agenda(expo, repaired.schedule)
print(export(agenda, "md").decode().splitlines()[0])
write(render_all(agenda), Path("public"))

# All mistakes in a file are reported at once, with their places.
try:
    loads("expo: {id: x}", name="broken.yaml")
except BadInput as bad:
    print(len(bad.problems) > 1, bad.problems[0].source)
