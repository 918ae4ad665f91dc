/*---
mart: person_year
title: 人员年度
grain: [psn_no, year_no]
doc: >-
  A person's care in windows of 365 days, counted back from the last date of the data of his or her city of insurance
  (of all data, when that city has none): year_no 0 is the latest. days: how much of the window the data cover; a
  window of which less than 183 days are covered is left out. chronic: a visit of a chronic-disease scheme.
columns:
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [setl_d.psn_no]}
  year_no: {type: BIGINT, zh: 年度（0 最近 365 日，1 其前 365 日）, needs: [setl_d.setl_time]}
  to_date: {type: DATE, zh: 年度末日, needs: [setl_d.setl_time]}
  days: {type: BIGINT, zh: 数据覆盖的日数, needs: [setl_d.setl_time]}
  age_band: {type: VARCHAR, zh: 年龄段, needs: [psn_info_b.brdy]}
  gend: {type: VARCHAR, zh: 性别, needs: [psn_info_b.gend]}
  insutype: {type: VARCHAR, zh: 险种, needs: [psn_info_b.insutype]}
  chronic: {type: BOOLEAN, zh: 有门诊慢特病待遇就诊, needs: [setl_d.med_type]}
  stays: {type: BIGINT, zh: 住院次数, needs: [mdtrt_d.begntime]}
  nights: {type: BIGINT, zh: 住院夜数, needs: [mdtrt_d.endtime]}
  hosps: {type: BIGINT, zh: 住院机构数, needs: [mdtrt_d.fixmedins_code]}
  op_visits: {type: BIGINT, zh: 门诊就诊日数, needs: [setl_d.setl_time]}
  op_insts: {type: BIGINT, zh: 门诊机构数, needs: [setl_d.fixmedins_code]}
  ph_visits: {type: BIGINT, zh: 购药日数, needs: [setl_d.setl_time]}
  ph_insts: {type: BIGINT, zh: 购药机构数, needs: [setl_d.fixmedins_code]}
  net_visits: {type: BIGINT, zh: 互联网就诊日数, needs: [setl_d.setl_time]}
  fund: {type: 'DECIMAL(16,2)', zh: 基金支付, needs: [setl_d.fund_pay_sumamt]}
  drug_fund: {type: 'DECIMAL(16,2)', zh: 住院以外药品的基金支付, needs: [setl_d.fund_pay_sumamt, fee_list_d.det_item_fee_sumamt]}
cases:
  - name: stays, visits and money of the last 365 days, and of the year before
    given:
      psn_info_b: [{psn_no: P, brdy: "1950-01-01", gend: "2"}]
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-01-01 09:00:00", endtime: "2026-01-08 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-02-01 09:00:00", endtime: "2026-02-04 10:00:00"}
        - {mdtrt_id: I3, fixmedins_code: H2, begntime: "2025-02-01 09:00:00", endtime: "2025-02-04 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H1, med_type: "140104"}
        - {mdtrt_id: E2, fixmedins_code: D1, med_type: "41"}
        - {mdtrt_id: E3, psn_no: Q, fixmedins_code: D1, med_type: "41"}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, pric: 100}
        - {mdtrt_id: I2, bkkp_sn: B, pric: 100}
        - {mdtrt_id: I3, bkkp_sn: C, pric: 100}
        - {mdtrt_id: E1, bkkp_sn: D, pric: 100, fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: F, pric: 60, med_list_codg: XA01AAA001A001010100001, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: G, pric: 40, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E3, bkkp_sn: K, pric: 10, fee_ocur_time: "2024-06-01 10:00:00"}
    gives:
      - {psn_no: P, year_no: 0, to_date: 2026-03-02, days: 365, age_band: 70-79, gend: "2", chronic: true, stays: 2, nights: 10, hosps: 2, op_visits: 1, op_insts: 1, ph_visits: 1, ph_insts: 1, net_visits: 0, fund: 320.00, drug_fund: 48.00}
      - {psn_no: P, year_no: 1, days: 275, chronic: false, stays: 1, nights: 3, hosps: 1, op_visits: 0, drug_fund: 0.00}
      - {psn_no: Q, year_no: 1, stays: 0, ph_visits: 1}
---*/
WITH whole AS (
  SELECT MIN(first_date) AS first_date, MAX(last_date) AS last_date FROM span
), person AS (
  SELECT
    -- person_no: a number is grouped by faster than a text.
    p.psn_no, ROW_NUMBER() OVER (ORDER BY p.psn_no) AS person_no, p.gend, p.insutype, CASE WHEN p.brdy > DATE '1900-01-01' THEN p.brdy END AS brdy,
    coalesce(s.first_date, w.first_date) AS first_date, coalesce(s.last_date, w.last_date) AS last_date
  FROM psn_info_b AS p
  CROSS JOIN whole AS w
  LEFT JOIN span AS s ON s.city4 = LEFT(p.insu_admdvs, 4)
), medicine AS (
  SELECT setl_id, SUM(amt) AS amt
  FROM fee_net
  WHERE kind = 'drug' AND NOT is_ip AND in_scope AND settled
  GROUP BY setl_id
), event AS (
  SELECT s.psn_no, s.adm_date AS day, 'stay' AS kind, s.inst_key, coalesce(s.nights, 0) AS nights
  FROM stay AS s
  WHERE s.in_scope
  UNION ALL
  SELECT v.psn_no, v.svc_date AS day, v.scene AS kind, v.inst_key, 0 AS nights
  FROM visit AS v
), placed AS (
  SELECT
    p.person_no, int_div(days_between(e.day, p.last_date), 365) AS year_no, e.kind, e.inst_key, COUNT(*) AS times,
    SUM(e.nights) AS nights
  FROM event AS e
  JOIN person AS p ON p.psn_no = e.psn_no
  WHERE e.day >= p.first_date AND e.day <= p.last_date
  GROUP BY p.person_no, int_div(days_between(e.day, p.last_date), 365), e.kind, e.inst_key
), paid AS (
  SELECT
    p.person_no, int_div(days_between(n.setl_date, p.last_date), 365) AS year_no, n.med_type, n.fund, n.inscp,
    coalesce(m.amt, 0) AS amt
  FROM setl_net AS n
  JOIN person AS p ON p.psn_no = n.psn_no
  LEFT JOIN medicine AS m ON m.setl_id = n.setl_id
  WHERE n.in_scope AND n.setl_date >= p.first_date AND n.setl_date <= p.last_date
), money AS (
  SELECT
    person_no, year_no, bool_or(coalesce(starts_with(med_type, '14') OR med_type = '9901', FALSE)) AS chronic,
    SUM(fund) AS fund,
    -- As prorate() has it, but in whole fen where these are few: exact (int_div takes less than 9 x 10^15) and less work.
    SUM(CASE
      WHEN amt = 0 AND inscp >= 0 THEN 0
      WHEN amt >= inscp AND inscp > 0 AND fund >= 0 THEN fund
      WHEN amt BETWEEN 0 AND 100000 AND inscp BETWEEN amt AND 1000000 AND fund BETWEEN 0 AND 100000
        THEN CAST(int_div(
          CAST(amt * 100 AS BIGINT) * CAST(fund * 200 AS BIGINT) + CAST(inscp * 100 AS BIGINT), CAST(inscp * 200 AS BIGINT)
        ) * 0.01 AS DECIMAL(16,2))
      ELSE coalesce(prorate(LEAST(amt, inscp), fund, inscp), 0)
    END) AS drug_fund
  FROM paid
  GROUP BY person_no, year_no
), part AS (
  SELECT
    person_no, year_no, kind, inst_key, times, nights, FALSE AS chronic, CAST(0 AS DECIMAL(38,2)) AS fund,
    CAST(0 AS DECIMAL(38,2)) AS drug_fund
  FROM placed
  UNION ALL
  SELECT
    person_no, year_no, 'money' AS kind, NULL AS inst_key, 0 AS times, 0 AS nights, chronic, CAST(fund AS DECIMAL(38,2)) AS fund,
    CAST(drug_fund AS DECIMAL(38,2)) AS drug_fund
  FROM money
), summed AS (
  -- One row of a place each: what is counted here are rows, which needs no memory of the places that were met.
  SELECT
    person_no, year_no, bool_or(chronic) AS chronic,
    SUM(CASE WHEN kind = 'stay' THEN times ELSE 0 END) AS stays,
    SUM(nights) AS nights,
    COUNT(CASE WHEN kind = 'stay' THEN inst_key END) AS hosps,
    SUM(CASE WHEN kind = 'OP' THEN times ELSE 0 END) AS op_visits,
    COUNT(CASE WHEN kind = 'OP' THEN inst_key END) AS op_insts,
    SUM(CASE WHEN kind = 'PH' THEN times ELSE 0 END) AS ph_visits,
    COUNT(CASE WHEN kind = 'PH' THEN inst_key END) AS ph_insts,
    SUM(CASE WHEN kind = 'NET' THEN times ELSE 0 END) AS net_visits,
    SUM(fund) AS fund,
    SUM(drug_fund) AS drug_fund
  FROM part
  GROUP BY person_no, year_no
), dated AS (
  SELECT
    p.psn_no, s.year_no, s.chronic, s.stays, s.nights, s.hosps, s.op_visits, s.op_insts, s.ph_visits, s.ph_insts,
    s.net_visits, s.fund, s.drug_fund, p.gend, p.insutype, p.brdy,
    add_days(p.last_date, -365 * s.year_no) AS to_date,
    LEAST(365, days_between(p.first_date, p.last_date) + 1 - 365 * s.year_no) AS days
  FROM summed AS s
  JOIN person AS p ON p.person_no = s.person_no
), aged AS (
  SELECT
    psn_no, year_no, to_date, days, gend, insutype, chronic, stays, nights, hosps, op_visits, op_insts, ph_visits, ph_insts,
    net_visits, fund, drug_fund, completed_years(brdy, to_date) AS age
  FROM dated
  WHERE days >= 183
)
SELECT
  psn_no, year_no, to_date, days,
  CASE
    WHEN age <= 5 THEN '0-5' WHEN age <= 17 THEN '6-17' WHEN age <= 44 THEN '18-44' WHEN age <= 59 THEN '45-59'
    WHEN age <= 69 THEN '60-69' WHEN age <= 79 THEN '70-79' WHEN age >= 80 THEN '80+'
  END AS age_band,
  gend, insutype, chronic, CAST(stays AS BIGINT) AS stays, CAST(nights AS BIGINT) AS nights, hosps,
  CAST(op_visits AS BIGINT) AS op_visits, op_insts, CAST(ph_visits AS BIGINT) AS ph_visits, ph_insts,
  CAST(net_visits AS BIGINT) AS net_visits, CAST(fund AS DECIMAL(16,2)) AS fund, CAST(drug_fund AS DECIMAL(16,2)) AS drug_fund
FROM aged
