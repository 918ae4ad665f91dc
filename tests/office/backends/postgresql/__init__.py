"""Database back ends of the tests: between tests they may empty the audit log, which the office never can."""
