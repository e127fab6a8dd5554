"""Bytes to model; pure."""
