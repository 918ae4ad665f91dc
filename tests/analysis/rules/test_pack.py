"""Packs are named selections of rules; a faulty one says what is wrong with it."""

from pathlib import Path

import pytest

from mingjing.analysis.rules import document, pack
from mingjing.analysis.screening.plan import choose
from mingjing.kernel import local
from mingjing.kernel.errors import DocumentError, UsageError

FIELDS = {
    "骨科",
    "血液净化",
    "心血管内科",
    "检查",
    "检验",
    "康复理疗",
    "肿瘤",
    "麻醉",
    "重症",
    "口腔",
    "零售药店",
}


def test_there_is_a_pack_for_every_field_of_the_campaigns() -> None:
    assert {one.title for one in pack.packs().values()} == FIELDS


def test_a_pack_is_found_by_its_title_and_by_its_file_name_and_counts_once() -> None:
    assert [one.title for one in pack.choose(["骨科", "orthopaedics", "口腔"])] == ["骨科", "口腔"]


def test_an_unknown_pack_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="没有规则包 眼科") as caught:
        pack.choose(["眼科"])
    assert "骨科" in str(caught.value)


def test_a_pack_knows_the_listed_problems_of_its_field() -> None:
    found = pack.choose(["口腔"])[0]
    assert found.problems == ("PL182", "PL183")


def test_a_pack_knows_the_watched_items_that_stand_for_problems_of_its_field() -> None:
    assert "甲胎蛋白" in pack.choose(["检验"])[0].watched
    assert pack.choose(["口腔"])[0].watched == ()


def test_a_pack_runs_its_live_rules_beside_those_named() -> None:
    codes = [one.code for one in choose(("STY-001",), [local_pack()])]
    assert codes == ["STY-001", "CHG-003", "CHG-006"]


def local_pack() -> pack.Pack:
    return pack.Pack("own", "本市", "说明", ("CHG-006", "CHG-003"), (), ("0033",), (), "", Path("own.yaml"))


def test_a_bureau_adds_a_pack_in_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "own.yaml").write_text(
        'title: 本市骨科\ndoc: 本市专项\nitems: ["0033"]\nrules: [CHG-003]\n', encoding="utf-8"
    )
    monkeypatch.setenv(local.ENVIRONMENT, str(tmp_path))
    assert pack.choose(["本市骨科"])[0].codes == ("CHG-003",)


def test_every_fault_of_a_pack_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "title: 本市\nrules: [CHG-003]\nitems: [33]\nfields: [眼科]\ncolour: red\n", encoding="utf-8"
    )
    with pytest.raises(DocumentError) as caught:
        pack.read(path)
    whats = " ".join(problem.what for problem in caught.value.problems)
    for word in ("doc", "colour", "33", "眼科"):
        assert word in whats


def test_what_a_pack_narrows_has_lines_or_an_item_to_tell_by() -> None:
    rules = document.load_all()
    for one in pack.packs().values():
        for code in one.rules if one.items else ():
            rule = rules.get(code)
            named = {"item", "a_item", "kp_ref", "grp"}
            told = rule is None or rule.amount not in ("none", "estimate") or named & set(rule.evidence)
            assert told, f"{one.title} cannot tell which findings of {code} are its own"


def test_every_rule_of_a_pack_exists() -> None:
    rules = document.load_all()
    assert {code for one in pack.packs().values() for code in one.codes if code not in rules} == set()
