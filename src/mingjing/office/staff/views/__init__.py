"""Pages of this noun."""
