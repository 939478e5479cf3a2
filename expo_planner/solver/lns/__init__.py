"""Large neighbourhood search: frees some sessions, places them again at least cost, and keeps improvements."""
