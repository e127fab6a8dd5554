"""A small blog served on this machine, and the tour of it."""
