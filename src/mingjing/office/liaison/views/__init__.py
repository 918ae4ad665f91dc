"""Pages of the bureaus and of the partner departments."""
