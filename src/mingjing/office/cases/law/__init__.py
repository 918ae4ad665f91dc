"""The law of a case as pure functions over data: what applies, what it allows, what was lost, when time is up."""
