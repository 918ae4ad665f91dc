"""Law references: known ones resolve, others are refused with what there is."""

from datetime import date

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
