"""The API kit: problem+json, cursors, idempotency, ETags; no models."""
