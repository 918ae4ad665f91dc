"""What this noun brings to the nouns below."""


def plug() -> None:
    """Register; called when the app is ready."""
