/*---
code: FRQ-002
version: 1
title: 频繁住院、轮转住院
status: active
national_code: GZ10000204004000
behaviour: induced_stay
severity: 3
subject: person
grain: [psn_no, period]
amount: stay
scenes: [IP]
stages: [3]
law: [735-38-7, 735-40-1]
params:
  n_q: {type: integer, default: 3, unit: 次/季度, source: 无官方数值，可按统筹区配置}
  n_y: {type: integer, default: 6, unit: 次/年, source: 无官方数值，可按统筹区配置}
  rotation_stays: {type: integer, default: 3, unit: 次/90 日, source: 无官方数值，可按统筹区配置}
message: "{period} 年住院 {year_stays} 次（单季最多 {quarter_stays} 次，涉及 {places} 家机构），超出次数的住院费用 {checkout_amt} 元。"
verify: 询问患者如何选择医院、有无减免自付或接送；核对各次住院的主要诊断和治疗是否重复。
defence: 慢性病反复发作；患者或家属要求。
known_gaps: 安宁疗护、家属要求的住院需现场排除；全年跨期的统计按自然年。
evidence: [year_stays, quarter_stays, places, limit_y, limit_q]
cases:
  - name: 一个季度住院 4 次，第 4 次计入
    given: &quarter
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-01 09:00:00", endtime: "2026-04-05 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I2, begntime: "2026-04-15 09:00:00", endtime: "2026-04-20 10:00:00", dscg_maindiag_code: I10.x00}
        - {mdtrt_id: I3, begntime: "2026-05-10 09:00:00", endtime: "2026-05-14 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I4, begntime: "2026-06-10 09:00:00", endtime: "2026-06-15 10:00:00", dscg_maindiag_code: I10.x00}
      fee_list_d:
        - {mdtrt_id: I1, pric: 100}
        - {mdtrt_id: I2, pric: 100}
        - {mdtrt_id: I3, pric: 100}
        - {mdtrt_id: I4, bkkp_sn: A, pric: 123.45}
    finds:
      - {psn_no: P, checkout_amt: 123.45, fund_amt: 98.76, checkout_cnt: 1, sev_deg: 3, occurred_on: "2026-06-10", bkkp_sns: [A]}
  - name: 90 日内在三家机构衔接住院，夜数相近，为轮转住院
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-04-01 09:00:00", endtime: "2026-04-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-04-10 09:00:00", endtime: "2026-04-18 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I3, fixmedins_code: H3, begntime: "2026-04-20 09:00:00", endtime: "2026-04-27 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d:
        - {mdtrt_id: I1, pric: 100}
        - {mdtrt_id: I2, pric: 200}
        - {mdtrt_id: I3, pric: 300}
    finds:
      - {checkout_amt: 500.00, checkout_cnt: 2, sev_deg: 2, occurred_on: "2026-04-20", evidence: {branch: [rotation]}}
  - name: 一个季度住院恰为 3 次
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-01 09:00:00", endtime: "2026-04-05 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I2, begntime: "2026-04-15 09:00:00", endtime: "2026-04-20 10:00:00", dscg_maindiag_code: I10.x00}
        - {mdtrt_id: I3, begntime: "2026-05-10 09:00:00", endtime: "2026-05-14 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
        - {mdtrt_id: I3}
    finds: []
  - name: 乳腺癌化疗，一个季度住院 5 次
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-01 09:00:00", endtime: "2026-04-03 10:00:00", dscg_maindiag_code: Z51.100}
        - {mdtrt_id: I2, begntime: "2026-04-18 09:00:00", endtime: "2026-04-20 10:00:00", dscg_maindiag_code: Z51.100}
        - {mdtrt_id: I3, begntime: "2026-05-05 09:00:00", endtime: "2026-05-07 10:00:00", dscg_maindiag_code: Z51.100}
        - {mdtrt_id: I4, begntime: "2026-05-22 09:00:00", endtime: "2026-05-24 10:00:00", dscg_maindiag_code: Z51.100}
        - {mdtrt_id: I5, begntime: "2026-06-08 09:00:00", endtime: "2026-06-10 10:00:00", dscg_maindiag_code: Z51.100}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
        - {mdtrt_id: I3}
        - {mdtrt_id: I4}
        - {mdtrt_id: I5}
    finds: []
  - name: 转院链条只算一次
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-04-01 09:00:00", endtime: "2026-04-03 10:00:00", dscg_maindiag_code: I63.900}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-04-03 15:00:00", endtime: "2026-04-12 10:00:00", dscg_maindiag_code: I63.900, ipt_type: "3"}
        - {mdtrt_id: I3, fixmedins_code: H3, begntime: "2026-04-12 15:00:00", endtime: "2026-04-20 10:00:00", dscg_maindiag_code: I63.900, ipt_type: "3"}
        - {mdtrt_id: I4, fixmedins_code: H1, begntime: "2026-06-12 15:00:00", endtime: "2026-06-20 10:00:00", dscg_maindiag_code: I63.900}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
        - {mdtrt_id: I3}
        - {mdtrt_id: I4}
    finds: []
  - name: 第 4 次住院已全额退费
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-01 09:00:00", endtime: "2026-04-05 10:00:00"}
        - {mdtrt_id: I2, begntime: "2026-04-15 09:00:00", endtime: "2026-04-20 10:00:00"}
        - {mdtrt_id: I3, begntime: "2026-05-10 09:00:00", endtime: "2026-05-14 10:00:00"}
        - {mdtrt_id: I4, begntime: "2026-06-10 09:00:00", endtime: "2026-06-15 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, setl_id: S1}
        - {mdtrt_id: I2, setl_id: S2}
        - {mdtrt_id: I3, setl_id: S3}
        - {mdtrt_id: I4, setl_id: S4}
      setl_d:
        - {mdtrt_id: I1, setl_id: S1}
        - {mdtrt_id: I2, setl_id: S2}
        - {mdtrt_id: I3, setl_id: S3}
        - {mdtrt_id: I4, setl_id: S4}
        - {mdtrt_id: I4, setl_id: S5, init_setl_id: S4, medfee_sumamt: -10, inscp_amt: -10, fund_pay_sumamt: -8}
    finds: []
---*/
WITH counted AS (
  SELECT
    s.stay_id, s.psn_no, s.fixmedins_code, s.adm_date, s.dscg_date, s.nights, s.admdvs,
    CAST(year_of(s.adm_date) AS VARCHAR) AS period,
    ROW_NUMBER() OVER (PARTITION BY s.psn_no, quarter_of(s.adm_date) ORDER BY s.adm_ts, s.stay_id) AS nth_q,
    ROW_NUMBER() OVER (PARTITION BY s.psn_no, year_of(s.adm_date) ORDER BY s.adm_ts, s.stay_id) AS nth_y,
    LAG(s.dscg_date) OVER (PARTITION BY s.psn_no ORDER BY s.adm_ts, s.stay_id) AS last_out,
    LAG(s.nights) OVER (PARTITION BY s.psn_no ORDER BY s.adm_ts, s.stay_id) AS last_nights,
    LAG(s.fixmedins_code) OVER (PARTITION BY s.psn_no ORDER BY s.adm_ts, s.stay_id) AS last_place
  FROM stay AS s
  WHERE s.in_scope AND NOT s.is_open AND NOT s.x3 AND NOT s.x4 AND NOT s.x5
    AND s.med_type <> '52'
    AND NOT EXISTS (
      SELECT 1 FROM readm_exempt AS r
      WHERE (r.kind = 'main' AND starts_with(s.main_diag, r.value)) OR (r.kind = 'any' AND has_icd(s.diag, r.value))
    )
), chained AS (
  -- A chain of stays, each begun within 3 days of the last and of like length; `opens` starts a new chain.
  SELECT
    c.*,
    SUM(CASE WHEN days_between(c.last_out, c.adm_date) BETWEEN 0 AND 3 AND abs(c.nights - c.last_nights) <= 3 THEN 0 ELSE 1 END)
      OVER (PARTITION BY c.psn_no ORDER BY c.adm_date, c.stay_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS chain
  FROM counted AS c
), placed AS (
  SELECT
    c.*,
    ROW_NUMBER() OVER (PARTITION BY c.psn_no, c.chain ORDER BY c.adm_date, c.stay_id) AS nth_link,
    COUNT(*) OVER (PARTITION BY c.psn_no, c.chain) AS links,
    MIN(c.adm_date) OVER (PARTITION BY c.psn_no, c.chain) AS chain_from,
    MAX(c.dscg_date) OVER (PARTITION BY c.psn_no, c.chain) AS chain_to,
    MIN(c.fixmedins_code) OVER (PARTITION BY c.psn_no, c.chain) AS one_place,
    MAX(c.fixmedins_code) OVER (PARTITION BY c.psn_no, c.chain) AS other_place
  FROM chained AS c
), hit AS (
  SELECT
    p.*,
    CASE WHEN p.nth_q > param('n_q', p.adm_date, p.admdvs) OR p.nth_y > param('n_y', p.adm_date, p.admdvs) THEN TRUE ELSE FALSE END AS is_often,
    CASE
      WHEN p.links >= param('rotation_stays', p.adm_date, p.admdvs) AND p.one_place <> p.other_place
        AND days_between(p.chain_from, p.chain_to) <= 90 AND p.nth_link >= 2 THEN TRUE
      ELSE FALSE
    END AS is_rotation
  FROM placed AS p
), person_year AS (
  SELECT
    psn_no, period,
    MAX(nth_y) AS year_stays,
    MAX(nth_q) AS quarter_stays,
    COUNT(DISTINCT fixmedins_code) AS places,
    bool_or(is_rotation) AS rotates
  FROM hit
  GROUP BY psn_no, period
)
SELECT
  h.psn_no, h.period, h.fixmedins_code, h.stay_id, h.stay_id AS mdtrt_id, h.adm_date AS occurred_on,
  y.year_stays, y.quarter_stays, y.places,
  param('n_y', h.adm_date, h.admdvs) AS limit_y,
  param('n_q', h.adm_date, h.admdvs) AS limit_q,
  CASE WHEN h.is_rotation THEN 'rotation' ELSE 'often' END AS branch,
  CASE
    WHEN h.is_rotation THEN 2
    WHEN y.quarter_stays >= 2 * param('n_q', h.adm_date, h.admdvs) OR y.year_stays >= 2 * param('n_y', h.adm_date, h.admdvs) THEN 2
    ELSE 3
  END AS sev_deg
FROM hit AS h
JOIN person_year AS y ON y.psn_no = h.psn_no AND y.period = h.period
WHERE h.is_often OR h.is_rotation
