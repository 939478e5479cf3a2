"""The lower bound on the cost: column generation over the sessions' placements, with rows for what they share."""
