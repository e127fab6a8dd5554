"""TOML text to a frozen Config."""
