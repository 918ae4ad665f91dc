import pytest

from mingjing.analysis.knowledge.citation import numeral
from mingjing.analysis.screening.clause import clauses
from mingjing.kernel.errors import DocumentError


def test_articles_are_numbered_as_laws_number_them():
    shown = [numeral(number) for number in (3, 10, 17, 20, 38, 100, 101, 110, 117, 234)]
    assert shown == [
        "三",
        "十",
        "十七",
        "二十",
        "三十八",
        "一百",
        "一百零一",
        "一百一十",
        "一百一十七",
        "二百三十四",
    ]


def test_an_article_has_no_number_below_one_or_above_999():
    for number in (0, 1000):
        with pytest.raises(ValueError, match=str(number)):
            numeral(number)


def test_a_clause_names_law_article_and_item_and_says_act_and_liability():
    (clause,) = clauses(["735-38-3"])
    assert clause.label == "《医疗保障基金使用监督管理条例》第三十八条第（三）项"
    assert clause.text.startswith("重复收费、超标准收费、分解项目收费。")
    assert "1 倍以上 2 倍以下" in clause.text


def test_the_service_agreement_is_cited_without_an_article():
    assert clauses(["agreement"])[0].label.endswith("》")


def test_a_clause_cited_twice_is_listed_once():
    assert [clause.ref for clause in clauses(["735-41", "735-40", "735-41"])] == ["735-41", "735-40"]


def test_an_unknown_reference_is_refused():
    with pytest.raises(DocumentError, match="735-999"):
        clauses(["735-999"])
