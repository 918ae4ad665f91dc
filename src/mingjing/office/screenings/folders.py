"""Where this site keeps what the office makes, and what else its runs read beside the built-in rules."""

from pathlib import Path

from django.conf import settings

from mingjing.kernel import local


def own_folder() -> tuple[Path, ...]:
    """Return the site's folder of local rules, made when it is not there, and those of MINGJING_LOCAL behind it."""
    folder = Path(settings.LOCAL)
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(dict.fromkeys((folder.absolute(), *local.folders())))
