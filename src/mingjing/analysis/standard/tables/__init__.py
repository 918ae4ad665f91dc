"""One YAML file per input table."""
