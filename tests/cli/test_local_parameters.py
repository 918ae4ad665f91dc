"""A bureau's own limits, by place and date: the finding says which one it was judged by."""

import json
from pathlib import Path

import pytest

from tests.cli.bureau import answer, make_lake, rows, write_rule

PARAMS = """
LOC-001:
  most:
    - {admdvs: "3301", value: 8, source: 市医保〔2025〕1号}
    - {admdvs: "3301", begndate: 2026-07-01, value: 5, source: 市医保〔2026〕8号}
    - {admdvs: "330102", begndate: 2026-07-01, value: 3, source: 区医保〔2026〕2号}
"""

pytestmark = pytest.mark.xdist_group("local")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    places = ["330102", "330105", "410101"]
    days = ["2026-06-30", "2026-07-01"]
    counts = [4, 6, 9, 12]
    lines = [{"place": p, "day": d, "cnt": n} for p in places for d in days for n in counts]
    return make_lake(tmp_path_factory.mktemp("bureau"), lines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_rule(tmp_path / "local")
    (tmp_path / "local" / "params.yaml").write_text(PARAMS, encoding="utf-8")
    return tmp_path / "local"


@pytest.mark.parametrize("way", [[], ["--one-by-one"]], ids=["fused", "rule by rule"])
def test_june_is_judged_by_the_old_limit_july_by_the_new_the_county_before_the_city(
    lake: Path, folder: Path, tmp_path: Path, way: list[str]
) -> None:
    out = tmp_path / "out"
    answer(
        "screen", "--lake", lake, "--out", out, "--local", folder, "--rules", "LOC-001", "--threads", 2, *way
    )
    limits: dict[tuple[str, str], set[int]] = {}
    counts: dict[tuple[str, str], list[int]] = {}
    for found in rows(out / "findings.parquet"):
        key = found["fixmedins_code"][1:], str(found["occurred_on"])
        limits.setdefault(key, set()).add(found["evidence"]["params"]["most"])
        counts.setdefault(key, []).append(int(found["evidence"]["cnt"]))
    assert limits == {
        ("330102", "2026-06-30"): {8},
        ("330102", "2026-07-01"): {3},
        ("330105", "2026-06-30"): {8},
        ("330105", "2026-07-01"): {5},
        ("410101", "2026-06-30"): {10},
        ("410101", "2026-07-01"): {10},
    }
    assert {key: sorted(found) for key, found in counts.items()} == {
        ("330102", "2026-06-30"): [9, 12],
        ("330102", "2026-07-01"): [4, 6, 9, 12],
        ("330105", "2026-06-30"): [9, 12],
        ("330105", "2026-07-01"): [6, 9, 12],
        ("410101", "2026-06-30"): [12],
        ("410101", "2026-07-01"): [12],
    }


def test_the_manifest_names_the_folders_files_and_the_values(
    lake: Path, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    answer("screen", "--lake", lake, "--out", out, "--local", folder, "--rules", "LOC-001", "--threads", 2)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["rules"]["LOC-001"]["from"] == str(folder)
    assert {Path(path).name for path in manifest["local"]} == {"LOC-001.sql", "params.yaml"}
    values = manifest["rules"]["LOC-001"]["parameter_values"]["most"]
    assert (values[0]["admdvs"], values[0]["value"], values[0]["source"]) == (
        "330102",
        3,
        "区医保〔2026〕2号",
    )
