"""From a bureau's workbook to findings judged by its own rows, each day and place by the one in force."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.cli.bureau import answer, make_lake, mingjing, rows

HEAD = ("item_code", "max_per_day", "unit", "admdvs", "begndate", "source")
ITEM = "001102000040000"  # the nation allows one a day (batch 8, annex 1, no. 1)
CITY = (
    (ITEM, 8, "日", "330100", "2026-01-01", "市医保〔2026〕1号"),
    (ITEM, 5, "日", "330100", "2026-07-01", "市医保〔2026〕8号"),
)
COUNTY = ((ITEM, 3, "日", "330102", "2026-07-01", "区医保〔2026〕2号"),)

NATION = {("H410101", day): ("90.00", "8/1#1") for day in ("2026-06-30", "2026-07-01")}

pytestmark = pytest.mark.xdist_group("local")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    places = {"330102": "P1", "330105": "P2", "410101": "P3"}
    days = ("2026-06-30", "2026-07-01")
    lines = [
        {"place": p, "psn_no": who, "day": d, "cnt": 10, "item": ITEM}
        for p, who in places.items()
        for d in days
    ]
    return make_lake(tmp_path_factory.mktemp("delivery"), lines)


@pytest.fixture
def bureau(tmp_path: Path) -> Path:
    (tmp_path / "bureau").mkdir()
    return tmp_path / "bureau"


def workbook(path: Path, *values: tuple[Any, ...]) -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "单日限定频次"
    for row in (HEAD, *values):
        sheet.append(row)
    made.save(path)
    return path


def screened(
    lake: Path, out: Path, *options: object, rule: str = "CHG-005"
) -> dict[tuple[str, str], tuple[str, str]]:
    """What a rule finds: (institution, day) -> (amount, the row that decided)."""
    answer("screen", "--lake", lake, "--out", out, "--rules", rule, "--threads", 2, *options)
    return {
        (row["fixmedins_code"], str(row["occurred_on"])): (
            str(row["checkout_amt"]),
            row["evidence"]["kp_ref"],
        )
        for row in rows(out / "findings.parquet")
    }


def test_each_line_is_judged_by_the_row_of_its_day_and_place(
    lake: Path, bureau: Path, tmp_path: Path
) -> None:
    mingjing("knowledge", "import", workbook(tmp_path / "own.xlsx", *CITY, *COUNTY), "--local", bureau)
    assert screened(lake, tmp_path / "run", "--local", bureau) == {
        ("H330102", "2026-06-30"): ("20.00", "本地 3301 2026-01-01 起 市医保〔2026〕1号"),
        ("H330102", "2026-07-01"): ("70.00", "本地 330102 2026-07-01 起 区医保〔2026〕2号"),
        ("H330105", "2026-06-30"): ("20.00", "本地 3301 2026-01-01 起 市医保〔2026〕1号"),
        ("H330105", "2026-07-01"): ("50.00", "本地 3301 2026-07-01 起 市医保〔2026〕8号"),
        **NATION,
    }
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert any(path.endswith("knowledge/daily_cap.csv") for path in manifest["local"])


def test_a_bureaus_price_list_counts_as_if_it_had_been_delivered(
    lake: Path, bureau: Path, tmp_path: Path
) -> None:
    file = workbook(tmp_path / "own.xlsx", *CITY)
    made = load_workbook(file)
    prices = made.create_sheet("本地价格限价")
    prices.append(("item_code", "level", "price", "admdvs", "begndate", "source"))
    prices.append((ITEM, "02", 6, "330000", "2026-07-01", "省价格目录"))
    prices.append((ITEM, "02", 7.5, "330105", "2026-07-01", "市价格目录"))
    made.save(file)
    mingjing("knowledge", "import", file, "--local", bureau)
    assert screened(lake, tmp_path / "run", "--local", bureau, rule="CHG-001") == {
        ("H330102", "2026-07-01"): ("40.00", "限价 33 2026-07-01 起"),
        ("H330105", "2026-07-01"): ("25.00", "限价 330105 2026-07-01 起"),
    }


def test_without_the_bureaus_rows_the_nations_hold_everywhere(lake: Path, tmp_path: Path) -> None:
    found = screened(lake, tmp_path / "run")
    assert {place for place, _ in found} == {"H330102", "H330105", "H410101"}
    assert set(found.values()) == {("90.00", "8/1#1")}


def test_other_rows_are_another_run(lake: Path, bureau: Path, tmp_path: Path) -> None:
    run_ids = set()
    for values in (CITY[:1], CITY, (*CITY, *COUNTY)):
        mingjing("knowledge", "import", workbook(tmp_path / "own.xlsx", *values), "--local", bureau)
        screened(lake, tmp_path / "run", "--local", bureau)
        run_ids.add(json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))["run_id"])
    assert len(run_ids) == 3


def test_diff_and_a_dry_run_show_what_would_change_and_write_nothing(bureau: Path, tmp_path: Path) -> None:
    mingjing("knowledge", "import", workbook(tmp_path / "own.xlsx", *CITY[:1]), "--local", bureau)
    before = (bureau / "knowledge" / "daily_cap.csv").read_bytes()
    again = workbook(tmp_path / "own.xlsx", *CITY, *COUNTY)
    for command in (("diff", again), ("import", again, "--dry-run")):
        said = mingjing("knowledge", *command, "--local", bureau)
        assert "新增 1 行，调整 1 行，终止 0 行，不变 1 行" in said
        assert (
            "自 2026-07-01 起取代原行（2026-01-01 至 今，市医保〔2026〕1号）：一日最多数量 8.0000 → 5.0000"
            in said
        )
    assert (bureau / "knowledge" / "daily_cap.csv").read_bytes() == before


def test_a_wrong_workbook_changes_nothing_and_each_cell_is_named(bureau: Path, tmp_path: Path) -> None:
    wrong = (("00110100001", "五次", "次", "999999", "2026-07-01", "文件"), *CITY)
    said = mingjing(
        "knowledge", "import", workbook(tmp_path / "own.xlsx", *wrong), "--local", bureau, fails=True
    )
    assert "工作表“单日限定频次”单元格 B2" in said
    assert list((bureau / "knowledge").glob("*.csv")) == []


def test_what_is_exported_can_be_filled_in_and_imported(bureau: Path, tmp_path: Path) -> None:
    mingjing("knowledge", "import", workbook(tmp_path / "own.xlsx", *CITY), "--local", bureau)
    out = tmp_path / "out.xlsx"
    mingjing("knowledge", "export", "daily_cap", "item_map", "--own", "--out", out, "--local", bureau)
    assert answer("knowledge", "diff", out, "--local", bureau)["changes"] == []
    made = load_workbook(out)
    sheet = made["本地项目编码对应"]
    heads = [str(cell.value).split()[-1] for cell in sheet[1]]
    filled = {"local_code": "110100001", "nat_code": ITEM, "admdvs": "330100", "source": "市价格目录"}
    sheet.append([filled.get(head) for head in heads])
    made.save(out)
    (change,) = answer("knowledge", "import", out, "--local", bureau)["changes"]
    assert (change["list"], change["kind"]) == ("item_map", "added")
    listed = {row["name"]: row["own_rows"] for row in answer("knowledge", "list", "--local", bureau)}
    assert (listed["daily_cap"], listed["item_map"]) == (2, 1)


def test_check_names_the_rows_that_speak_of_nothing_known(bureau: Path) -> None:
    (bureau / "knowledge").mkdir()
    file = bureau / "knowledge" / "daily_cap.csv"
    file.write_text("item_code,max_per_day,unit,admdvs\n001101000019999,1,次,3301\n", encoding="utf-8")
    said = mingjing("knowledge", "check", "--local", bureau, fails=True)
    assert "001101000019999" in said
    names = bureau / "knowledge" / "item_name.csv"
    names.write_text("item_code,name,admdvs\n001101000019999,某项诊察,3301\n", encoding="utf-8")
    assert answer("knowledge", "check", "--local", bureau)["own"] == {"daily_cap": 1, "item_name": 1}


def test_show_puts_the_bureaus_rows_first(bureau: Path, tmp_path: Path) -> None:
    mingjing("knowledge", "import", workbook(tmp_path / "own.xlsx", *CITY), "--local", bureau)
    shown = answer("knowledge", "show", "单日限定频次", "--limit", 3, "--local", bureau)
    assert [row["admdvs"] for row in shown["rows"]] == ["3301", "3301", None]


def test_without_a_folder_to_import_into_the_command_says_so(tmp_path: Path) -> None:
    said = mingjing("knowledge", "import", workbook(tmp_path / "own.xlsx", *CITY), fails=True)
    assert "--local" in said


def test_a_list_of_the_bureaus_own_is_filled_in_like_the_others(bureau: Path, tmp_path: Path) -> None:
    (bureau / "knowledge").mkdir()
    (bureau / "knowledge" / "watch_ward.yaml").write_text(
        "title: 重点病区\ndoc: 当地重点检查的病区\nsource: 市局\nkey: [ward]\n"
        "columns:\n  ward: {type: text, required: true, zh: 病区}\n  level: {type: integer, zh: 等级}\n",
        encoding="utf-8",
    )
    file = bureau / "knowledge" / "watch_ward.csv"
    file.write_text("ward,level\n内一,1\n", encoding="utf-8")
    out = tmp_path / "out.xlsx"
    mingjing("knowledge", "export", "watch_ward", "--out", out, "--local", bureau)
    assert answer("knowledge", "diff", out, "--local", bureau)["changes"] == []
    made = load_workbook(out)
    made["重点病区"].append(["内二", 2, None, None, "330100", None, None, None, "市局名单"])
    made.save(out)
    mingjing("knowledge", "import", out, "--local", bureau)
    assert [row["ward"] for row in answer("knowledge", "show", "watch_ward", "--local", bureau)["rows"]] == [
        "内一",
        "内二",
    ]
