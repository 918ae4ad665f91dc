/*---
mart: inst_measure
title: 机构指标
grain: [fixmedins_code, period, measure]
doc: >-
  Figures of an institution in a period that are compared with those of its peers (peer_stat). Rates need at least 30
  encounters or bills (30 OP visits for the outpatient ones), else they say more about chance than about conduct;
  quantities of a drug are compared among those who sell it.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fixmedins_b.fixmedins_code]}
  period: {type: VARCHAR, zh: 期间}
  period_no: {type: BIGINT, zh: 期间序号}
  measure: {type: VARCHAR, zh: 指标}
  n: {type: BIGINT, zh: 就诊或单据数}
  value: {type: DOUBLE, zh: 数值}
cases:
  - name: a month with thirty stays has rates, one with twenty-nine has none
    given:
      fixmedins_b: [{fixmedins_code: H, aprv_bed_cnt: 10}]
      mdtrt_d:
        - {repeat: {n: 30}, mdtrt_id: I<n>, psn_no: P<n>, begntime: "2026-03-02 09:00:00", endtime: "2026-03-04 09:00:00"}
        - {repeat: {n: 29}, mdtrt_id: IB<n>, psn_no: P<n>, begntime: "2026-05-02 09:00:00", endtime: "2026-05-04 09:00:00"}
      fee_list_d:
        - {repeat: {n: 30}, mdtrt_id: I<n>, pric: 10, med_chrgitm_type: "03"}
        - {repeat: {n: 29}, mdtrt_id: IB<n>, pric: 10, med_chrgitm_type: "03", fee_ocur_time: "2026-05-03 09:00:00"}
      setl_d:
        - {repeat: {n: 30}, mdtrt_id: I<n>, medfee_sumamt: 10, inscp_amt: 10, fund_pay_sumamt: 5}
        - {repeat: {n: 29}, mdtrt_id: IB<n>, medfee_sumamt: 10, inscp_amt: 10, fund_pay_sumamt: 5}
    gives:
      - {period: 2026-03, measure: IP 检查化验费占比, n: 30, value: 1.0}
      - {period: 2026-03, measure: IP 药费占比, value: 0}
      - {period: 2026-03, measure: IP 耗材费占比, value: 0}
      - {period: 2026-03, measure: IP 治疗费占比, value: 0}
      - {period: 2026-03, measure: IP CT 费占比, value: 0}
      - {period: 2026-03, measure: IP 磁共振费占比, value: 0}
      - {period: 2026-03, measure: 非计划再住院率, value: 0}
      - {period: 2026-03, measure: 床位使用率, value: "0.1935483870967742"}
      - {period: 2026-03, measure: 出入院比, value: 1}
      - {period: 2026-03, measure: 人均住院次数, value: 1}
      - {period: 2026-03, measure: 平均住院夜数, value: 2}
      - {period: 2026-03, measure: 次均住院费用, value: 10}
      - {period: 2026-03, measure: 床均基金, value: 15}
      - {period: 2026-03, measure: 住 2 至 3 夜占比, value: 1}
      - {period: 2026-03, measure: 手术占比, value: 0}
      - {period: 2026-03, measure: IP 异地占比, value: 0}
      - {period: 2026Q1, measure: IP 检查化验费占比, value: 1}
      - {period: 2026Q1, measure: IP 药费占比}
      - {period: 2026Q1, measure: IP 耗材费占比}
      - {period: 2026Q1, measure: IP 治疗费占比}
      - {period: 2026Q1, measure: IP CT 费占比}
      - {period: 2026Q1, measure: IP 磁共振费占比}
      - {period: 2026Q1, measure: 非计划再住院率}
---*/
WITH seen AS (
  SELECT fixmedins_code, period, 'IP' AS scene, stays AS n FROM inst_stay
  UNION ALL
  SELECT fixmedins_code, month_of(svc_date) AS period, 'OP' AS scene, COUNT(*) AS n
  FROM visit WHERE scene = 'OP' GROUP BY fixmedins_code, month_of(svc_date)
  UNION ALL
  SELECT fixmedins_code, quarter_of(svc_date) AS period, 'OP' AS scene, COUNT(*) AS n
  FROM visit WHERE scene = 'OP' GROUP BY fixmedins_code, quarter_of(svc_date)
), cost AS (
  SELECT f.*, s.n
  FROM inst_fee AS f
  JOIN seen AS s ON s.fixmedins_code = f.fixmedins_code AND s.period = f.period AND s.scene = f.scene
), ward AS (
  SELECT
    s.*, i.aprv_bed_cnt AS beds, v.n AS visits,
    days_between(month_start(s.last_date), month_start(add_days(month_start(s.last_date), 31))) AS days
  FROM inst_stay AS s
  JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
  LEFT JOIN seen AS v ON v.fixmedins_code = s.fixmedins_code AND v.period = s.period AND v.scene = 'OP'
  WHERE s.period_kind = 'month'
), pool AS (
  SELECT
    fixmedins_code, period, year_of(MIN(svc_date)) * 12 + CAST(RIGHT(period, 2) AS BIGINT) AS period_no, COUNT(*) AS visits,
    COUNT(DISTINCT psn_no) AS persons, SUM(pool) AS pool
  FROM pool_visit
  GROUP BY fixmedins_code, period
), stock AS (
  SELECT
    fixmedins_code, month_of(to_date) AS period,
    year_of(MIN(to_date)) * 12 + CAST(RIGHT(month_of(to_date), 2) AS BIGINT) AS period_no, COUNT(*) AS n,
    SUM(settled) AS settled, SUM(opening + bought) AS available
  FROM stock_iv
  WHERE opening + bought > 0
  GROUP BY fixmedins_code, month_of(to_date)
), found AS (
  SELECT fixmedins_code, period, period_no, scene || ' 药费占比' AS measure, n, ratio(drug_amt, gross) AS value FROM cost
  UNION ALL
  SELECT fixmedins_code, period, period_no, scene || ' 检查化验费占比', n, ratio(exam_amt, gross) FROM cost
  UNION ALL
  SELECT fixmedins_code, period, period_no, scene || ' 耗材费占比', n, ratio(mat_amt, gross) FROM cost
  UNION ALL
  SELECT fixmedins_code, period, period_no, scene || ' 治疗费占比', n, ratio(treat_amt, gross) FROM cost
  UNION ALL
  SELECT fixmedins_code, period, period_no, scene || ' CT 费占比', n, ratio(ct_amt, gross) FROM cost
  UNION ALL
  SELECT fixmedins_code, period, period_no, scene || ' 磁共振费占比', n, ratio(mr_amt, gross) FROM cost
  UNION ALL
  SELECT fixmedins_code, period, period_no, '非计划再住院率', stays, ratio(returned, alive) FROM inst_stay
  UNION ALL
  SELECT fixmedins_code, period, period_no, '床位使用率', stays, ratio(nights, beds * days) FROM ward
  UNION ALL
  SELECT fixmedins_code, period, period_no, '收住率', stays, ratio(stays, visits) FROM ward WHERE visits >= 30
  UNION ALL
  SELECT fixmedins_code, period, period_no, '出入院比', stays, ratio(stays, admitted) FROM ward
  UNION ALL
  SELECT fixmedins_code, period, period_no, '人均住院次数', stays, ratio(stays, persons) FROM ward
  UNION ALL
  SELECT fixmedins_code, period, period_no, '平均住院夜数', stays, ratio(nights, stays) FROM ward
  UNION ALL
  SELECT fixmedins_code, period, period_no, '次均住院费用', stays, ratio(medfee, stays) FROM ward
  UNION ALL
  SELECT fixmedins_code, period, period_no, '床均基金', stays, ratio(fund, beds) FROM ward
  UNION ALL
  SELECT fixmedins_code, period, period_no, '住 2 至 3 夜占比', stays, ratio(short_stays, stays) FROM ward
  UNION ALL
  SELECT fixmedins_code, period, period_no, '手术占比', stays, ratio(operated, stays) FROM ward
  UNION ALL
  SELECT fixmedins_code, period, period_no, '低倍率占比', grouped, ratio(low_mult, grouped) FROM ward
  UNION ALL
  SELECT fixmedins_code, period, period_no, '高倍率占比', grouped, ratio(high_mult, grouped) FROM ward
  UNION ALL
  SELECT fixmedins_code, period, period_no, '次均门诊费用', setls, ratio(medfee, setls) FROM inst_bill WHERE scene = 'OP'
  UNION ALL
  SELECT fixmedins_code, period, period_no, scene || ' 异地占比', setls, ratio(remote, setls) FROM inst_bill
  UNION ALL
  SELECT fixmedins_code, period, period_no, '异地电子凭证占比', setls, ratio(remote_ecert, setls) FROM inst_bill WHERE scene = 'PH'
  UNION ALL
  SELECT fixmedins_code, period, period_no, '整数金额占比', bills, ratio(round_bills, bills) FROM inst_bill WHERE scene = 'PH'
  UNION ALL
  SELECT fixmedins_code, period, period_no, '贴近限额占比', capped_bills, ratio(near_bills, capped_bills)
  FROM inst_bill WHERE scene = 'PH'
  UNION ALL
  SELECT fixmedins_code, period, period_no, '门诊统筹次均基金', visits, ratio(pool, visits) FROM pool
  UNION ALL
  SELECT fixmedins_code, period, period_no, '门诊统筹人均次数', visits, ratio(visits, persons) FROM pool
  UNION ALL
  SELECT fixmedins_code, period, period_no, '结算与库存比', n, ratio(settled, available) FROM stock
)
SELECT fixmedins_code, period, period_no, measure, n, value FROM found WHERE n >= 30 AND value IS NOT NULL
UNION ALL
SELECT fixmedins_code, period, period_no, '购药量 ' || grp AS measure, COUNT(*) AS n, CAST(SUM(cnt) AS DOUBLE) AS value
FROM resale_line
GROUP BY fixmedins_code, period, period_no, grp
