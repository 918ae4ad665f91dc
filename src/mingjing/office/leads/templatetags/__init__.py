"""Words of leads for templates."""
