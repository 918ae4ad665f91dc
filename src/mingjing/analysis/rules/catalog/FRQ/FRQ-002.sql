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
message: "{period} 年住院 {year_stays} 次（单季最多 {quarter_stays} 次，涉及 {places} 家机构），超出次数的住院费用 {checkout_amt} 元。"
verify: 询问患者如何选择医院、有无减免自付或接送；核对各次住院的主要诊断和治疗是否重复。
defence: 慢性病反复发作；患者或家属要求。
known_gaps: 安宁疗护、家属要求的住院需现场排除；按自然季度、自然年统计，跨期的不合并。
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
  - name: 轮转住院连续四次、历时超过 90 日，任意相邻三次在 90 日内即计
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-01-05 09:00:00", endtime: "2026-02-03 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-02-04 09:00:00", endtime: "2026-03-04 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I3, fixmedins_code: H1, begntime: "2026-03-05 09:00:00", endtime: "2026-04-02 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I4, fixmedins_code: H2, begntime: "2026-04-03 09:00:00", endtime: "2026-05-01 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d:
        - {mdtrt_id: I1, pric: 100}
        - {mdtrt_id: I2, pric: 200}
        - {mdtrt_id: I3, pric: 300}
        - {mdtrt_id: I4, pric: 400}
    finds:
      - {checkout_amt: 900.00, checkout_cnt: 3, sev_deg: 2, occurred_on: "2026-04-03", evidence: {branch: [rotation]}}
  - name: 一个季度住院 6 次，达到限次的两倍，为中度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-01 09:00:00", endtime: "2026-04-05 10:00:00"}
        - {mdtrt_id: I2, begntime: "2026-04-15 09:00:00", endtime: "2026-04-20 10:00:00"}
        - {mdtrt_id: I3, begntime: "2026-05-01 09:00:00", endtime: "2026-05-05 10:00:00"}
        - {mdtrt_id: I4, begntime: "2026-05-15 09:00:00", endtime: "2026-05-20 10:00:00"}
        - {mdtrt_id: I5, begntime: "2026-06-01 09:00:00", endtime: "2026-06-05 10:00:00"}
        - {mdtrt_id: I6, begntime: "2026-06-15 09:00:00", endtime: "2026-06-20 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 100}
        - {mdtrt_id: I2, pric: 100}
        - {mdtrt_id: I3, pric: 100}
        - {mdtrt_id: I4, pric: 100}
        - {mdtrt_id: I5, pric: 100}
        - {mdtrt_id: I6, pric: 100}
    finds:
      - {checkout_amt: 300.00, checkout_cnt: 3, sev_deg: 2, occurred_on: "2026-06-15", evidence: {quarter_stays: 6}}
  - name: 衔接的三次住院都在同一机构，不算轮转
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-01 09:00:00", endtime: "2026-04-08 10:00:00"}
        - {mdtrt_id: I2, begntime: "2026-04-10 09:00:00", endtime: "2026-04-18 10:00:00"}
        - {mdtrt_id: I3, begntime: "2026-04-20 09:00:00", endtime: "2026-04-27 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
        - {mdtrt_id: I3}
    finds: []
  - name: 衔接的三次住院夜数相差 4 夜，不算轮转
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-04-01 09:00:00", endtime: "2026-04-08 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-04-10 09:00:00", endtime: "2026-04-21 10:00:00"}
        - {mdtrt_id: I3, fixmedins_code: H3, begntime: "2026-04-22 09:00:00", endtime: "2026-04-29 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
        - {mdtrt_id: I3}
    finds: []
  - name: 第 4 次住院未填出院日期
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-01 09:00:00", endtime: "2026-04-05 10:00:00"}
        - {mdtrt_id: I2, begntime: "2026-04-15 09:00:00", endtime: "2026-04-20 10:00:00"}
        - {mdtrt_id: I3, begntime: "2026-05-10 09:00:00", endtime: "2026-05-14 10:00:00"}
        - {mdtrt_id: I4, begntime: "2026-06-10 09:00:00", endtime: null}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
        - {mdtrt_id: I3}
        - {mdtrt_id: I4}
    finds: []
---*/
WITH counted AS (
  SELECT
    s.stay_id, s.psn_no, s.fixmedins_code, s.adm_ts, s.adm_date, s.dscg_date, s.nights, s.admdvs,
    CAST(year_of(s.adm_date) AS VARCHAR) AS period,
    ROW_NUMBER() OVER (PARTITION BY s.psn_no, quarter_of(s.adm_date) ORDER BY s.adm_ts, s.stay_id) AS nth_q,
    ROW_NUMBER() OVER (PARTITION BY s.psn_no, year_of(s.adm_date) ORDER BY s.adm_ts, s.stay_id) AS nth_y,
    LAG(s.adm_date, 2) OVER (PARTITION BY s.psn_no ORDER BY s.adm_ts, s.stay_id) AS first_in,
    LAG(s.dscg_date, 2) OVER (PARTITION BY s.psn_no ORDER BY s.adm_ts, s.stay_id) AS first_out,
    LAG(s.nights, 2) OVER (PARTITION BY s.psn_no ORDER BY s.adm_ts, s.stay_id) AS first_nights,
    LAG(s.fixmedins_code, 2) OVER (PARTITION BY s.psn_no ORDER BY s.adm_ts, s.stay_id) AS first_place,
    LAG(s.adm_date) OVER (PARTITION BY s.psn_no ORDER BY s.adm_ts, s.stay_id) AS second_in,
    LAG(s.dscg_date) OVER (PARTITION BY s.psn_no ORDER BY s.adm_ts, s.stay_id) AS second_out,
    LAG(s.nights) OVER (PARTITION BY s.psn_no ORDER BY s.adm_ts, s.stay_id) AS second_nights,
    LAG(s.fixmedins_code) OVER (PARTITION BY s.psn_no ORDER BY s.adm_ts, s.stay_id) AS second_place
  FROM stay AS s
  WHERE s.in_scope AND NOT s.is_open AND NOT s.x3 AND NOT s.x4 AND NOT s.x5 AND s.med_type <> '52'
), trio AS (
  -- is_third: this stay and the two before it follow on one another, of like length, at more than one place.
  SELECT
    c.*,
    CASE
      WHEN days_between(c.first_out, c.second_in) BETWEEN 0 AND 3 AND days_between(c.second_out, c.adm_date) BETWEEN 0 AND 3
        AND days_between(c.first_in, c.dscg_date) <= 90
        AND abs(c.nights - c.second_nights) <= 3 AND abs(c.nights - c.first_nights) <= 3 AND abs(c.second_nights - c.first_nights) <= 3
        AND NOT (c.fixmedins_code = c.second_place AND c.fixmedins_code = c.first_place) THEN TRUE
      ELSE FALSE
    END AS is_third
  FROM counted AS c
), hit AS (
  SELECT
    t.*,
    CASE WHEN t.nth_q > param('n_q', t.adm_date, t.admdvs) OR t.nth_y > param('n_y', t.adm_date, t.admdvs) THEN TRUE ELSE FALSE END AS is_often,
    t.is_third OR coalesce(LEAD(t.is_third) OVER (PARTITION BY t.psn_no ORDER BY t.adm_ts, t.stay_id), FALSE) AS is_rotation
  FROM trio AS t
), person_year AS (
  SELECT
    psn_no, period,
    MAX(nth_y) AS year_stays,
    MAX(nth_q) AS quarter_stays,
    COUNT(DISTINCT fixmedins_code) AS places
  FROM hit
  GROUP BY psn_no, period
)
SELECT
  h.psn_no, h.period, h.fixmedins_code, h.stay_id, h.stay_id AS mdtrt_id, h.adm_date AS occurred_on,
  y.year_stays, y.quarter_stays, y.places,
  param('n_y', h.adm_date, h.admdvs) AS limit_y,
  param('n_q', h.adm_date, h.admdvs) AS limit_q,
  CASE
    WHEN h.is_rotation AND h.is_often THEN 'often|rotation'
    WHEN h.is_rotation THEN 'rotation'
    ELSE 'often'
  END AS branch,
  CASE
    WHEN h.is_rotation THEN 2
    WHEN y.quarter_stays >= 2 * param('n_q', h.adm_date, h.admdvs) OR y.year_stays >= 2 * param('n_y', h.adm_date, h.admdvs) THEN 2
    ELSE 3
  END AS sev_deg
FROM hit AS h
JOIN person_year AS y ON y.psn_no = h.psn_no AND y.period = h.period
WHERE h.is_often OR h.is_rotation
