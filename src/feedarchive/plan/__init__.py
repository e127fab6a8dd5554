"""Decisions as values; pure."""
