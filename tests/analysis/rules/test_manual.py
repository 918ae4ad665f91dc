"""The manual is generated from the rules and is not stale."""

from pathlib import Path

from mingjing.cli.manual import generated

DOCS = Path(__file__).parents[3] / "docs"


def test_every_generated_page_stands_as_it_would_be_written_now() -> None:
    stale = [
        name
        for name, text in generated().items()
        if not (DOCS / name).exists() or (DOCS / name).read_text(encoding="utf-8") != text
    ]
    assert not stale, "run `make docs`"


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    pages = {name.removeprefix("manual/") for name in generated() if name.startswith("manual/")}
    assert {path.name for path in (DOCS / "manual").glob("*.md")} == pages
