"""A run folder as screening leaves it: findings, lines, summary and manifest of a small made-up county."""

import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import text
from mingjing.analysis.screening.lead import RuleText

# code, title, behaviour, severity, subject, part of a line it takes (None: estimate, 0: no amount), law
_RULES = [
    ("LMT-004", "限年龄支付", "out_of_scope", 1, "fee", 1.0, ("735-38-6",)),
    ("CHG-001", "超限定单价收费", "over_price", 1, "fee", 0.25, ("735-38-3",)),
    ("CHG-003", "医疗服务项目重复收费", "duplicate_charge", 1, "fee", 1.0, ("735-38-3",)),
    ("CHG-005", "单日超限定频次", "over_price", 1, "fee", 0.5, ("735-38-3",)),
    ("STY-001", "分解住院", "split_stay", 2, "visit", 1.0, ("735-38-1",)),
    ("STY-003", "挂床：无诊疗空白日", "hanging_bed", 2, "visit", 1.0, ("735-38-1",)),
    ("FRQ-003", "短期重复检查", "over_exam", 3, "fee", 1.0, ("735-38-2",)),
    ("RXD-005", "重复开药", "duplicate_drug", 2, "fee", 1.0, ("735-38-2",)),
    ("IDN-001", "死亡后、羁押服刑期间结算", "impersonation", 1, "person", 1.0, ("735-40-1", "735-41")),
    ("PHA-001", "连续刷卡、非营业时段刷卡", "cash_out", 2, "institution", 0.0, ("735-38-5",)),
    ("STK-001", "药品、耗材进销存异常", "stock_mismatch", 2, "institution", None, ("735-40-3",)),
]
_SHADOW = ("TRY-001", "试运行规则", "gang", 1, "fee", 1.0, ("735-40",))
_ITEMS = [
    ("XL01XCL102A001010178804", "利妥昔单抗注射液"),
    ("003303000010000", "颅骨和脑手术"),
    ("002502010010000", "尿常规检查"),
    ("ZA09DAX0003010100001", "丹参注射液"),
    ("C14030121500009041500000002", "一次性使用静脉留置针"),
    ("001201000030000", "Ⅱ级护理"),
    ("001102000010000", "普通床位费"),
]
_PLACES = [
    "第一人民医院",
    "中医医院",
    "妇幼保健院",
    "康复医院",
    "城关镇卫生院",
    "惠民大药房",
    "仁和护理院",
    "平安诊所",
]


@dataclass(frozen=True, slots=True)
class Sample:
    """A run folder and what the runner knows beside it."""

    out: Path
    texts: dict[str, RuleText]
    institutions: pa.Table


def texts() -> dict[str, RuleText]:
    """Return the texts of the sample's rules."""
    return {
        code: RuleText(
            title=title,
            behaviour=behaviour,
            law=law,
            message=f"{{svc_date}} {title}，疑点金额 {{checkout_amt}} 元",
            verify=f"调取病历、医嘱和收费清单，核对“{title}”所涉明细与实际服务是否一致；询问经治医师并制作笔录。",
            defence="系统录入时间有误；或患者病情确需，已有知情同意记录。",
            known_gaps="未接入医嘱数据。",
            shadow=code == _SHADOW[0],
        )
        for code, title, behaviour, _, _, _, law in (*_RULES, _SHADOW)
    }


def institutions(count: int = 24) -> pa.Table:
    """Return the register of `count` made-up institutions in three counties."""
    names = [
        f"{('临江', '青石', '白沙')[i % 3]}县{_PLACES[i % 8]}{'' if i < 8 else f'（{i // 8 + 1}分院）'}"
        for i in range(count)
    ]
    return pa.table(
        {
            "fixmedins_code": [f"H4301{i % 3 + 21}{i:05d}" for i in range(count)],
            "fixmedins_name": names,
            "fixmedins_type": ["2" if i % 8 == 5 else "1" for i in range(count)],
            "hosp_lv": [["2", "5", "6", "9", "11"][i % 5] for i in range(count)],
            "admdvs": [f"4301{i % 3 + 21}" for i in range(count)],
        }
    )


def write(out: Path, engine: DuckDBEngine, findings: int = 2000) -> Sample:
    """Write a run folder with about `findings` findings of four lines each; several rules hit the same lines."""
    out.mkdir(parents=True, exist_ok=True)
    register = institutions()
    engine.attach_arrow("s_rule", _rule_rows())
    engine.attach_arrow("s_place", register)
    engine.attach_arrow("s_item", pa.table({"code": [c for c, _ in _ITEMS], "name": [n for _, n in _ITEMS]}))
    for name, select in (("s_line", _LINES), ("s_hit", _HITS), ("s_money", _MONEY)):
        engine.execute(
            f"CREATE OR REPLACE TABLE {name} AS {select.format(encounters=findings // 2, findings=findings)}"
        )
    for name, select in (("findings", _FINDINGS), ("finding_lines", _FINDING_LINES)):
        engine.execute(f"COPY ({select}) TO {text(out / f'{name}.parquet')} (FORMAT parquet)")
    for name in ("s_rule", "s_place", "s_item", "s_line", "s_hit", "s_money"):
        engine.execute(f"DROP TABLE {name}")
    (out / "summary.json").write_text(json.dumps(_summary(), ensure_ascii=False), encoding="utf-8")
    (out / "manifest.json").write_text(json.dumps(_MANIFEST, ensure_ascii=False), encoding="utf-8")
    return Sample(out, texts(), register)


def _rule_rows() -> pa.Table:
    rows = [(*rule[:5], rule[5]) for rule in (*_RULES, _SHADOW)]
    names = ("rule_code", "title", "behaviour", "sev", "subject", "part")
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


# Encounter e has 8 lines; finding i belongs to encounter i // 2, so two rules always meet on the same lines.
_LINES = """
SELECT e, n, 'F' || lpad(e::VARCHAR, 8, '0') || lpad(n::VARCHAR, 3, '0') AS bkkp_sn, 'E' || lpad(e::VARCHAR, 8, '0') AS mdtrt_id,
  'S' || lpad(e::VARCHAR, 8, '0') AS setl_id, '4301000000' || lpad((hash(e) % 5000)::VARCHAR, 12, '0') AS psn_no,
  (SELECT count(*) FROM s_place) AS places, hash(e, 7) % 24 AS place, hash(e, n) % 7 AS item_no,
  DATE '2025-01-01' + CAST(hash(e, 3) % 330 AS INTEGER) + CAST(n // 3 AS INTEGER) AS svc_date,
  CAST(1 + hash(n, e, 5) % 4 AS DECIMAL(16,4)) AS cnt, CAST((hash(e, n, 11) % 40000 + 150) AS DECIMAL(16,6)) / 100 AS pric,
  0.4 + (hash(e, 13) % 50) / 100.0 AS r
FROM range({encounters}) AS a(e), range(8) AS b(n)
"""
_HITS = """
SELECT i, k.*, l.*, p.fixmedins_code, t.code AS item, t.name AS item_name, CAST(l.cnt * l.pric AS DECIMAL(16,2)) AS amt,
  CASE WHEN k.part > 0 THEN CAST(l.cnt * l.pric * k.part AS DECIMAL(16,2)) END AS hit_amt
FROM range({findings}) AS f(i)
JOIN (SELECT *, row_number() OVER (ORDER BY rule_code) - 1 AS no FROM s_rule) AS k ON k.no = (hash(i, 17) % 12)
JOIN s_line AS l ON l.e = i // 2 AND (l.n + i) % 8 < 5
JOIN (SELECT *, row_number() OVER (ORDER BY fixmedins_code) - 1 AS no FROM s_place) AS p ON p.no = l.place
JOIN (SELECT *, row_number() OVER (ORDER BY code) - 1 AS no FROM s_item) AS t ON t.no = l.item_no
"""
_MONEY = """
SELECT i, sum(hit_amt) AS checkout_amt,
  CASE WHEN i % 50 <> 0 THEN sum(CAST(hit_amt * r AS DECIMAL(16,2))) END AS fund_amt
FROM s_hit GROUP BY i
"""
_FINDINGS = """
SELECT md5(any_value(h.rule_code) || h.i) AS finding_id, any_value(h.rule_code) AS rule_code, '1' AS rule_version,
  '' AS national_code, any_value(behaviour) AS behaviour, CAST(any_value(sev) AS BIGINT) AS sev_deg,
  any_value(subject) AS subject_type, any_value(fixmedins_code) AS fixmedins_code,
  any_value(CASE WHEN subject <> 'institution' THEN psn_no END) AS psn_no, CAST(NULL AS VARCHAR) AS staff_code,
  CAST(NULL AS VARCHAR) AS group_id, any_value(CASE WHEN subject IN ('fee', 'visit') THEN mdtrt_id END) AS mdtrt_id,
  any_value(setl_id) AS setl_id, list_sort(list(bkkp_sn)) AS bkkp_sns, CAST([] AS VARCHAR[]) AS related_ids,
  max(svc_date) AS occurred_on, CAST(sum(cnt) AS DECIMAL(16,4)) AS checkout_cnt,
  CASE WHEN any_value(part) IS NULL THEN 1234.56 WHEN any_value(part) > 0 THEN any_value(m.checkout_amt) END AS checkout_amt,
  CASE WHEN any_value(part) > 0 THEN any_value(m.fund_amt) END AS fund_amt,
  CASE WHEN any_value(part) IS NULL THEN 'estimate' WHEN any_value(part) > 0 THEN 'lines' ELSE 'none' END AS amount_basis,
  CAST(NULL AS DOUBLE) AS score, max(svc_date) || ' ' || any_value(title) || '，涉及 ' || count(*) || ' 条明细，疑点金额 '
  || coalesce(any_value(m.checkout_amt)::VARCHAR, '—') || ' 元' AS message, '{}' AS evidence, 'sample' AS run_id
FROM s_hit AS h JOIN s_money AS m ON m.i = h.i GROUP BY h.i
"""
_FINDING_LINES = """
SELECT md5(h.rule_code || h.i) AS finding_id, h.rule_code, CAST(h.sev AS BIGINT) AS sev_deg, fixmedins_code, mdtrt_id, setl_id,
  CASE WHEN n = 7 THEN NULL ELSE bkkp_sn END AS bkkp_sn, svc_date, item, item_name, cnt, pric, amt AS gross, amt, hit_amt,
  CASE WHEN m.fund_amt IS NOT NULL THEN CAST(hit_amt * r AS DECIMAL(16,2)) END AS hit_fund
FROM s_hit AS h JOIN s_money AS m ON m.i = h.i WHERE h.part > 0
"""


def _summary() -> dict[str, object]:
    rules = [
        {
            "code": code,
            "version": 1,
            "title": title,
            "behaviour": behaviour,
            "sev": sev,
            "status": "evaluated",
            "missing": [],
            "findings": 100,
            "subjects": 90,
            "checkout_amt": 1000.0,
            "fund_amt": 600.0,
            "seconds": 0.31,
        }
        for code, title, behaviour, sev, *_ in _RULES
    ]
    idle = {"findings": 0, "subjects": 0, "checkout_amt": 0, "fund_amt": 0, "seconds": 0.1, "version": 1}
    rules += [
        {
            "code": "STK-002", "title": "追溯码重复结算", "behaviour": "drug_resale", "sev": 1,
            "status": "not_evaluated", "missing": ["drugtrac_d.drug_trac_codg", "drugtrac_d.trdn_flag"], **idle,
        },
        {
            "code": "STY-005", "title": "查床失败", "behaviour": "hanging_bed", "sev": 2,
            "status": "not_evaluated", "missing": ["wardcheck_d"], **idle,
        },
        {
            "code": "DAT-006", "title": "计费日期与住院时间不符", "behaviour": "record_anomaly", "sev": 1,
            "status": "nothing_found", "missing": [], **idle,
        },
    ]  # fmt: skip
    return {
        "run_id": "sample", "lake": "lake", "fingerprint": "9f2c" * 16, "engine": "duckdb", "software_version": "0.1.0",
        "started_at": "2026-02-03T08:30:00", "seconds": 12.4, "span": {"first": "2025-01-01", "last": "2025-11-30"},
        "rules": rules, "totals": {},
    }  # fmt: skip


_MANIFEST = {
    "run_id": "sample",
    "software": "0.1.0",
    "lake": {"fingerprint": "9f2c" * 16, "batches": ["20260201-1a2b3c"]},
    "inputs": {
        "fixmedins_b": 24,
        "psn_info_b": 5000,
        "mdtrt_d": 42000,
        "setl_d": 42000,
        "fee_list_d": 310000,
    },
    "rules": {},
    "knowledge": {},
    "settings": {"rules": [], "since": None, "until": None, "engine": "duckdb"},
}
