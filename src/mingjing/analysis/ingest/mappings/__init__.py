"""Built-in mappings, one source layout each."""
