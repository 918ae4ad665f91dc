"""Plans of inspections."""
