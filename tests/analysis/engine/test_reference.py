"""The reference page of portable SQL."""

from pathlib import Path

from mingjing.analysis.engine.macros import macros
from mingjing.analysis.engine.profile import constructs, functions
from mingjing.analysis.engine.reference import render

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "functions.md"


def test_the_reference_page_is_what_the_profile_says() -> None:
    command = "python -m mingjing.analysis.engine.reference docs/reference/functions.md"
    assert PAGE.read_text("utf-8") == render(), f"the page is stale; run {command}"


def test_the_page_explains_everything_that_is_allowed() -> None:
    page = render()
    for macro in macros().values():
        assert f"`{macro.name}({', '.join(macro.params)})`" in page
    for entry in (*functions().values(), *constructs().values()):
        assert entry.zh.replace("|", "\\|") in page
