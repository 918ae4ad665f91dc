"""A local rule starts as a draft with one case that fails; a wheel's rules stand beside the built-in ones."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.bureau import RULE, answer, mingjing

pytestmark = pytest.mark.xdist_group("local")


def tried(code: str, folder: Path) -> list[Any]:
    command = [
        sys.executable,
        "-m",
        "mingjing.cli.main",
        "rules",
        "test",
        code,
        "--local",
        str(folder),
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    results: list[Any] = json.loads(done.stdout)
    assert done.returncode == int(any(case["faults"] for case in results)), done.stderr
    return results


def test_a_new_rule_is_a_draft_whose_first_case_fails_until_the_rule_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "local"
    said = mingjing("rules", "new", "LOC-010", "--local", folder)
    assert f"mingjing rules test LOC-010 --local {folder}" in said
    assert [bool(case["faults"]) for case in tried("LOC-010", folder)] == [True, False]
    file = folder / "rules" / "LOC-010.sql"
    file.write_text(file.read_text(encoding="utf-8").replace("'待改'", "'001101000010000'"), encoding="utf-8")
    assert [bool(case["faults"]) for case in tried("LOC-010", folder)] == [False, False]


def test_a_copy_keeps_the_logic_and_fails_one_case(tmp_path: Path) -> None:
    made = answer("rules", "new", "LOC-011", "--from", "CHG-005", "--local", tmp_path / "local")
    text = Path(made["file"]).read_text(encoding="utf-8")
    assert "code: LOC-011\nversion: 1\n" in text
    assert "status: draft" in text
    failed = [case["case"] for case in tried("LOC-011", tmp_path / "local") if case["faults"]]
    assert len(failed) == 1
    assert failed[0].startswith("【待改】")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("CHG-005",), "编码 CHG-005 已经用了"),
        (("loc1",), "编码 loc1 不合格式"),
        (("LOC-012", "--from", "CHG-999"), "没有规则 CHG-999"),
    ],
)
def test_a_code_that_cannot_be_used_is_refused(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in mingjing("rules", "new", *arguments, "--local", tmp_path / "local", fails=True)


def test_a_wheel_adds_rules_through_its_entry_point(tmp_path: Path) -> None:
    package = tmp_path / "a_province_rules"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "PRV-001.sql").write_text(
        RULE.format(code="PRV-001", version=1, status="active"), encoding="utf-8"
    )
    metadata = tmp_path / "a_province_rules-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: a-province-rules\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[mingjing.catalogs]\nrules = a_province_rules\n")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "mingjing.cli.main", "rules", "test", "PRV-001", "--json"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path}
    )
    assert [case["faults"] for case in json.loads(done.stdout)] == [[], []], done.stderr


def test_a_local_rule_with_the_code_of_a_built_in_one_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "local" / "rules" / "CHG-005.sql"
    file.parent.mkdir(parents=True)
    file.write_text(RULE.format(code="CHG-005", version=1, status="active"), encoding="utf-8")
    said = mingjing("rules", "list", "--local", tmp_path / "local", fails=True)
    assert "同名：CHG-005" in said
    assert str(file) in said
