"""Law references: known ones resolve, others are refused with what there is."""

import re
from datetime import date
from pathlib import Path

import pytest

from mingjing.analysis.knowledge import laws
from mingjing.analysis.standard.schema import behaviours
from mingjing.kernel.errors import DocumentError


def test_an_item_of_an_article_is_cited_by_three_parts() -> None:
    found = laws.article("735-38-3")
    assert found.law == "医疗保障基金使用监督管理条例"
    assert found.text.startswith("重复收费")
    assert found.begndate == date(2021, 5, 1)


def test_a_whole_document_is_cited_by_its_code() -> None:
    assert laws.article("agreement").law == "定点医药机构医疗保障服务协议"


@pytest.mark.parametrize("code", sorted(behaviours()))
def test_every_basis_of_a_behaviour_resolves(code: str) -> None:
    for ref in behaviours()[code].basis:
        assert laws.article(ref).text


@pytest.mark.parametrize("article", [38, 39, 40, 41])
def test_the_liability_articles_have_all_their_items(article: int) -> None:
    items = [ref for ref in laws.articles() if ref.startswith(f"735-{article}-")]
    assert len(items) == {38: 7, 39: 7, 40: 4, 41: 3}[article]


def test_an_unknown_article_is_refused_with_those_of_its_law() -> None:
    with pytest.raises(DocumentError, match="735-38-7"):
        laws.article("735-99")


def test_an_unknown_law_is_refused_with_the_laws_there_are() -> None:
    with pytest.raises(DocumentError, match="agreement"):
        laws.article("civil-1")


def test_a_provision_is_not_in_force_before_its_day() -> None:
    assert laws.article("xz-27", date(2026, 4, 1)).ref == "xz-27"
    with pytest.raises(DocumentError, match="2026-04-01"):
        laws.article("xz-27", date(2026, 3, 31))


def test_wordings_are_short_and_our_own_sentences() -> None:
    for found in laws.articles().values():
        assert 8 <= len(found.text) <= 160
        assert found.text.endswith("。")


ROOT = Path(__file__).parents[3]
REFERENCE = re.compile(r"(?<![\w.-])(?:735|310|xz|sil|apl)-\d{1,2}(?:-\d{1,2})?(?![\w-])")


@pytest.mark.parametrize("folder", ["src", "docs", "tests"])
def test_every_law_reference_in_the_repository_resolves(folder: str) -> None:
    cited: dict[str, Path] = {}
    for path in (ROOT / folder).rglob("*"):
        if path.suffix in (".py", ".sql", ".yaml", ".md") and path != Path(__file__):
            cited |= dict.fromkeys(REFERENCE.findall(path.read_text(encoding="utf-8")), path)
    known = laws.articles()
    assert {ref: str(path) for ref, path in cited.items() if ref not in known} == {}
    assert cited or folder == "docs"


@pytest.mark.parametrize(
    ("law", "numbers"),
    [
        ("735", [*range(13, 22), *range(25, 50)]),
        ("xz", [2, 5, 6, 7, 9, 10, 12, 15, 16, 17, *range(21, 28), 29, 31, 34, 35, 36, 42, 43, 44, 45]),
        ("sil", [30, 87, 88]),
        ("apl", [35, 36, 42, 44, 45, 48, 51, 56, 57, 58, 60, 61, 63, 64, 67, 72, 85]),
        ("310", [*range(3, 15), 16, 19]),
    ],
)
def test_the_articles_that_cases_stand_on_are_here(law: str, numbers: list[int]) -> None:
    assert [number for number in numbers if f"{law}-{number}" not in laws.articles()] == []


@pytest.mark.parametrize(
    ("article", "items"), [("xz-16", 8), ("xz-27", 5), ("xz-31", 6), ("xz-34", 8), ("735-27", 7)]
)
def test_enumerations_have_all_their_items(article: str, items: int) -> None:
    assert sum(ref.startswith(f"{article}-") for ref in laws.articles()) == items


def test_every_law_says_since_when_it_holds() -> None:
    since = {ref.split("-")[0]: found.begndate for ref, found in laws.articles().items()}
    assert since == {
        "310": date(2001, 7, 9),
        "735": date(2021, 5, 1),
        "agreement": date(2021, 2, 1),
        "aid": date(2014, 5, 1),
        "apl": date(2021, 7, 15),
        "apr": date(2021, 7, 15),
        "cl": date(1997, 10, 1),
        "sil": date(2011, 7, 1),
        "xz": date(2026, 4, 1),
    }
