"""The models, one folder each, registered by existing."""
