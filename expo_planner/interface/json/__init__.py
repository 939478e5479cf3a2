"""Results as JSON documents, one module a result: what `--json` prints and what schedule.json holds."""
