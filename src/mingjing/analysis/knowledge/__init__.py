"""Dated, cited, regional facts that rules read."""
