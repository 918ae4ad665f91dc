"""Rule documents: parse, check, compile."""
