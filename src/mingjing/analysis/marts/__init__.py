"""Derived tables that rules share, each defined once."""
