/*---
mart: inst_stay
title: 机构期间住院
grain: [fixmedins_code, period]
doc: >-
  Stays of an institution per month and per quarter, by their date of discharge (admissions by date of admission).
  returned: discharges followed by an unplanned stay at the same institution within 31 days (N63).
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [mdtrt_d.fixmedins_code]}
  period: {type: VARCHAR, zh: 期间（2026-03 或 2026Q1）, needs: [mdtrt_d.endtime]}
  period_kind: {type: VARCHAR, zh: 期间种类（month、quarter）}
  period_no: {type: BIGINT, zh: 期间序号}
  last_date: {type: DATE, zh: 最后出院日期, needs: [mdtrt_d.endtime]}
  stays: {type: BIGINT, zh: 出院人次, needs: [mdtrt_d.endtime]}
  alive: {type: BIGINT, zh: 非死亡出院人次, needs: [mdtrt_d.dscg_way]}
  returned: {type: BIGINT, zh: 31 天内非计划再住院, needs: [mdtrt_d.days_rinp_flag_31]}
  admitted: {type: BIGINT, zh: 入院人次, needs: [mdtrt_d.begntime]}
  persons: {type: BIGINT, zh: 住院人数, needs: [mdtrt_d.psn_no]}
  nights: {type: BIGINT, zh: 住院夜数, needs: [mdtrt_d.endtime]}
  short_stays: {type: BIGINT, zh: 住 2 至 3 夜的人次, needs: [mdtrt_d.endtime]}
  operated: {type: BIGINT, zh: 有手术操作的人次, needs: [setl_list_oprn_d.oprn_oprt_code]}
  grouped: {type: BIGINT, zh: 有病组支付标准的人次, needs: [setl_d.grp_std_amt]}
  low_mult: {type: BIGINT, zh: 费用低于支付标准 0.4 倍的人次, needs: [setl_d.grp_std_amt]}
  high_mult: {type: BIGINT, zh: 费用高于支付标准 2 倍的人次, needs: [setl_d.grp_std_amt]}
  medfee: {type: 'DECIMAL(16,2)', zh: 医疗费总额}
  fund: {type: 'DECIMAL(16,2)', zh: 基金支付, needs: [setl_d.fund_pay_sumamt]}
  cmi: {type: DOUBLE, zh: 平均病组权重, needs: [setl_d.grp_wt]}
cases:
  - name: an unplanned return within 31 days counts for the earlier discharge, the dead cannot return
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-04 09:00:00", dscg_way: "1"}
        - {mdtrt_id: I2, begntime: "2026-04-04 09:00:00", endtime: "2026-04-14 09:00:00", dscg_way: "5"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-04 09:00:00", days_rinp_flag_31: "2"}
        - {mdtrt_id: I4, psn_no: P3, begntime: "2026-03-20 09:00:00", endtime: "2026-03-21 09:00:00"}
      fee_list_d: [{mdtrt_id: I1}, {mdtrt_id: I2}, {mdtrt_id: I3}, {mdtrt_id: I4}]
    gives:
      - {period: 2026-03, stays: 3, alive: 3, returned: 1, persons: 2, nights: 5, short_stays: 2, admitted: 3}
      - {period: 2026-04, stays: 1, alive: 0, returned: 0, nights: 10, admitted: 1}
      - {period: 2026Q1, period_kind: quarter, stays: 3, persons: 2}
      - {period: 2026Q2, stays: 1}
---*/
WITH back AS (
  SELECT prev_stay_id AS stay_id FROM stay
  WHERE prev_gap BETWEEN 0 AND 31 AND NOT x3 AND NOT x4
  GROUP BY prev_stay_id
), dated AS (
  SELECT s.*, month_of(s.dscg_date) AS period, 'month' AS period_kind,
    year_of(s.dscg_date) * 12 + CAST(RIGHT(month_of(s.dscg_date), 2) AS BIGINT) AS period_no
  FROM stay AS s WHERE s.in_scope AND NOT s.is_open
  UNION ALL
  SELECT s.*, quarter_of(s.dscg_date) AS period, 'quarter' AS period_kind,
    year_of(s.dscg_date) * 4 + CAST(RIGHT(quarter_of(s.dscg_date), 1) AS BIGINT) AS period_no
  FROM stay AS s WHERE s.in_scope AND NOT s.is_open
), counted AS (
  SELECT
    d.fixmedins_code, d.period, d.period_kind, d.period_no, MAX(d.dscg_date) AS last_date, COUNT(*) AS stays,
    COUNT(CASE WHEN d.dscg_way IS NULL OR d.dscg_way <> '5' THEN 1 END) AS alive,
    COUNT(b.stay_id) AS returned,
    COUNT(DISTINCT d.psn_no) AS persons,
    SUM(d.nights) AS nights,
    COUNT(CASE WHEN d.nights BETWEEN 2 AND 3 THEN 1 END) AS short_stays,
    COUNT(CASE WHEN d.n_oprn > 0 THEN 1 END) AS operated,
    COUNT(CASE WHEN d.grp_std_amt > 0 THEN 1 END) AS grouped,
    COUNT(CASE WHEN d.grp_std_amt > 0 AND d.medfee * 10 < d.grp_std_amt * 4 THEN 1 END) AS low_mult,
    COUNT(CASE WHEN d.grp_std_amt > 0 AND d.medfee > d.grp_std_amt * 2 THEN 1 END) AS high_mult,
    SUM(d.medfee) AS medfee,
    SUM(d.fund) AS fund,
    mean_of(d.grp_wt) AS cmi
  FROM dated AS d
  LEFT JOIN back AS b ON b.stay_id = d.stay_id AND COALESCE(d.dscg_way, '') <> '5'
  GROUP BY d.fixmedins_code, d.period, d.period_kind, d.period_no
), arrived AS (
  SELECT fixmedins_code, month_of(adm_date) AS period, COUNT(*) AS admitted
  FROM stay WHERE in_scope GROUP BY fixmedins_code, month_of(adm_date)
  UNION ALL
  SELECT fixmedins_code, quarter_of(adm_date) AS period, COUNT(*) AS admitted
  FROM stay WHERE in_scope GROUP BY fixmedins_code, quarter_of(adm_date)
)
SELECT
  c.fixmedins_code, c.period, c.period_kind, c.period_no, c.last_date, c.stays, c.alive, c.returned,
  COALESCE(a.admitted, 0) AS admitted, c.persons, c.nights, c.short_stays, c.operated, c.grouped, c.low_mult,
  c.high_mult, c.medfee, c.fund, c.cmi
FROM counted AS c
LEFT JOIN arrived AS a ON a.fixmedins_code = c.fixmedins_code AND a.period = c.period
