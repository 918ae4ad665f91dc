"""The only writers of this noun."""
