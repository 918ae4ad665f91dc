"""Users, organisations, roles, scope, tokens, audit."""
