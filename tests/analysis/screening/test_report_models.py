"""Findings of models in the report and in the workbook: explained, drawn, and never with a person's number."""

import json
from pathlib import Path

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening import report_models
from mingjing.analysis.screening.lead import build_leads

from . import handmade, lead_sample
from .handmade import register, rule
from .test_pictures import WHY
from .test_report import page_of

EVIDENCE = json.dumps(
    {"branch": ["v"], "why": WHY, "calibration": "未校准", "coverage": 0.9}, ensure_ascii=False
)


def test_a_model_finding_is_explained_in_the_report_and_in_the_workbook(tmp_path: Path) -> None:
    engine = DuckDBEngine(memory="512MB", threads=1, allowed=[tmp_path])
    try:
        lead_sample.write(tmp_path, engine, 20)
        found = {
            "id": "f1", "rule": "MDL-02", "behaviour": "hanging_bed", "sev": 3, "lines": {"a": 1}, "score": 0.7,
            "psn_no": "P900800700", "evidence": EVIDENCE, "rule_version": "1",
        }  # fmt: skip
        handmade.write(tmp_path, [found, {"id": "f2", "lines": {"b": 1}}])
        texts = {"R1": rule(), "MDL-02": rule("hanging_bed")}
        sample = lead_sample.Sample(tmp_path, texts, register("H1"))
        page = page_of(engine, sample)
        build_leads(engine, tmp_path, texts, sample.institutions)
        sheet = report_models.sheet(engine)
    finally:
        engine.close()
    assert page.count("模型说明和图") == 1
    assert (
        "各特征与同组相比，数据见表格" in page and "次均费用为 900.00 元，同组 31 个中位数 300.00 元" in page
    )
    assert "P900800700" not in page
    assert sheet is not None
    (row,) = sheet[1].to_pylist()
    assert row["model"] == "MDL-02 挂床评分 第 1 版"
    assert "康复、理疗" in row["causes"]
