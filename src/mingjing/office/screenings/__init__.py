"""Runs from the page and the rule book."""
