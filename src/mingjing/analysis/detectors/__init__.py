"""Detectors: models that weigh many weak signals into one score; a score is a reason to look, never a proof."""
