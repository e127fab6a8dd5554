"""Arguments, wiring, the clock, logging, progress, exit codes."""
