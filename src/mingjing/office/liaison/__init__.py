"""行刑衔接 and other departments: what is handed over, what is written to them, what comes back."""
