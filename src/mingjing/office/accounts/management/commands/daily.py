"""What each app does every day: `run(today)` of its `daily.py`. Called often, so each must bear being repeated."""

import logging
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.utils import timezone

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Run them all; one that fails does not keep the others from running."""

    help = "Run the daily work of every app."

    def handle(self, *args: Any, **options: Any) -> None:
        """Find and run."""
        today = timezone.localdate()
        for config in apps.get_app_configs():
            if config.name.startswith("mingjing.") and find_spec(f"{config.name}.daily"):
                try:
                    import_module(f"{config.name}.daily").run(today)
                except Exception:
                    log.exception("daily work of %s failed", config.label)
