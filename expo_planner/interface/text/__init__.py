"""Results as text on a terminal: one module a result, named as its twin in `interface/json`."""
