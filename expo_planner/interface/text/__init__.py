"""Results as text on a terminal: one module for each, named as its twin in `interface/json`."""
