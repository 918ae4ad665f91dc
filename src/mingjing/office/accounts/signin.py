"""Checks a password, counts failures, locks for a while."""

from django.contrib.auth.backends import ModelBackend


class LockingBackend(ModelBackend):
    """Signs in people by account and password."""
