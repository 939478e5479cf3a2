"""The planner's commands, one per module; `result` defines what they return."""
