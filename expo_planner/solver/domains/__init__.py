"""The domain of each session: the one package in which demands on a single session are folded."""
