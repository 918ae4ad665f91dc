"""文书: the official documents of a case, from draft to issue, service and the case file."""
