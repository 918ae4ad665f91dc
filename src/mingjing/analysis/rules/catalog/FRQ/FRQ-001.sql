/*---
code: FRQ-001
version: 1
title: 频繁门诊、频繁购药
status: active
national_code: [GZ10000204002000, GZ10000204003000]
behaviour: over_treatment
severity: 3
subject: person
grain: [psn_no, kind, period]
amount: paid
scenes: [OP, PH, NET]
stages: [3]
law: [735-38-2, 735-38-5, 735-41-3]
params:
  op_day: {type: integer, default: 4, unit: 次/日, source: 无官方数值，可按统筹区配置}
  op_week: {type: integer, default: 10, unit: 次/7 日, source: 无官方数值，可按统筹区配置}
  op_month: {type: integer, default: 20, unit: 次/月, source: 无官方数值，可按统筹区配置}
  ph_day: {type: integer, default: 3, unit: 次/日, source: 无官方数值，可按统筹区配置}
  ph_week: {type: integer, default: 7, unit: 次/7 日, source: 无官方数值，可按统筹区配置}
  ph_month: {type: integer, default: 15, unit: 次/月, source: 无官方数值，可按统筹区配置}
message: "{period} {kind_name} {month_visits} 次（单日最多 {day_most} 次、7 日内最多 {week_most} 次，涉及 {places} 家机构），超出次数支付 {checkout_amt} 元。"
verify: 访谈参保人，核对家中药品、挂号和取药录像，查明凭证由谁使用、药品去向。
defence: 多种慢性病需要多次就诊；家属代购。
known_gaps: 职工门诊部、慢病管理队列，费用明细中看不出。
evidence: [kind, month_visits, day_most, week_most, places, day_limit, week_limit, month_limit]
cases:
  - name: 一日在四家药店购药，第四次计入
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, pric: 50, fee_ocur_time: "2026-05-06 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, pric: 50, fee_ocur_time: "2026-05-06 10:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D3, pric: 50, fee_ocur_time: "2026-05-06 11:00:00"}
        - {mdtrt_id: E4, fixmedins_code: D4, bkkp_sn: A, pric: 100, fee_ocur_time: "2026-05-06 15:00:00"}
    finds:
      - {psn_no: P, checkout_amt: 80.00, fund_amt: 80.00, checkout_cnt: 1, sev_deg: 3, behaviour: drug_resale, national_code: GZ10000204003000, occurred_on: "2026-05-06", bkkp_sns: [A], evidence: {month_visits: 4, day_most: 4, places: 4}}
  - name: 一日在三家药店购药，恰为限次
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, fee_ocur_time: "2026-05-06 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, fee_ocur_time: "2026-05-06 10:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D3, fee_ocur_time: "2026-05-06 11:00:00"}
    finds: []
  - name: 一日在同一药店结算四笔，只算一次
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, fee_ocur_time: "2026-05-06 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D1, fee_ocur_time: "2026-05-06 10:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D1, fee_ocur_time: "2026-05-06 11:00:00"}
        - {mdtrt_id: E4, fixmedins_code: D1, fee_ocur_time: "2026-05-06 15:00:00"}
    finds: []
  - name: 七日内购药八次，跨月，计在第八次所在的月
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-04-28 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-04-29 09:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-04-30 09:00:00"}
        - {mdtrt_id: E4, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-01 09:00:00"}
        - {mdtrt_id: E5, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-02 09:00:00"}
        - {mdtrt_id: E6, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-03 09:00:00"}
        - {mdtrt_id: E7, fixmedins_code: D2, pric: 10, fee_ocur_time: "2026-05-03 10:00:00"}
        - {mdtrt_id: E8, fixmedins_code: D1, pric: 20, fee_ocur_time: "2026-05-04 09:00:00"}
    finds:
      - {checkout_amt: 16.00, checkout_cnt: 1, sev_deg: 3, occurred_on: "2026-05-04", evidence: {week_most: 8, month_visits: 5}}
  - name: 一日门诊八次，达到限次的两倍，为中度可疑
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H1, pric: 10, fee_ocur_time: "2026-05-06 08:00:00"}
        - {mdtrt_id: E2, fixmedins_code: H2, pric: 10, fee_ocur_time: "2026-05-06 09:00:00"}
        - {mdtrt_id: E3, fixmedins_code: H3, pric: 10, fee_ocur_time: "2026-05-06 10:00:00"}
        - {mdtrt_id: E4, fixmedins_code: H4, pric: 10, fee_ocur_time: "2026-05-06 11:00:00"}
        - {mdtrt_id: E5, fixmedins_code: H5, pric: 10, fee_ocur_time: "2026-05-06 12:00:00"}
        - {mdtrt_id: E6, fixmedins_code: H6, pric: 10, fee_ocur_time: "2026-05-06 13:00:00"}
        - {mdtrt_id: E7, fixmedins_code: H7, pric: 10, fee_ocur_time: "2026-05-06 14:00:00"}
        - {mdtrt_id: E8, fixmedins_code: H8, pric: 10, fee_ocur_time: "2026-05-06 15:00:00"}
    finds:
      - {checkout_amt: 32.00, checkout_cnt: 4, sev_deg: 2, behaviour: over_treatment, national_code: GZ10000204002000, evidence: {day_most: 8}}
  - name: 用电子凭证购药，可能由家属代购，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D1, mdtrt_cert_type: "01"}
        - {mdtrt_id: E2, fixmedins_code: D2, mdtrt_cert_type: "01"}
        - {mdtrt_id: E3, fixmedins_code: D3, mdtrt_cert_type: "01"}
        - {mdtrt_id: E4, fixmedins_code: D4, mdtrt_cert_type: "01"}
        - {mdtrt_id: E5, fixmedins_code: D5, mdtrt_cert_type: "01"}
        - {mdtrt_id: E6, fixmedins_code: D6, mdtrt_cert_type: "01"}
      fee_list_d:
        - {mdtrt_id: E1, fee_ocur_time: "2026-05-06 09:00:00"}
        - {mdtrt_id: E2, fee_ocur_time: "2026-05-06 10:00:00"}
        - {mdtrt_id: E3, fee_ocur_time: "2026-05-06 11:00:00"}
        - {mdtrt_id: E4, fee_ocur_time: "2026-05-06 15:00:00"}
        - {mdtrt_id: E5, fee_ocur_time: "2026-05-06 16:00:00"}
        - {mdtrt_id: E6, fee_ocur_time: "2026-05-06 17:00:00"}
    finds:
      - {checkout_amt: 24.00, checkout_cnt: 3, sev_deg: 3, evidence: {soft: [proxy]}}
  - name: 一日五次门诊，其中一次是血液透析
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H1, fee_ocur_time: "2026-05-06 08:00:00"}
        - {mdtrt_id: E2, fixmedins_code: H2, fee_ocur_time: "2026-05-06 09:00:00"}
        - {mdtrt_id: E3, fixmedins_code: H3, fee_ocur_time: "2026-05-06 10:00:00"}
        - {mdtrt_id: E4, fixmedins_code: H4, med_list_codg: "003110000060000", fee_ocur_time: "2026-05-06 11:00:00"}
        - {mdtrt_id: E5, fixmedins_code: H5, fee_ocur_time: "2026-05-06 12:00:00"}
    finds: []
  - name: 一日四次门诊再加互联网一次，合并计算
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H1, setl_id: S1, fee_ocur_time: "2026-05-06 08:00:00"}
        - {mdtrt_id: E2, fixmedins_code: H2, setl_id: S2, fee_ocur_time: "2026-05-06 09:00:00"}
        - {mdtrt_id: E3, fixmedins_code: H3, setl_id: S3, fee_ocur_time: "2026-05-06 10:00:00"}
        - {mdtrt_id: E4, fixmedins_code: H4, setl_id: S4, fee_ocur_time: "2026-05-06 11:00:00"}
        - {mdtrt_id: E5, fixmedins_code: H5, setl_id: S5, fee_ocur_time: "2026-05-06 12:00:00"}
      setl_d:
        - {mdtrt_id: E1, setl_id: S1}
        - {mdtrt_id: E2, setl_id: S2}
        - {mdtrt_id: E3, setl_id: S3}
        - {mdtrt_id: E4, setl_id: S4}
        - {mdtrt_id: E5, setl_id: S5, pay_loc: "5"}
    finds:
      - {checkout_amt: 8.00, checkout_cnt: 1, sev_deg: 3, behaviour: over_treatment}
  - name: 第四次购药已全额退费
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, setl_id: S1, fee_ocur_time: "2026-05-06 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, setl_id: S2, fee_ocur_time: "2026-05-06 10:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D3, setl_id: S3, fee_ocur_time: "2026-05-06 11:00:00"}
        - {mdtrt_id: E4, fixmedins_code: D4, setl_id: S4, fee_ocur_time: "2026-05-06 15:00:00"}
      setl_d:
        - {mdtrt_id: E1, setl_id: S1}
        - {mdtrt_id: E2, setl_id: S2}
        - {mdtrt_id: E3, setl_id: S3}
        - {mdtrt_id: E4, setl_id: S4}
        - {mdtrt_id: E4, setl_id: S5, init_setl_id: S4, medfee_sumamt: -10, inscp_amt: -10, fund_pay_sumamt: -8}
    finds: []
  - name: 凭证类型未填的不当作代购
    given:
      mdtrt_d:
        - {mdtrt_id: E4, fixmedins_code: D4, mdtrt_cert_type: null}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, fee_ocur_time: "2026-05-06 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, fee_ocur_time: "2026-05-06 10:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D3, fee_ocur_time: "2026-05-06 11:00:00"}
        - {mdtrt_id: E4, fee_ocur_time: "2026-05-06 15:00:00"}
    finds:
      - {checkout_amt: 8.00, sev_deg: 3, evidence: {day_limit: 3}}
  - name: 五月在六家药店购药十六次，第十六次计入
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D2, pric: 10, fee_ocur_time: "2026-05-01 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-03 09:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D4, pric: 10, fee_ocur_time: "2026-05-05 09:00:00"}
        - {mdtrt_id: E4, fixmedins_code: D5, pric: 10, fee_ocur_time: "2026-05-07 09:00:00"}
        - {mdtrt_id: E5, fixmedins_code: D6, pric: 10, fee_ocur_time: "2026-05-09 09:00:00"}
        - {mdtrt_id: E6, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-11 09:00:00"}
        - {mdtrt_id: E7, fixmedins_code: D2, pric: 10, fee_ocur_time: "2026-05-13 09:00:00"}
        - {mdtrt_id: E8, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-15 09:00:00"}
        - {mdtrt_id: E9, fixmedins_code: D4, pric: 10, fee_ocur_time: "2026-05-17 09:00:00"}
        - {mdtrt_id: E10, fixmedins_code: D5, pric: 10, fee_ocur_time: "2026-05-19 09:00:00"}
        - {mdtrt_id: E11, fixmedins_code: D6, pric: 10, fee_ocur_time: "2026-05-21 09:00:00"}
        - {mdtrt_id: E12, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-23 09:00:00"}
        - {mdtrt_id: E13, fixmedins_code: D2, pric: 10, fee_ocur_time: "2026-05-25 09:00:00"}
        - {mdtrt_id: E14, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-27 09:00:00"}
        - {mdtrt_id: E15, fixmedins_code: D4, pric: 10, fee_ocur_time: "2026-05-29 09:00:00"}
        - {mdtrt_id: E16, fixmedins_code: D5, pric: 90, fee_ocur_time: "2026-05-31 09:00:00"}
    finds:
      - {checkout_amt: 72.00, checkout_cnt: 1, sev_deg: 3, occurred_on: "2026-05-31", evidence: {branch: [month], month_visits: 16, places: 6, week_most: 4}}
---*/
WITH course AS (
  -- Settlements with an item of a course of treatment: dialysis, chemotherapy, rehabilitation, dressings …
  SELECT DISTINCT f.setl_id
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene IN ('OP', 'PH', 'NET') AND has_cls(f.cls, 'SERIES')
), series_day AS (
  SELECT DISTINCT s.psn_no, i.inst_key, s.setl_date
  FROM course AS c
  JOIN setl_net AS s ON s.setl_id = c.setl_id
  JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
), day_visit AS (
  SELECT
    v.psn_no, v.inst_key, v.svc_date, CASE WHEN v.scene = 'PH' THEN 'PH' ELSE 'OP' END AS kind,
    MIN(v.first_ts) AS first_ts, MIN(v.admdvs) AS admdvs
  FROM visit AS v
  WHERE NOT EXISTS (
    SELECT 1 FROM series_day AS d WHERE d.psn_no = v.psn_no AND d.inst_key = v.inst_key AND d.setl_date = v.svc_date
  )
  GROUP BY v.psn_no, v.inst_key, v.svc_date, CASE WHEN v.scene = 'PH' THEN 'PH' ELSE 'OP' END
), limited AS (
  SELECT
    d.*, month_of(d.svc_date) AS period,
    CASE WHEN d.kind = 'PH' THEN param('ph_day', d.svc_date, d.admdvs) ELSE param('op_day', d.svc_date, d.admdvs) END AS day_limit,
    CASE WHEN d.kind = 'PH' THEN param('ph_week', d.svc_date, d.admdvs) ELSE param('op_week', d.svc_date, d.admdvs) END AS week_limit,
    CASE WHEN d.kind = 'PH' THEN param('ph_month', d.svc_date, d.admdvs) ELSE param('op_month', d.svc_date, d.admdvs) END AS month_limit
  FROM day_visit AS d
), busy AS (
  -- Seven days touch two months at most, so whoever breaches a limit has in some month more visits than the
  -- smallest of the day's, half the week's and the month's.
  SELECT DISTINCT m.psn_no, m.kind
  FROM (
    SELECT psn_no, kind, period
    FROM limited
    GROUP BY psn_no, kind, period
    HAVING COUNT(*) > MIN(day_limit) OR 2 * COUNT(*) > MIN(week_limit) OR COUNT(*) > MIN(month_limit)
  ) AS m
), numbered AS (
  SELECT
    l.*,
    ROW_NUMBER() OVER (PARTITION BY l.psn_no, l.kind, l.svc_date ORDER BY l.first_ts, l.inst_key) AS nth_day,
    COUNT(*) OVER (PARTITION BY l.psn_no, l.kind, l.svc_date) AS day_visits,
    COUNT(*) OVER (PARTITION BY l.psn_no, l.kind ORDER BY day_number(l.svc_date) RANGE BETWEEN 6 PRECEDING AND CURRENT ROW) AS week_visits,
    ROW_NUMBER() OVER (PARTITION BY l.psn_no, l.kind, l.period ORDER BY l.first_ts, l.inst_key) AS nth_month
  FROM limited AS l
  JOIN busy AS b ON b.psn_no = l.psn_no AND b.kind = l.kind
), judged AS (
  SELECT
    n.*,
    CASE WHEN n.nth_day > n.day_limit THEN 'day' ELSE '' END
      || CASE WHEN n.week_visits - n.day_visits + n.nth_day > n.week_limit THEN '|week' ELSE '' END
      || CASE WHEN n.nth_month > n.month_limit THEN '|month' ELSE '' END AS branch
  FROM numbered AS n
), person_month AS (
  SELECT
    psn_no, kind, period,
    COUNT(*) AS month_visits, MAX(day_visits) AS day_most, MAX(week_visits) AS week_most, COUNT(DISTINCT inst_key) AS places
  FROM judged
  GROUP BY psn_no, kind, period
)
SELECT
  j.psn_no, j.kind, j.period, s.fixmedins_code, s.setl_id, s.mdtrt_id, j.svc_date AS occurred_on, j.branch,
  m.month_visits, m.day_most, m.week_most, m.places, j.day_limit, j.week_limit, j.month_limit,
  CASE j.kind WHEN 'PH' THEN '购药' ELSE '门诊' END AS kind_name,
  CASE j.kind WHEN 'PH' THEN 'drug_resale' ELSE 'over_treatment' END AS behaviour,
  CASE j.kind WHEN 'PH' THEN 'GZ10000204003000' ELSE 'GZ10000204002000' END AS national_code,
  CASE
    WHEN m.day_most >= 2 * j.day_limit OR m.week_most >= 2 * j.week_limit OR m.month_visits >= 2 * j.month_limit THEN 2
    ELSE 3
  END AS sev_deg,
  CASE WHEN s.scene IN ('PH', 'NET') AND optional(s.cert) = '01' THEN 'proxy' END AS soft
FROM judged AS j
JOIN person_month AS m ON m.psn_no = j.psn_no AND m.kind = j.kind AND m.period = j.period
JOIN setl_net AS s ON s.psn_no = j.psn_no AND s.setl_date = j.svc_date AND CASE WHEN s.scene = 'PH' THEN 'PH' ELSE 'OP' END = j.kind
JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code AND i.inst_key = j.inst_key
WHERE j.branch <> '' AND s.in_scope AND s.scene IN ('OP', 'PH', 'NET')
