/*---
code: STY-005
version: 1
title: 挂床住院：查床失败
status: active
behaviour: hanging_bed
severity: 2
subject: visit
amount: days
classes: [BED, NURS, DXFEE]
scenes: [IP]
stages: [3]
law: [735-38-1]
params:
  min_fail: {type: integer, default: 2, unit: 日, source: 无官方数值，可按统筹区配置}
  near_sec: {type: integer, default: 7200, unit: 秒, source: 查床前后此时间内有检查、手术、透析的，视为离床诊疗；无官方数值，可按统筹区配置}
  min_age: {type: integer, default: 3, unit: 周岁, source: 婴幼儿难以完成人脸识别；无官方数值，可按统筹区配置}
  device_checks: {type: integer, default: 5, unit: 次, source: 机构当日查床达到此数才按失败比例判断设备故障；无官方数值，可按统筹区配置}
message: "{adm_date} 至 {dscg_date} 住院期间查床 {fail_days} 日失败（{fail_dates}），当日无识别成功或特殊登记，失败日期床位、护理、诊察费 {checkout_amt} 元。"
verify: 调取病房监控、护士站记录和门禁，核对失败时段患者去向，询问患者和同病室人员；对申诉材料逐日核对。
defence: 当时离床检查、手术或治疗；设备、网络故障；已提出申诉。
known_gaps: 申诉结果、设备故障报修不在数据中；没有钟点的检查、手术不能比对。
evidence: [adm_date, dscg_date, fail_days, fail_dates, first_fail, last_fail]
cases:
  - name: 5 月 3 日、4 日上午两次查床失败，前后没有检查
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
      wardcheck_d:
        - {mdtrt_id: I1, crtf_time: "2026-05-02 10:00:00", crtf_rslt: "1"}
        - {mdtrt_id: I1, crtf_time: "2026-05-03 10:05:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-04 10:05:00", crtf_rslt: "2"}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "001201000050000", med_chrgitm_type: "07", pric: 10.5, fee_ocur_time: "2026-05-04 20:00:00"}
        - {mdtrt_id: I1, bkkp_sn: F, med_list_codg: "001102000010000", med_chrgitm_type: "02", pric: 5, fee_ocur_time: "2026-05-04 08:00:00"}
        - {mdtrt_id: I1, bkkp_sn: G, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", pric: 60, fee_ocur_time: "2026-05-04 10:00:00"}
        - {mdtrt_id: I1, bkkp_sn: K, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-05-05 20:00:00"}
    finds:
      - {mdtrt_id: I1, checkout_amt: 55.50, fund_amt: 44.40, checkout_cnt: 1, sev_deg: 2, occurred_on: "2026-05-04", bkkp_sns: [A, B, F], evidence: {fail_days: 2, fail_dates: 2026-05-03、2026-05-04}}
  - name: 三日失败，其中一日先失败、后识别成功，只计其余两日
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
      wardcheck_d:
        - {mdtrt_id: I1, crtf_time: "2026-05-03 10:05:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-04 10:05:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-04 15:05:00", crtf_rslt: "1"}
        - {mdtrt_id: I1, crtf_time: "2026-05-05 10:05:00", crtf_rslt: "0"}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-04 20:00:00"}
        - {mdtrt_id: I1, bkkp_sn: F, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-05 20:00:00"}
    finds:
      - {checkout_amt: 80.00, sev_deg: 2, bkkp_sns: [A, F]}
  - name: 一日失败，另一日失败时正在做 CT
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
      wardcheck_d:
        - {mdtrt_id: I1, crtf_time: "2026-05-03 10:05:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-04 10:05:00", crtf_rslt: "0"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 240, fee_ocur_time: "2026-05-03 10:20:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-04 20:00:00"}
    finds: []
  - name: 检查距查床恰为两小时
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
      wardcheck_d:
        - {mdtrt_id: I1, crtf_time: "2026-05-03 10:05:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-04 10:05:00", crtf_rslt: "0"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 240, fee_ocur_time: "2026-05-03 12:05:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-04 20:00:00"}
    finds: []
  - name: 检查距查床两小时又一秒
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
      wardcheck_d:
        - {mdtrt_id: I1, crtf_time: "2026-05-03 10:05:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-04 10:05:00", crtf_rslt: "0"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 240, fee_ocur_time: "2026-05-03 12:05:01"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-04 20:00:00"}
    finds:
      - {checkout_amt: 80.00}
  - name: 失败时正在血液透析
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
      wardcheck_d:
        - {mdtrt_id: I1, crtf_time: "2026-05-03 10:05:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-05 10:05:00", crtf_rslt: "0"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-05-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-05 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-05-05 09:00:00"}
    finds: []
  - name: 失败时正在手术、次日在重症监护
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
      wardcheck_d:
        - {mdtrt_id: I1, crtf_time: "2026-05-03 10:05:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-04 10:05:00", crtf_rslt: "0"}
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", oprn_oprt_begntime: "2026-05-03 09:00:00", oprn_oprt_endtime: "2026-05-03 11:00:00"}
      icuinfo_d:
        - {mdtrt_id: I1, scs_cutd_inpool_time: "2026-05-03 12:00:00", scs_cutd_exit_time: "2026-05-05 12:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-04 20:00:00"}
    finds: []
  - name: 已申报离床检查、转科，以及特殊登记
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
      wardcheck_d:
        - {mdtrt_id: I1, crtf_time: "2026-05-03 10:05:00", crtf_rslt: "0", sp_dcla_rea: "1"}
        - {mdtrt_id: I1, crtf_time: "2026-05-04 10:05:00", crtf_rslt: "0", sp_dcla_rea: "3"}
        - {mdtrt_id: I1, crtf_time: "2026-05-05 10:05:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-05 11:05:00", crtf_rslt: "4"}
        - {mdtrt_id: I1, crtf_time: "2026-05-06 10:05:00", crtf_rslt: "0", sp_dcla_rea: "4"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-06 20:00:00"}
    finds: []
  - name: 已批准请假的日期
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
      wardcheck_d:
        - {mdtrt_id: I1, crtf_time: "2026-05-03 10:05:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-04 10:05:00", crtf_rslt: "0"}
      leave_d:
        - {mdtrt_id: I1, begntime: "2026-05-04 08:00:00", endtime: "2026-05-04 18:00:00", appr_flag: "1"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-04 20:00:00"}
    finds: []
  - name: 两周岁患儿
    given:
      psn_info_b: [{psn_no: P, brdy: "2024-01-01"}]
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
      wardcheck_d:
        - {mdtrt_id: I1, crtf_time: "2026-05-03 10:05:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-04 10:05:00", crtf_rslt: "0"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
    finds: []
  - name: 当日全院查床过半失败，疑为设备故障
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
      wardcheck_d:
        - {mdtrt_id: I1, crtf_time: "2026-05-03 10:05:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-04 10:05:00", crtf_rslt: "0"}
        - {mdtrt_id: I2, crtf_time: "2026-05-04 10:10:00", crtf_rslt: "0"}
        - {mdtrt_id: I3, crtf_time: "2026-05-04 10:15:00", crtf_rslt: "2"}
        - {mdtrt_id: I4, crtf_time: "2026-05-04 10:20:00", crtf_rslt: "1"}
        - {mdtrt_id: I5, crtf_time: "2026-05-04 10:25:00", crtf_rslt: "1"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-04 20:00:00"}
        - {mdtrt_id: I2}
        - {mdtrt_id: I3}
        - {mdtrt_id: I4}
        - {mdtrt_id: I5}
    finds: []
  - name: 失败日期的床位费已退
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
      wardcheck_d:
        - {mdtrt_id: I1, crtf_time: "2026-05-03 10:05:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-04 10:05:00", crtf_rslt: "0"}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", cnt: -1, pric: 40, init_feedetl_sn: A, fee_ocur_time: "2026-05-05 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-06 20:00:00"}
    finds: []
  - name: 认证结果未填、正在审核
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-08 10:00:00"}
      wardcheck_d:
        - {mdtrt_id: I1, crtf_time: "2026-05-03 10:05:00", crtf_rslt: null}
        - {mdtrt_id: I1, crtf_time: "2026-05-04 10:05:00", crtf_rslt: "3"}
        - {mdtrt_id: I1, crtf_time: "2026-05-05 10:05:00", crtf_rslt: "0"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-03 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", pric: 40, fee_ocur_time: "2026-05-05 20:00:00"}
    finds: []
---*/
WITH checked AS (
  SELECT
    e.stay_id, w.mdtrt_id, s.fixmedins_code, s.psn_no, s.admdvs, s.adm_date, s.dscg_date,
    w.crtf_time, as_date(w.crtf_time) AS day, w.crtf_rslt, optional(w.sp_dcla_rea) AS reason,
    s.in_scope AND NOT s.is_open AND w.crtf_time >= s.adm_ts AND w.crtf_time <= s.dscg_ts
      AND coalesce(optional(s.age_y) >= param('min_age', s.adm_date, s.admdvs), TRUE) AS counts
  FROM wardcheck_d AS w
  JOIN stay_enc AS e ON e.mdtrt_id = w.mdtrt_id
  JOIN stay AS s ON s.stay_id = e.stay_id
), device AS (
  -- Too many failures in one institution on one day are the device's.
  SELECT fixmedins_code, day
  FROM checked
  GROUP BY fixmedins_code, day
  HAVING COUNT(*) >= MIN(param('device_checks', day, admdvs))
    AND SUM(CASE WHEN crtf_rslt IN ('0', '2') THEN 1 ELSE 0 END) * 2 > COUNT(*)
), met AS (
  SELECT DISTINCT stay_id, day FROM checked WHERE crtf_rslt IN ('1', '4')
), failed AS (
  SELECT c.*
  FROM checked AS c
  LEFT JOIN device AS v ON v.fixmedins_code = c.fixmedins_code AND v.day = c.day
  LEFT JOIN met AS m ON m.stay_id = c.stay_id AND m.day = c.day
  LEFT JOIN stay_day AS d ON d.stay_id = c.stay_id AND d.day = c.day
  WHERE c.counts AND c.crtf_rslt IN ('0', '2') AND coalesce(c.reason, '') NOT IN ('1', '2', '3')
    AND v.day IS NULL AND m.day IS NULL AND NOT coalesce(d.leave, FALSE)
), elsewhere AS (
  -- Off the bed for an examination, an operation, dialysis or intensive care.
  SELECT c.stay_id, c.crtf_time
  FROM fee_net AS f
  JOIN failed AS c
    ON c.mdtrt_id = f.mdtrt_id AND f.svc_date >= add_days(c.day, -1) AND f.svc_date <= add_days(c.day, 1)
  WHERE f.is_ip AND f.has_time
    AND (
      optional(f.chrg) IN ('03', '06') OR has_cls(f.cls, 'HD') OR has_cls(f.cls, 'HDF') OR has_cls(f.cls, 'HP')
      OR has_cls(f.cls, 'CT') OR has_cls(f.cls, 'MR') OR has_cls(f.cls, 'PET') OR has_cls(f.cls, 'US')
      OR has_cls(f.cls, 'ECHO') OR has_cls(f.cls, 'ENDO')
    )
    AND abs(seconds_between(f.fee_ocur_time, c.crtf_time)) <= param('near_sec', c.day, c.admdvs)
  UNION
  SELECT c.stay_id, c.crtf_time
  FROM failed AS c
  LEFT JOIN oprn AS o ON o.stay_id = c.stay_id
  WHERE seconds_between(optional(o.beg_ts), c.crtf_time) >= -param('near_sec', c.day, c.admdvs)
    AND seconds_between(coalesce(optional(o.end_ts), optional(o.beg_ts)), c.crtf_time) <= param('near_sec', c.day, c.admdvs)
  UNION
  SELECT c.stay_id, c.crtf_time
  FROM failed AS c
  LEFT JOIN icu_iv AS i ON i.stay_id = c.stay_id
  WHERE c.crtf_time BETWEEN i.beg_ts AND i.end_ts
), failed_day AS (
  SELECT c.stay_id, c.psn_no, c.fixmedins_code, c.admdvs, c.adm_date, c.dscg_date, c.day, MIN(c.crtf_time) AS crtf_time
  FROM failed AS c
  LEFT JOIN elsewhere AS x ON x.stay_id = c.stay_id AND x.crtf_time = c.crtf_time
  WHERE x.stay_id IS NULL
  GROUP BY c.stay_id, c.psn_no, c.fixmedins_code, c.admdvs, c.adm_date, c.dscg_date, c.day
), together AS (
  SELECT
    stay_id, COUNT(*) AS fail_days, remove_matches(replace(joined(day), '|', '、'), '^、|、$') AS fail_dates,
    MIN(crtf_time) AS first_fail, MAX(crtf_time) AS last_fail
  FROM failed_day
  GROUP BY stay_id
)
SELECT
  d.stay_id, d.stay_id AS mdtrt_id, d.psn_no, d.fixmedins_code, d.day AS svc_date, d.adm_date, d.dscg_date,
  t.fail_days, t.fail_dates, t.first_fail, t.last_fail
FROM failed_day AS d
JOIN together AS t ON t.stay_id = d.stay_id
WHERE t.fail_days >= param('min_fail', d.adm_date, d.admdvs)
