"""The reference page of the standard."""

from pathlib import Path

from mingjing.analysis.standard.reference import render

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "standard.md"


def test_the_reference_page_is_what_the_standard_says():
    command = "python -m mingjing.analysis.standard.reference docs/reference/standard.md"
    assert PAGE.read_text("utf-8") == render(), f"the page is stale; run {command}"


def test_the_page_links_a_coded_column_to_its_list():
    assert "| `gend` | 性别 | sex | 文本 | 必填 | [gend](#gend) |  |" in render()
