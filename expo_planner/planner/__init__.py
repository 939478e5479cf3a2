"""The verbs, one a file: what an organiser asks of the planner. `result` holds what they answer."""
