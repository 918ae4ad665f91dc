"""Where this site keeps what the office makes: its own rules."""

from pathlib import Path

from django.conf import settings


def own_folder() -> tuple[Path, ...]:
    """Return the site's folder of local rules, made when it is not there."""
    Path(settings.LOCAL).mkdir(parents=True, exist_ok=True)
    return (Path(settings.LOCAL),)
