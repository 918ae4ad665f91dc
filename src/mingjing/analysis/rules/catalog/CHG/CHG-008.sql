/*---
code: CHG-008
version: 2
title: 计时、重症项目超实际时长
status: active
behaviour: over_price
severity: 1
subject: fee
grain: [stay_id, measured]
amount: excess
scenes: [IP]
stages: [2, 3]
law: [735-38-3]
params:
  grace_h: {type: integer, default: 1, unit: 小时, source: 时长向上取整后再放宽的时数；无官方数值，可按统筹区配置}
  before_h: {type: integer, default: 24, unit: 小时, source: 入院前多少小时内在本院急诊的时间一并计入；无官方数值，可按统筹区配置}
message: "{adm_date} 入院，{item_name} 计费 {total_cnt}，{basis}最多 {limit_cnt}，超出金额 {checkout_amt} 元。"
verify: 核对呼吸机、监护仪使用记录，护理记录单和重症监护病房出入记录的起止时间。
defence: 同时使用两台设备；或在手术室、急诊抢救期间使用。
known_gaps: 手术室内使用、同时使用两台以上设备的情形不在数据中；机构全年没有上传重症监护记录的，只比较住院时长。
evidence: [measured, total_cnt, limit_cnt, stay_hours, icu_hours, basis, kp_ref]
cases:
  - name: 住院 70 小时，呼吸机辅助呼吸计 96 小时
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-05 06:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003106030010000", cnt: 48, pric: 10, fee_ocur_time: "2026-03-02 12:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "003106030010000", cnt: 48, pric: 10, fee_ocur_time: "2026-03-04 12:00:00"}
    finds:
      - {checkout_amt: 250.00, checkout_cnt: 25, fund_amt: 200.00, sev_deg: 1, bkkp_sns: [A, B], evidence: {branch: [a], limit_cnt: 71, total_cnt: 96}}
  - name: 住院 70 小时，计 71 小时
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-05 06:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003106030010000", cnt: 71, pric: 10, fee_ocur_time: "2026-03-02 12:00:00"}
    finds: []
  - name: 多计的部分已退费
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-05 06:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003106030010000", cnt: 96, pric: 10, fee_ocur_time: "2026-03-02 12:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003106030010000", cnt: -25, pric: 10, init_feedetl_sn: A, fee_ocur_time: "2026-03-05 06:00:00"}
    finds: []
  - name: 微量泵可四台并用，按四倍时长
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-05 06:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001204000060001", cnt: 284, pric: 1, fee_ocur_time: "2026-03-02 12:00:00"}
    finds: []
  - name: 入院前在本院急诊抢救 20 小时，时长一并计入
    given:
      mdtrt_d:
        - {mdtrt_id: E1, med_type: "13", begntime: "2026-03-01 12:00:00", endtime: "2026-03-02 08:00:00"}
        - {mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-05 06:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003106030010000", cnt: 91, pric: 10, fee_ocur_time: "2026-03-02 12:00:00"}
    finds: []
  - name: 出入院只有日期，按夜数加一的整日计
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 00:00:00", endtime: "2026-03-05 00:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003106030010000", cnt: 97, pric: 10, fee_ocur_time: "2026-03-02 12:00:00"}
    finds: []
  - name: 尚未出院，不作判断
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: null}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003106030010000", cnt: 96, pric: 10, fee_ocur_time: "2026-03-02 12:00:00"}
    finds: []
  - name: 重症监护病房停留 30 小时，重症监护计 40 小时
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-06 08:00:00"}]
      icuinfo_d: [{mdtrt_id: I1, scs_cutd_inpool_time: "2026-03-02 10:00:00", scs_cutd_exit_time: "2026-03-03 16:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000010000", cnt: 40, pric: 8, fee_ocur_time: "2026-03-02 12:00:00", acord_dept_codg: A28}
    finds:
      - {checkout_amt: 72.00, checkout_cnt: 9, sev_deg: 2, evidence: {branch: [b], limit_cnt: 31, icu_hours: 30}}
  - name: 普通病区收重症监护费，没有进出重症监护病房的记录
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-06 08:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-06 08:00:00"}
      icuinfo_d: [{mdtrt_id: I2, scs_cutd_inpool_time: "2026-03-02 10:00:00", scs_cutd_exit_time: "2026-03-03 16:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001201000010000", cnt: 40, pric: 8, fee_ocur_time: "2026-03-02 12:00:00", acord_dept_codg: A03.01}
        - {mdtrt_id: I2, cnt: 1, pric: 5, fee_ocur_time: "2026-03-02 12:00:00"}
    finds:
      - {checkout_amt: 320.00, checkout_cnt: 40, sev_deg: 2, bkkp_sns: [A], evidence: {branch: [c], limit_cnt: 0}}
  - name: 机构没有上传过重症监护记录，不比较重症时长
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-06 08:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000010000", cnt: 40, pric: 8, fee_ocur_time: "2026-03-02 12:00:00", acord_dept_codg: A03.01}
    finds: []
  - name: 科室没有填写或不是国家编码，不能认定不在重症监护病房
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-06 08:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-06 08:00:00"}
      icuinfo_d: [{mdtrt_id: I2, scs_cutd_inpool_time: "2026-03-02 10:00:00", scs_cutd_exit_time: "2026-03-03 16:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000010000", cnt: 20, pric: 8, fee_ocur_time: "2026-03-02 12:00:00", acord_dept_codg: null, bilg_dept_codg: null}
        - {mdtrt_id: I1, med_list_codg: "001201000010000", cnt: 20, pric: 8, fee_ocur_time: "2026-03-03 12:00:00", acord_dept_codg: ICU01}
        - {mdtrt_id: I2, cnt: 1, pric: 5, fee_ocur_time: "2026-03-02 12:00:00"}
    finds: []
---*/
WITH used AS (
  SELECT
    f.*, e.stay_id,
    has_cls(f.cls, 'HOURLY') AS hourly, has_cls(f.cls, 'ICU') AS intensive,
    CASE WHEN has_cls(f.cls, 'ICU') THEN 'ICU' ELSE f.item END AS measured,
    k.parallel, k.kp_ref
  FROM fee_net AS f
  JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
  LEFT JOIN item_class AS k ON k_match(k, f) AND k.cls = 'HOURLY'
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.is_ip AND (has_cls(f.cls, 'HOURLY') OR has_cls(f.cls, 'ICU'))
), summed AS (
  SELECT
    stay_id, measured, bool_or(intensive) AS intensive,
    SUM(CASE WHEN hourly THEN cnt ELSE 0 END) AS hour_cnt, SUM(cnt) AS total_cnt, MAX(COALESCE(parallel, 1)) AS parallel
  FROM used
  GROUP BY stay_id, measured
), recorded AS (
  SELECT DISTINCT e.stay_id
  FROM stay_enc AS e
  LEFT JOIN icuinfo_d AS c ON c.mdtrt_id = e.mdtrt_id
  WHERE c.mdtrt_id IS NOT NULL
), keeps_record AS (
  -- Only an institution that sends intensive-care records at all can be missing one (X10).
  SELECT DISTINCT s.fixmedins_code, year_of(s.adm_date) AS year
  FROM recorded AS r
  JOIN stay AS s ON s.stay_id = r.stay_id
), lasted AS (
  SELECT
    m.*, s.psn_no, s.inst_key, s.adm_ts, s.adm_date, s.admdvs,
    CASE WHEN has_clock(s.adm_ts) AND has_clock(s.dscg_ts) THEN s.hours ELSE (s.nights + 1) * 24 END AS stay_hours,
    CASE WHEN r.stay_id IS NOT NULL THEN optional(s.icu_h) END AS icu_hours,
    k.fixmedins_code IS NOT NULL AS keeps_record
  FROM summed AS m
  JOIN stay AS s ON s.stay_id = m.stay_id
  LEFT JOIN recorded AS r ON r.stay_id = m.stay_id
  LEFT JOIN keeps_record AS k ON k.fixmedins_code = s.fixmedins_code AND k.year = year_of(s.adm_date)
  WHERE NOT s.is_open
), before AS (
  SELECT l.stay_id, l.measured, ratio(seconds_between(MIN(e.begntime), MIN(l.adm_ts)), 3600) AS hours
  FROM lasted AS l
  JOIN enc AS e ON e.psn_no = l.psn_no AND e.inst_key = l.inst_key AND starts_with(e.med_type, '13')
  WHERE e.begntime <= l.adm_ts
    AND seconds_between(e.begntime, l.adm_ts) <= param('before_h', l.adm_date, l.admdvs) * 3600
  GROUP BY l.stay_id, l.measured
), allowed AS (
  SELECT
    l.*,
    (ceil_int(l.stay_hours + COALESCE(b.hours, 0)) + param('grace_h', l.adm_date, l.admdvs)) * l.parallel AS stay_limit,
    ceil_int(l.icu_hours) + param('grace_h', l.adm_date, l.admdvs) AS icu_limit
  FROM lasted AS l
  LEFT JOIN before AS b ON b.stay_id = l.stay_id AND b.measured = l.measured
), broken AS (
  SELECT a.*, 'a' AS branch, 1 AS sev_deg, '按住院时长' AS basis, a.stay_limit AS limit_cnt
  FROM allowed AS a
  WHERE a.hour_cnt > a.stay_limit
  UNION ALL
  SELECT a.*, 'b' AS branch, 2 AS sev_deg, '按重症监护记录' AS basis, a.icu_limit AS limit_cnt
  FROM allowed AS a
  WHERE a.intensive AND a.keeps_record AND a.hour_cnt > a.icu_limit
  UNION ALL
  SELECT a.*, 'c' AS branch, 2 AS sev_deg, '没有重症监护记录，' AS basis, CAST(0 AS BIGINT) AS limit_cnt
  FROM allowed AS a
  WHERE a.intensive AND a.keeps_record AND a.icu_hours IS NULL
)
SELECT
  u.*, b.total_cnt, b.limit_cnt, b.stay_hours, b.icu_hours, b.basis, b.branch, b.sev_deg
FROM used AS u
JOIN broken AS b ON b.stay_id = u.stay_id AND b.measured = u.measured
WHERE (b.branch IN ('a', 'b') AND u.hourly)
  OR (b.branch = 'c' AND matches(optional(u.dept), '^A[0-9][0-9]') AND NOT starts_with(optional(u.dept), 'A28'))
