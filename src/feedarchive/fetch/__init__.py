"""Asking the live web, politely."""
