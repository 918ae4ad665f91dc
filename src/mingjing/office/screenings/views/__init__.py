"""Pages of screenings, rules, knowledge."""
