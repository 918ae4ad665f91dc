"""What may be done with the ledger; `post` is its only writer."""
