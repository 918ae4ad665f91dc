"""The data of this folder, read once."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).with_name("data")


@cache
def document(name: str) -> Any:
    """Return the document `name` of the data folder. Raises FileNotFoundError for an unknown one."""
    return yaml.load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
