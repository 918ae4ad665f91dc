/*---
code: STY-006
version: 2
title: 叠床、超床位住院
status: active
behaviour: sham_stay
severity: 2
subject: visit
grain: [fixmedins_code, mdtrt_id, month]
amount: days
classes: [BED]
scenes: [IP]
stages: [3]
law: [735-40-1, 735-38-1]
params:
  min_nights: {type: integer, default: 3, unit: 夜, source: 无官方数值，可按统筹区配置}
  tolerance: {type: integer, default: 20, unit: '%', source: 在院人数超过核定床位数的此比例以内不计；无官方数值，可按统筹区配置}
  min_dates: {type: integer, default: 5, unit: 日, source: 一个月内超床位的日期至少数；无官方数值，可按统筹区配置}
  min_beds: {type: integer, default: 5, unit: 张, source: 核定床位数少于此数的不判断；无官方数值，可按统筹区配置}
message: "{reason}。"
verify: 夜间清点床位和在院患者，核对床位登记、转床记录、护理记录和加床审批。
defence: 入院后转床未更新床位号；季节性高峰加床；床号为登记默认值。
known_gaps: 床位号取自入院登记，入院后转床没有转床记录的看不出来；临时加床须看审批材料。
evidence: [adm_bed, adm_dept, other_stay, nights_both, first_both, last_both, pairs, month, beds, dates_over, most, worst_day]
cases:
  - name: 12 床甲 5 月 1 日至 9 日、乙 5 月 3 日至 8 日，另有一对
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, adm_bed: "12", adm_dept_codg: A03, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, adm_bed: "12", adm_dept_codg: A03, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, adm_bed: "15", adm_dept_codg: A03, begntime: "2026-06-01 09:00:00", endtime: "2026-06-09 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, adm_bed: "15", adm_dept_codg: A03, begntime: "2026-06-03 09:00:00", endtime: "2026-06-06 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
        - {mdtrt_id: I2, bkkp_sn: A, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
        - {mdtrt_id: I2, bkkp_sn: B, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-07 20:00:00"}
        - {mdtrt_id: I2, bkkp_sn: F, med_list_codg: "001201000050000", pric: 10, fee_ocur_time: "2026-05-07 20:00:00"}
        - {mdtrt_id: I2, bkkp_sn: G, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-08 08:00:00"}
        - {mdtrt_id: I3}
        - {mdtrt_id: I4, bkkp_sn: K, med_list_codg: "001109000010000", pric: 50, fee_ocur_time: "2026-06-04 20:00:00"}
    finds:
      - {mdtrt_id: I2, checkout_amt: 80.00, fund_amt: 64.00, checkout_cnt: 1, sev_deg: 2, subject_type: visit, occurred_on: "2026-05-07", bkkp_sns: [A, B], related_ids: [I1], evidence: {branch: [a], nights_both: 5}}
      - {mdtrt_id: I4, checkout_amt: 50.00, sev_deg: 2, bkkp_sns: [K], evidence: {nights_both: 3}}
  - name: 全年只有一对，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, adm_bed: "12", adm_dept_codg: A03, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, adm_bed: "12", adm_dept_codg: A03, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
    finds:
      - {mdtrt_id: I2, checkout_amt: 40.00, sev_deg: 3, evidence: {soft: [single_pair]}}
  - name: 只重叠一夜、两夜
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, adm_bed: "12", adm_dept_codg: A03, begntime: "2026-05-01 09:00:00", endtime: "2026-05-05 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, adm_bed: "12", adm_dept_codg: A03, begntime: "2026-05-04 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, adm_bed: "12", adm_dept_codg: A03, begntime: "2026-05-07 09:00:00", endtime: "2026-05-12 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", fee_ocur_time: "2026-05-04 20:00:00"}
        - {mdtrt_id: I2, med_list_codg: "001109000010000", fee_ocur_time: "2026-05-07 20:00:00"}
        - {mdtrt_id: I3, med_list_codg: "001109000010000", fee_ocur_time: "2026-05-07 20:00:00"}
    finds: []
  - name: 前一患者 5 月 4 日已转到 20 床
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, adm_bed: "12", adm_dept_codg: A03, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, adm_bed: "12", adm_dept_codg: A03, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
      beddeptchg_d:
        - {mdtrt_id: I1, chg_time: "2026-05-01 09:30:00", dept_codg: A03, bed: "12"}
        - {mdtrt_id: I1, chg_time: "2026-05-04 10:00:00", dept_codg: A03, bed: "20"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", fee_ocur_time: "2026-05-04 20:00:00"}
        - {mdtrt_id: I2, med_list_codg: "001109000010000", fee_ocur_time: "2026-05-03 20:00:00"}
    finds: []
  - name: 加床、床号未填、不同科室、母婴同床
    given:
      psn_info_b:
        - {psn_no: P8, brdy: "2026-05-02"}
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, adm_bed: 加12, adm_dept_codg: A03, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, adm_bed: 加12, adm_dept_codg: A03, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, adm_bed: null, adm_dept_codg: A03, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, adm_bed: null, adm_dept_codg: A03, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, adm_bed: "12", adm_dept_codg: A03, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, adm_bed: "12", adm_dept_codg: A04, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, adm_bed: "30", adm_dept_codg: A05, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: I8, psn_no: P8, adm_bed: "30", adm_dept_codg: A05, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2, med_list_codg: "001109000010000", fee_ocur_time: "2026-05-04 20:00:00"}
        - {mdtrt_id: I3}
        - {mdtrt_id: I4, med_list_codg: "001109000010000", fee_ocur_time: "2026-05-04 20:00:00"}
        - {mdtrt_id: I5}
        - {mdtrt_id: I6, med_list_codg: "001109000010000", fee_ocur_time: "2026-05-04 20:00:00"}
        - {mdtrt_id: I7}
        - {mdtrt_id: I8, med_list_codg: "001109000010000", fee_ocur_time: "2026-05-04 20:00:00"}
    finds: []
  - name: 登记时一律写 1 床，是默认值
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, adm_bed: "1", adm_dept_codg: A03, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, adm_bed: "1", adm_dept_codg: A03, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, adm_bed: "1", adm_dept_codg: A03, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, adm_bed: "1", adm_dept_codg: A03, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, adm_bed: "1", adm_dept_codg: A03, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, adm_bed: "2", adm_dept_codg: A03, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, adm_bed: "3", adm_dept_codg: A03, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I8, psn_no: P8, adm_bed: "4", adm_dept_codg: A03, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I9, psn_no: P9, adm_bed: "5", adm_dept_codg: A03, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", fee_ocur_time: "2026-05-04 20:00:00"}
        - {mdtrt_id: I2, med_list_codg: "001109000010000", fee_ocur_time: "2026-05-04 20:00:00"}
        - {mdtrt_id: I3, med_list_codg: "001109000010000", fee_ocur_time: "2026-05-04 20:00:00"}
        - {mdtrt_id: I4, med_list_codg: "001109000010000", fee_ocur_time: "2026-05-04 20:00:00"}
        - {mdtrt_id: I5, med_list_codg: "001109000010000", fee_ocur_time: "2026-05-04 20:00:00"}
        - {mdtrt_id: I6}
        - {mdtrt_id: I7}
        - {mdtrt_id: I8}
        - {mdtrt_id: I9}
    finds: []
  - name: 重叠期间的床位费已退
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, adm_bed: "12", adm_dept_codg: A03, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, adm_bed: "12", adm_dept_codg: A03, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2, med_list_codg: XA01AAA001A001010100001, pric: 60, fee_ocur_time: "2026-05-04 10:00:00"}
        - {mdtrt_id: I2, bkkp_sn: A, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
        - {mdtrt_id: I2, med_list_codg: "001109000010000", cnt: -1, pric: 40, init_feedetl_sn: A, fee_ocur_time: "2026-05-04 20:00:00"}
    finds: []
  - name: 核定 5 张床，七人在院五夜
    given:
      fixmedins_b: [{fixmedins_code: H, aprv_bed_cnt: 5}]
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
      fee_list_d: &lines
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
        - {mdtrt_id: I3}
        - {mdtrt_id: I4}
        - {mdtrt_id: I5}
        - {mdtrt_id: I6}
        - {mdtrt_id: I7}
    finds:
      - {checkout_amt: null, checkout_cnt: 7, amount_basis: none, sev_deg: 3, subject_type: institution, mdtrt_id: null, occurred_on: "2026-05-07", evidence: {branch: [b], dates_over: 5, most: 7, beds: 5, month: 2026-05}}
  - name: 七人在院，只有四夜
    given:
      fixmedins_b: [{fixmedins_code: H, aprv_bed_cnt: 5}]
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-05-03 09:00:00", endtime: "2026-05-07 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
      fee_list_d: *lines
    finds: []
  - name: 六人在院，恰为核定床位的一点二倍
    given:
      fixmedins_b: [{fixmedins_code: H, aprv_bed_cnt: 5}]
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, med_type: "28", begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
      fee_list_d: *lines
    finds: []
  - name: 核定床位数未填
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-05-03 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
      fee_list_d: *lines
    finds: []
---*/
WITH pair AS (
  SELECT
    y.stay_id, y.psn_no, y.fixmedins_code, y.adm_date, y.dscg_date, y.bed AS adm_bed, y.dept AS adm_dept,
    x.stay_id AS other_stay, y.adm_date AS first_both, add_days(least(x.left_on, y.left_on), -1) AS last_both,
    days_between(y.adm_date, least(x.left_on, y.left_on)) AS nights_both,
    COUNT(*) OVER (PARTITION BY y.fixmedins_code, year_of(y.adm_date)) AS pairs
  FROM bed_held AS y
  JOIN bed_held AS x
    ON x.fixmedins_code = y.fixmedins_code AND x.dept = y.dept AND x.bed = y.bed AND x.psn_no <> y.psn_no
    AND (x.adm_ts < y.adm_ts OR (x.adm_ts = y.adm_ts AND x.stay_id < y.stay_id)) AND x.left_on > y.adm_date
  WHERE days_between(y.adm_date, least(x.left_on, y.left_on)) >= param('min_nights', y.adm_date, y.admdvs)
), crowded_inst AS (
  SELECT i.fixmedins_code, i.admdvs, optional(i.aprv_bed_cnt) AS beds
  FROM inst AS i
  WHERE optional(i.aprv_bed_cnt) >= 1
), census AS (
  SELECT s.fixmedins_code, i.admdvs, i.beds, d.day, COUNT(*) AS lying_in
  FROM stay_day AS d
  JOIN stay AS s ON s.stay_id = d.stay_id
  JOIN crowded_inst AS i ON i.fixmedins_code = s.fixmedins_code
  WHERE NOT d.is_dscg AND s.in_scope AND NOT s.is_open AND s.med_type <> '28' AND coalesce(optional(s.age_d) > 28, TRUE)
  GROUP BY s.fixmedins_code, i.admdvs, i.beds, d.day
), over_beds AS (
  SELECT *, month_of(day) AS month
  FROM census
  WHERE beds >= param('min_beds', day, admdvs) AND lying_in * 100 > beds * (100 + param('tolerance', day, admdvs))
), crowded AS (
  SELECT
    fixmedins_code, admdvs, beds, month, COUNT(*) AS dates_over, MAX(lying_in) AS most, MIN(day) AS worst_day, MAX(day) AS last_day
  FROM over_beds
  GROUP BY fixmedins_code, admdvs, beds, month
)
SELECT
  'a' AS branch, 2 AS sev_deg, 'visit' AS subject, p.stay_id, p.stay_id AS mdtrt_id, p.psn_no, p.fixmedins_code, c.date AS svc_date,
  CAST(NULL AS VARCHAR) AS month, p.adm_bed, p.adm_dept, p.other_stay, p.other_stay AS related_id, p.nights_both, p.first_both, p.last_both,
  p.pairs, CAST(NULL AS BIGINT) AS beds, CAST(NULL AS BIGINT) AS dates_over, CAST(NULL AS BIGINT) AS most,
  CAST(NULL AS DATE) AS worst_day, CAST(NULL AS DECIMAL(16,4)) AS checkout_cnt, FALSE AS unpriced,
  CASE WHEN p.pairs = 1 THEN 'single_pair' END AS soft,
  CAST(p.adm_date AS VARCHAR) || ' 入院登记的 ' || p.adm_bed || ' 床自 ' || CAST(p.first_both AS VARCHAR) || ' 起有 '
    || CAST(p.nights_both AS VARCHAR) || ' 夜同时登记给另一名住院患者' AS reason
FROM pair AS p
JOIN calendar AS c ON c.date BETWEEN p.first_both AND p.last_both
UNION ALL
SELECT
  'b' AS branch, 3 AS sev_deg, 'institution' AS subject, CAST(NULL AS VARCHAR) AS stay_id, CAST(NULL AS VARCHAR) AS mdtrt_id,
  CAST(NULL AS VARCHAR) AS psn_no, w.fixmedins_code, w.last_day AS svc_date, w.month, NULL AS adm_bed, NULL AS adm_dept,
  NULL AS other_stay, NULL AS related_id, NULL AS nights_both, NULL AS first_both, NULL AS last_both, NULL AS pairs,
  w.beds, w.dates_over, w.most, w.worst_day, CAST(w.most AS DECIMAL(16,4)) AS checkout_cnt, TRUE AS unpriced, NULL AS soft,
  w.month || ' 有 ' || CAST(w.dates_over AS VARCHAR) || ' 日在院人数超过核定床位 ' || CAST(w.beds AS VARCHAR) || ' 张的容许范围，最多 '
    || CAST(w.most AS VARCHAR) || ' 人' AS reason
FROM crowded AS w
WHERE w.dates_over >= param('min_dates', w.last_day, w.admdvs)
