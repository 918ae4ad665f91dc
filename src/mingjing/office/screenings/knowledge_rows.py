"""Which rows of a knowledge list are asked for."""

from datetime import date
from typing import Any

from mingjing.analysis.knowledge.document import Row


def fits(row: Row, own: bool, wanted: dict[str, Any]) -> bool:
    """Return whether a row has the text `q` in it, holds `on` that day, in that `region`, and is the bureau's `own`."""
    if wanted.get("own") and not own:
        return False
    if (day := wanted.get("on")) and not _in_force(row, day):
        return False
    region = wanted.get("region")
    if region and row["admdvs"] and not str(region).startswith(str(row["admdvs"])):
        return False
    text = str(wanted.get("q", "")).lower()
    return not text or any(text in str(value).lower() for value in row.values() if value is not None)


def _in_force(row: Row, day: date) -> bool:
    return (row["begndate"] is None or row["begndate"] <= day) and (
        row["enddate"] is None or day <= row["enddate"]
    )
