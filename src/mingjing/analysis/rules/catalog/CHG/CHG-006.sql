/*---
code: CHG-006
version: 1
title: 医疗服务项目周期超频次
status: active
behaviour: over_exam
severity: 1
subject: person
grain: [psn_no, count_key, svc_date]
amount: all
scenes: [IP, OP]
stages: [2, 3]
law: [735-38-2]
params:
  stay_days: {type: integer, default: 90, unit: 日, source: 问题清单：同一次住院 90 日内多次测定糖化血红蛋白}
message: "{svc_date} {item_name} 距上一次（{before_date}）{gap_days} 日，限 {period_days} 日内 {n} 次，涉及 {checkout_amt} 元。"
verify: 核对两次检查的报告、申请理由和病情变化，确认是否有再次检查的必要。
defence: 外院结果不可信，或病情变化需要复查。
known_gaps: 第一次结果可疑而复查的情形不在数据中。
evidence: [n, period_days, before_date, gap_days, before_inst, nat_rule, kp_ref]
cases:
  - name: 糖化血红蛋白 3 月 1 日和 12 日各做一次，限 15 日一次
    given:
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-01 08:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: "002503020030100", cnt: 1, pric: 50, fee_ocur_time: "2026-03-12 08:00:00"}
    finds:
      - {checkout_amt: 50.00, checkout_cnt: 1, fund_amt: 40.00, sev_deg: 1, occurred_on: "2026-03-12", national_code: "", bkkp_sns: [B], related_ids: [A], evidence: {branch: [period], gap_days: 11, nat_rule: R2025-31}}
  - name: 相隔正好 15 日
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-01 08:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-16 08:00:00"}
    finds: []
  - name: 同日两条算一次
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-01 08:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-01 15:00:00"}
    finds: []
  - name: 第一次已退费
    given:
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-01 08:00:00"}
        - {mdtrt_id: E1, med_list_codg: "002503020030000", cnt: -1, pric: 60, init_feedetl_sn: A, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-12 08:00:00"}
    finds: []
  - name: 第一次在另一机构，降为高度可疑
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H1, bkkp_sn: A, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-01 08:00:00"}
        - {mdtrt_id: E2, fixmedins_code: H2, bkkp_sn: B, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-12 08:00:00"}
    finds:
      - {checkout_amt: 60.00, sev_deg: 2, fixmedins_code: H2}
  - name: 妊娠糖尿病需要密切监测
    given:
      psn_info_b: [{psn_no: P, gend: "2", brdy: "1995-05-05"}]
      mdtrt_d: [{mdtrt_id: E1}, {mdtrt_id: E2, dscg_maindiag_code: O24.4}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-01 08:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-12 08:00:00"}
    finds: []
  - name: 诊断没有填写，照常判断
    given:
      mdtrt_d: [{mdtrt_id: E1}, {mdtrt_id: E2, dscg_maindiag_code: null}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-01 08:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-12 08:00:00"}
    finds:
      - {checkout_amt: 60.00, sev_deg: 1}
  - name: 两次之间输过血，结果已不可比
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-01 08:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001204000060100", cnt: 1, pric: 10, fee_ocur_time: "2026-03-05 08:00:00"}
        - {mdtrt_id: I1, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-12 08:00:00"}
    finds: []
  - name: 同一次住院第 20 日再次测定，超出 15 日，仍在 90 日内，列为轻度可疑
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-01 08:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-21 08:00:00"}
    finds:
      - {checkout_amt: 60.00, sev_deg: 3, bkkp_sns: [B], evidence: {branch: [stay], gap_days: 20}}
  - name: 出院后再次住院，第 20 日测定
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-01 08:00:00"}
        - {mdtrt_id: I2, med_list_codg: "002503020030000", cnt: 1, pric: 60, fee_ocur_time: "2026-03-21 08:00:00"}
    finds: []
  - name: 本地规定不同方法互不计次
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "009900000000051", cnt: 1, pric: 60, fee_ocur_time: "2026-03-01 08:00:00"}
        - {mdtrt_id: E2, med_list_codg: "009900000000052", cnt: 1, pric: 60, fee_ocur_time: "2026-03-12 08:00:00"}
    knowledge:
      period_limit:
        - {group_id: 本地组, item_code: "009900000000051", n: 1, period_days: 30, scope: person, same_method: 0}
        - {group_id: 本地组, item_code: "009900000000052", n: 1, period_days: 30, scope: person, same_method: 0}
    finds: []
  - name: 本地规定 30 日两次，第三次与第一次相隔 29 日
    given:
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "009900000000053", cnt: 1, pric: 60, fee_ocur_time: "2026-03-01 08:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: "009900000000053", cnt: 1, pric: 60, fee_ocur_time: "2026-03-12 08:00:00"}
        - {mdtrt_id: E3, bkkp_sn: C, med_list_codg: "009900000000053", cnt: 1, pric: 60, fee_ocur_time: "2026-03-30 08:00:00"}
    knowledge:
      period_limit:
        - {group_id: 本地组二, item_code: "009900000000053", n: 2, period_days: 30, scope: person}
    finds:
      - {checkout_amt: 60.00, bkkp_sns: [C], related_ids: [A], evidence: {gap_days: 29, n: 2}}
---*/
WITH done AS (
  SELECT
    f.*, k.group_id AS exam_group, k.n, k.period_days, k.sev, k.kp_ref, k.rule_code AS nat_rule, k_soft(k, f) AS soft,
    CASE WHEN k.same_method = 0 THEN k.group_id || '|' || f.item ELSE k.group_id END AS count_key,
    COALESCE(optional(f.uscc), f.fixmedins_code) AS inst_key,
    COALESCE(
      has_icd(optional(f.diag), 'O24') OR has_icd(optional(f.diag), 'D55') OR has_icd(optional(f.diag), 'D56')
      OR has_icd(optional(f.diag), 'D57') OR has_icd(optional(f.diag), 'D58') OR has_icd(optional(f.diag), 'D59'),
      FALSE
    ) AS monitored
  FROM fee_net AS f
  JOIN period_limit AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP')
    AND k.scope = 'person' AND (k.rule_code IS NULL OR k.rule_code = 'R2025-31')
), transfused AS (
  SELECT DISTINCT f.psn_no, f.svc_date FROM fee_net AS f WHERE f.in_scope AND has_cls(f.cls, 'BLOOD')
), occasion AS (
  SELECT
    d.psn_no, d.count_key, d.svc_date, MIN(d.exam_group) AS exam_group, MIN(d.inst_key) AS inst_key, MIN(d.admdvs) AS admdvs,
    MIN(e.stay_id) AS stay_id, joined(d.bkkp_sn) AS bkkp_sns, MAX(d.n) AS n, MIN(d.period_days) AS period_days,
    bool_or(d.monitored) AS monitored,
    ROW_NUMBER() OVER (PARTITION BY d.psn_no, d.count_key ORDER BY d.svc_date) AS nth
  FROM done AS d
  LEFT JOIN stay_enc AS e ON e.mdtrt_id = d.mdtrt_id
  GROUP BY d.psn_no, d.count_key, d.svc_date
), again AS (
  SELECT
    o.*, p.svc_date AS before_date, p.inst_key AS before_inst, p.bkkp_sns AS before_sns, 'period' AS branch,
    days_between(p.svc_date, o.svc_date) AS gap_days,
    CASE WHEN p.inst_key <> o.inst_key THEN 2 ELSE 1 END AS degree
  FROM occasion AS o
  JOIN occasion AS p ON p.psn_no = o.psn_no AND p.count_key = o.count_key AND p.nth = o.nth - o.n
  WHERE NOT o.monitored AND NOT p.monitored
    AND (o.period_days IS NULL OR days_between(p.svc_date, o.svc_date) < o.period_days)
  UNION ALL
  SELECT
    o.*, p.svc_date AS before_date, p.inst_key AS before_inst, p.bkkp_sns AS before_sns, 'stay' AS branch,
    days_between(p.svc_date, o.svc_date) AS gap_days,
    3 AS degree
  FROM occasion AS o
  JOIN occasion AS p ON p.psn_no = o.psn_no AND p.count_key = o.count_key AND p.nth = o.nth - 1 AND p.stay_id = o.stay_id
  WHERE o.exam_group = 'HBA1C' AND NOT o.monitored AND NOT p.monitored
    AND days_between(p.svc_date, o.svc_date) < param('stay_days', o.svc_date, o.admdvs)
)
SELECT
  d.*,
  a.before_date, a.before_inst, a.before_sns AS related_id, a.gap_days, a.branch,
  GREATEST(a.degree, COALESCE(d.sev, 1)) AS sev_deg
FROM done AS d
JOIN again AS a ON a.psn_no = d.psn_no AND a.count_key = d.count_key AND a.svc_date = d.svc_date
WHERE NOT EXISTS (
  SELECT 1 FROM transfused AS t
  WHERE t.psn_no = a.psn_no AND t.svc_date >= a.before_date AND t.svc_date <= a.svc_date
)
