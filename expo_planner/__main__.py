"""`python -m expo_planner` is the command `plan`."""

from expo_planner.cli import main

main()
