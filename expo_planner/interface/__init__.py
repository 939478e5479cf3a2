"""The three ways people and programs meet the planner: the command line, text on a terminal, JSON; and the web."""
