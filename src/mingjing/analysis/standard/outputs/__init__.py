"""One YAML file per table that Mingjing writes."""
