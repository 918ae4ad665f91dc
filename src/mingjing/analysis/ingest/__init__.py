"""Deliveries in, an immutable lake out."""
