"""Every value that any rule keeps as evidence has a Chinese name on the page, and codes read as words."""

from decimal import Decimal

import yaml

from mingjing.analysis.detectors.kit.findings import EVIDENCE
from mingjing.analysis.rules.document import load_built_in
from mingjing.office.leads import wording
from mingjing.office.leads.wording import Fact, facts

ADDED = ("soft", "branch", "patient_amt", "acct_amt", "pay_mode")


def test_every_key_of_every_rule_has_a_name() -> None:
    keys = {key for rule in load_built_in().values() for key in rule.evidence} | set(ADDED)
    assert not sorted(key for key in keys if not wording.named(key))


def test_every_named_softening_of_the_cases_has_words() -> None:
    said: set[str] = set()
    for rule in load_built_in().values():
        for case in rule.cases:
            for found in case.finds or ():
                said |= set((found.get("evidence") or {}).get("soft") or ())
    words = yaml.safe_load((wording.WORDS).read_text(encoding="utf-8"))["soft"]
    assert said and not sorted(said - set(words))


def test_codes_and_amounts_read_as_words_and_yuan() -> None:
    shown = facts(
        {
            "gend": "1",
            "day_cnt": 3,
            "patient_amt": 12.5,
            "soft": ["catch_up", "holiday"],
            "branch": ["L"],
            "note": None,
        }
    )
    assert shown == [
        Fact("性别", "男（1）"),
        Fact("当日计费数量", 3),
        Fact("其中个人负担", Decimal("12.5"), money=True),
        Fact("从轻情形", "疑为补记、节假日"),
    ]


def test_what_a_model_says_reads_as_reasons_with_peers() -> None:
    assert not sorted(key for key in EVIDENCE if not wording.named(key))
    reason = {"feature": "x", "zh": "夜间结算占比", "shown": "45.0%", "median_shown": "2.5%", "peers": 9}
    shown = facts(
        {
            "score_raw": 0.78,
            "why": [
                reason | {"level_zh": "同市", "z": 10.0, "contribution": 0.41},
                {"zh": "同住", "shown": "是"},
            ],
            "contributions": {"FLOW": 0.41},
            "own": {"encounters": 600, "nameless_column": 3},
        }
    )
    assert shown == [
        Fact("模型得分（未校准）", 0.78),
        Fact("夜间结算占比", "45.0%；同组（同市） 9 个的中位数 2.5%；偏离 z 10；占得分 41%"),
        Fact("同住", "是"),
        Fact("当季结算数", 600),
    ]
