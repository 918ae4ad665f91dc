"""The only writers of leads."""
