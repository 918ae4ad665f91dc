"""The same order gives the same city; a wrong one is refused."""

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from mingjing.analysis.synth import city as build_module
from mingjing.analysis.synth.city import Order
from mingjing.analysis.synth.programme import programme
from mingjing.cli.synth import command
from mingjing.kernel.errors import UsageError
from tests.analysis.synth.conftest import Ask, build_city


def _digests(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_the_same_seed_gives_the_same_bytes_for_one_thread_and_for_three(tmp_path: Path) -> None:
    for threads in (1, 3):
        build_city(tmp_path / str(threads), Order(600, programme("all"), seed=5), threads)
    assert _digests(tmp_path / "1") == _digests(tmp_path / "3")


def test_another_seed_gives_another_city(tmp_path: Path) -> None:
    for seed in (1, 2):
        build_city(tmp_path / str(seed), Order(150, seed=seed))
    assert _digests(tmp_path / "1")["fee_list_d.parquet"] != _digests(tmp_path / "2")["fee_list_d.parquet"]


def test_blocks_do_not_show_in_the_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_city(tmp_path / "whole", Order(450, seed=8))
    monkeypatch.setattr(build_module, "BLOCK", 150)
    build_city(tmp_path / "blocks", Order(450, seed=8))
    assert _digests(tmp_path / "whole") == _digests(tmp_path / "blocks")


def test_six_months_end_with_december(tmp_path: Path) -> None:
    build_city(tmp_path / "half", Order(300, programme("all"), seed=2, months=6))
    from mingjing.analysis.engine.duckdb import DuckDBEngine

    engine = DuckDBEngine(memory="1GB")
    last = engine.native(
        f"SELECT max(fee_ocur_time)::DATE::VARCHAR AS last FROM '{tmp_path}/half/fee_list_d.parquet'"
    ).to_pylist()[0]["last"]
    engine.close()
    assert "2025-12-20" < last <= "2025-12-31"


def test_csv_is_written_with_a_header_and_the_standard_names(tmp_path: Path) -> None:
    build_city(tmp_path / "csv", Order(150, form="csv"))
    assert (tmp_path / "csv" / "psn_info_b.csv").read_text("utf-8").startswith("psn_no,gend,brdy")
    assert not list((tmp_path / "csv").glob("fee_list_d*/*"))


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="不是空的"):
        build_city(tmp_path, Order(150))


def test_the_command_says_what_it_made(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        command, ["--out", str(tmp_path / "c"), "--persons", "200", "--schemes", "over_price"]
    )
    assert done.exit_code == 0
    assert "植入 2 处违规（1 种手法）" in done.output


def test_about_37_lines_a_year_per_person(honest: Ask) -> None:
    lines = honest("SELECT count(*) / 3000 AS n FROM fee_list_d")[0]["n"]
    assert 25 < lines < 50
