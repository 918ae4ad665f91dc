/*---
code: FRQ-003
version: 2
title: 短期重复检查
status: active
behaviour: over_exam
severity: 3
subject: fee
grain: [psn_no, item, svc_date]
amount: all
scenes: [IP, OP]
stages: [3]
law: [735-38-2]
params:
  days: {type: integer, default: 7, unit: 日, source: 无官方数值，可按统筹区配置}
  pet_days: {type: integer, default: 30, unit: 日, source: 无官方数值，可按统筹区配置}
  endo_days: {type: integer, default: 14, unit: 日, source: 无官方数值，可按统筹区配置}
message: "{prev_date} 已做 {item_name}，{gap} 日后（{svc_date}）又做同一项目，重复检查 {checkout_amt} 元。"
verify: 调阅两份报告和复查理由；属于互认项目的，核对是否因影像、结果不可用而重做。
defence: 病情变化需要复查；外院影像无法使用；部位不同。
known_gaps: 部位不同、外院影像不可用，费用明细中看不出。
evidence: [prev_encounter, prev_place, prev_date, gap, window_days, recognised, kp_ref]
cases:
  - name: 5 月 2 日和 5 日在两家医院做胸部 CT，诊断为支气管炎
    given: &twice
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: H1, dscg_maindiag_code: J20.900}
        - {mdtrt_id: E2, fixmedins_code: H2, dscg_maindiag_code: J20.900}
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "002103000010000", pric: 240, fee_ocur_time: "2026-05-02 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: "002103000010000", pric: 260, fee_ocur_time: "2026-05-05 10:00:00"}
    finds:
      - {checkout_amt: 260.00, fund_amt: 208.00, checkout_cnt: 1, sev_deg: 2, occurred_on: "2026-05-05", bkkp_sns: [B], related_ids: [E1]}
  - name: 肠镜十三日后重做，不在互认之列
    given:
      mdtrt_d:
        - {mdtrt_id: E1, dscg_maindiag_code: K58.900}
        - {mdtrt_id: E2, dscg_maindiag_code: K58.900}
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "003109030050000", pric: 240, fee_ocur_time: "2026-05-02 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: "003109030050000", pric: 260, fee_ocur_time: "2026-05-15 10:00:00"}
    finds:
      - {checkout_amt: 260.00, sev_deg: 3, evidence: {window_days: 14, gap: 13}}
  - name: 间隔恰为 7 日
    given:
      mdtrt_d:
        - {mdtrt_id: E1, dscg_maindiag_code: J20.900}
        - {mdtrt_id: E2, dscg_maindiag_code: J20.900}
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002103000010000", pric: 240, fee_ocur_time: "2026-05-02 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002103000010000", pric: 260, fee_ocur_time: "2026-05-09 10:00:00"}
    finds:
      - {checkout_amt: 260.00}
  - name: 间隔 8 日
    given:
      mdtrt_d:
        - {mdtrt_id: E1, dscg_maindiag_code: J20.900}
        - {mdtrt_id: E2, dscg_maindiag_code: J20.900}
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002103000010000", pric: 240, fee_ocur_time: "2026-05-02 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002103000010000", pric: 260, fee_ocur_time: "2026-05-10 10:00:00"}
    finds: []
  - name: 两次检查之间做了手术
    given:
      mdtrt_d:
        - {mdtrt_id: E1, dscg_maindiag_code: K80.100}
        - {mdtrt_id: I1, dscg_maindiag_code: K80.100, begntime: "2026-05-03 08:00:00", endtime: "2026-05-09 08:00:00"}
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2301", oprn_oprt_begntime: "2026-05-03 14:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002103000010000", pric: 240, fee_ocur_time: "2026-05-02 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "002103000010000", pric: 260, fee_ocur_time: "2026-05-05 10:00:00"}
    finds: []
  - name: 肿瘤患者复查
    given:
      mdtrt_d:
        - {mdtrt_id: E1, dscg_maindiag_code: C34.900}
        - {mdtrt_id: E2, dscg_maindiag_code: C34.900}
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002103000010000", pric: 240, fee_ocur_time: "2026-05-02 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002103000010000", pric: 260, fee_ocur_time: "2026-05-05 10:00:00"}
    finds: []
  - name: 同一次就诊做两次，由重复计费规则处理
    given:
      fee_list_d:
        - {med_list_codg: "002103000010000", pric: 240, fee_ocur_time: "2026-05-02 10:00:00"}
        - {med_list_codg: "002103000010000", pric: 260, fee_ocur_time: "2026-05-05 10:00:00"}
    finds: []
  - name: 第二次检查已退费
    given:
      mdtrt_d:
        - {mdtrt_id: E1, dscg_maindiag_code: J20.900}
        - {mdtrt_id: E2, dscg_maindiag_code: J20.900}
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002103000010000", pric: 240, fee_ocur_time: "2026-05-02 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: "002103000010000", pric: 260, fee_ocur_time: "2026-05-05 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: C, cnt: -1, med_list_codg: "002103000010000", pric: 260, init_feedetl_sn: B, fee_ocur_time: "2026-05-05 11:00:00"}
    finds: []
  - name: 急诊复查
    given:
      mdtrt_d:
        - {mdtrt_id: E1, dscg_maindiag_code: J20.900}
        - {mdtrt_id: E2, dscg_maindiag_code: J20.900, med_type: "1301"}
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002103000010000", pric: 240, fee_ocur_time: "2026-05-02 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002103000010000", pric: 260, fee_ocur_time: "2026-05-05 10:00:00"}
    finds: []
  - name: 首次在一级医院做、不在互认之列，上级医院复查
    given:
      fixmedins_b:
        - {fixmedins_code: H1, hosp_lv: "8"}
        - {fixmedins_code: H2, hosp_lv: "3"}
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: H1, dscg_maindiag_code: K58.900}
        - {mdtrt_id: E2, fixmedins_code: H2, dscg_maindiag_code: K58.900}
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "003109030050000", pric: 240, fee_ocur_time: "2026-05-02 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: "003109030050000", pric: 260, fee_ocur_time: "2026-05-05 10:00:00"}
    finds: []
  - name: 首次在一级医院做 CT，属互认项目，上级医院重做照查
    given:
      fixmedins_b:
        - {fixmedins_code: H1, hosp_lv: "8"}
        - {fixmedins_code: H2, hosp_lv: "3"}
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: H1, dscg_maindiag_code: J20.900}
        - {mdtrt_id: E2, fixmedins_code: H2, dscg_maindiag_code: J20.900}
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002103000010000", pric: 240, fee_ocur_time: "2026-05-02 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002103000010000", pric: 260, fee_ocur_time: "2026-05-05 10:00:00"}
    finds:
      - {checkout_amt: 260.00, sev_deg: 2}
  - name: 主要诊断为颈动脉狭窄，不在脑卒中之列
    given:
      mdtrt_d:
        - {mdtrt_id: E1, dscg_maindiag_code: I65}
        - {mdtrt_id: E2, dscg_maindiag_code: I65}
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002103000010000", pric: 240, fee_ocur_time: "2026-05-02 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002103000010000", pric: 260, fee_ocur_time: "2026-05-05 10:00:00"}
    finds:
      - {checkout_amt: 260.00}
  - name: 主要诊断未填的也查
    given:
      mdtrt_d:
        - {mdtrt_id: E1}
        - {mdtrt_id: E2}
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002103000010000", pric: 240, fee_ocur_time: "2026-05-02 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002103000010000", pric: 260, fee_ocur_time: "2026-05-05 10:00:00"}
    finds:
      - {checkout_amt: 260.00}
---*/
WITH exam AS (
  SELECT
    f.*,
    CASE
      WHEN has_cls(f.cls, 'PET') THEN param('pet_days', f.svc_date, f.admdvs)
      WHEN has_cls(f.cls, 'ENDO') THEN param('endo_days', f.svc_date, f.admdvs)
      ELSE param('days', f.svc_date, f.admdvs)
    END AS window_days
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene IN ('IP', 'OP') AND (f.amt > 0 OR f.has_acct)
    AND (has_cls(f.cls, 'CT') OR has_cls(f.cls, 'MR') OR has_cls(f.cls, 'PET') OR has_cls(f.cls, 'ENDO') OR has_cls(f.cls, 'ECHO'))
    AND NOT has_cls(f.cls, 'MULTI_SITE') AND NOT has_cls(f.cls, 'SERIES')
), event AS (
  -- One row per person, item and encounter day.
  SELECT
    psn_no, item, mdtrt_id, svc_date,
    MIN(fixmedins_code) AS fixmedins_code, MIN(hosp_group) AS hosp_group, MIN(window_days) AS window_days
  FROM exam
  GROUP BY psn_no, item, mdtrt_id, svc_date
), again AS (
  SELECT
    b.psn_no, b.item, b.mdtrt_id, b.svc_date,
    a.mdtrt_id AS prev_encounter, a.fixmedins_code AS prev_place, a.svc_date AS prev_date, a.hosp_group AS prev_group,
    ROW_NUMBER() OVER (PARTITION BY b.psn_no, b.item, b.mdtrt_id, b.svc_date ORDER BY a.svc_date DESC, a.mdtrt_id) AS nth
  FROM event AS b
  JOIN event AS a
    ON a.psn_no = b.psn_no AND a.item = b.item AND a.mdtrt_id <> b.mdtrt_id
    AND (a.svc_date < b.svc_date OR (a.svc_date = b.svc_date AND a.mdtrt_id < b.mdtrt_id))
    AND days_between(a.svc_date, b.svc_date) <= b.window_days
), treated AS (
  SELECT optional(o.psn_no) AS psn_no, optional(o.oprn_date) AS done_on FROM oprn AS o WHERE optional(o.oprn_date) IS NOT NULL
  UNION
  SELECT s.psn_no, as_date(optional(i.beg_ts)) AS done_on FROM icu_iv AS i JOIN stay AS s ON s.stay_id = optional(i.stay_id)
)
SELECT
  x.*,
  p.prev_encounter, p.prev_encounter AS related_id, p.prev_place, p.prev_date,
  days_between(p.prev_date, x.svc_date) AS gap,
  CASE WHEN r.item_code IS NOT NULL THEN TRUE ELSE FALSE END AS recognised,
  r.kp_ref,
  CASE WHEN r.item_code IS NOT NULL THEN 2 ELSE 3 END AS sev_deg
FROM exam AS x
JOIN again AS p ON p.psn_no = x.psn_no AND p.item = x.item AND p.mdtrt_id = x.mdtrt_id AND p.svc_date = x.svc_date AND p.nth = 1
LEFT JOIN recog_item AS r ON k_match(r, x)
WHERE NOT x.x1
  AND NOT coalesce(substr(x.main_diag, 1, 3) BETWEEN 'I60' AND 'I64', FALSE)
  AND coalesce(substr(x.main_diag, 1, 1), '') NOT IN ('S', 'T', 'C')
  AND coalesce(substr(x.main_diag, 1, 3), '') <> 'K92'
  AND NOT coalesce(p.prev_group < x.hosp_group AND r.item_code IS NULL, FALSE)
  AND NOT EXISTS (
    SELECT 1 FROM treated AS t
    WHERE t.psn_no = x.psn_no AND t.done_on BETWEEN p.prev_date AND x.svc_date
  )
