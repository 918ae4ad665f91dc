"""The palette keeps WCAG AA: text 4.5 to 1, signs and borders of controls 3 to 1."""

import re
from pathlib import Path

import pytest

from mingjing.office import ui

CSS = (Path(ui.__file__).parent / "static/ui/mingjing.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", CSS))
TEXT = [
    ("ink", "paper"), ("ink", "ground"), ("ink-soft", "paper"), ("ink-soft", "ground"), ("primary", "paper"),
    ("primary", "ground"), ("primary", "row-hover"), ("primary", "row-current"), ("primary-dark", "primary-pale"),
    ("on-primary", "primary"), ("on-primary", "primary-dark"), ("nav-ink", "primary-dark"), ("ink", "row-current"),
    ("primary", "primary-pale"), ("bad-ink", "paper"), ("ink-soft", "row-hover"),
    *((f"{tone}-ink", f"{tone}-ground") for tone in ("plain", "info", "warn", "good", "bad")),
]  # fmt: skip
SIGNS = [("line-strong", "paper"), ("primary", "paper")]


def _light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _ratio(one: str, other: str) -> float:
    low, high = sorted((_light(COLOURS[one]), _light(COLOURS[other])))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("ink", "ground"), TEXT, ids=lambda one: one)
def test_text_stands_out_from_its_ground(ink: str, ground: str) -> None:
    assert _ratio(ink, ground) >= 4.5


@pytest.mark.parametrize(("sign", "ground"), SIGNS, ids=lambda one: one)
def test_borders_of_controls_stand_out_from_their_ground(sign: str, ground: str) -> None:
    assert _ratio(sign, ground) >= 3


def test_black_on_white_is_the_known_ratio() -> None:
    assert round((_light("#ffffff") + 0.05) / (_light("#000000") + 0.05)) == 21
