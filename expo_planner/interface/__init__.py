"""The interfaces of the planner: the command line, text on a terminal, JSON documents, and the web."""
