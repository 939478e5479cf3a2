"""The planning board over HTTP: one board, its history, the scenario file that follows it, and several browsers."""
