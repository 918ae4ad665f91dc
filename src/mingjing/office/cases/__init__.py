"""案件: from a confirmed suspicion to a lawful decision, carried out and on file."""
