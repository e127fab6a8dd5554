"""The loop: ask, keep bytes, parse, decide, write."""
