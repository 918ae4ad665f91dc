"""The site on a day that a test sets: `MINGJING_TEST_DAY` names the file that holds it. Runs in a process of its own."""

import os
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

_DAY = Path(os.environ["MINGJING_TEST_DAY"])


def _localdate(value: Any = None, zone: Any = None) -> date:
    return date.fromisoformat(_DAY.read_text("utf-8")) if value is None else _real(value, zone)


_real = timezone.localdate
timezone.localdate = _localdate

from mingjing.config.asgi import application  # noqa: E402

__all__ = ["application"]
