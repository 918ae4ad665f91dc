"""Every value that any rule keeps as evidence has a Chinese name on the page, and codes read as words."""

from decimal import Decimal

import yaml

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
