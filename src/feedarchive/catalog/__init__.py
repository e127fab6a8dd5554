"""The catalog: a derived SQLite file of the latest versions, with full-text search (catalog.py)."""
