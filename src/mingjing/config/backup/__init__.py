"""One archive of a whole site: database, evidence, local rules; and the way back."""
