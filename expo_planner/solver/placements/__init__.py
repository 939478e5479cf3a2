"""Where one session could go: its placements evaluated, moves of others that open one, and why there is none."""
