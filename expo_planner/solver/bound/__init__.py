"""The lower bound on the cost, by column generation: columns are placements, rows are shared resources."""
