/*---
code: STY-003
version: 2
title: 挂床住院：无诊疗空白日
status: active
behaviour: hanging_bed
severity: 2
subject: visit
grain: [mdtrt_id, run_from]
amount: days
classes: [BED, NURS, DXFEE]
scenes: [IP]
stages: [3]
law: [735-38-1]
params:
  min_run: {type: integer, default: 3, unit: 日, source: 无官方数值，可按统筹区配置}
message: "{adm_date} 入院，{run_from} 至 {run_to} 连续 {run_days} 日只有床位、护理等费用而无检查、治疗、用药，该期间床位、护理、诊察费 {checkout_amt} 元。"
verify: 核对体温单、护理记录、医嘱执行单和门禁、订餐记录，询问患者和同病室人员空白日是否在院。
defence: 病情需要卧床观察；患者自备药品；请假手续为纸质。
known_gaps: 牵引、自备药品、纸质请假在费用明细中看不出。
evidence: [adm_date, dscg_date, run_from, run_to, run_days, main_diag]
cases:
  - name: 6 月 5 日至 8 日只有床位和护理
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-06-03 09:00:00", endtime: "2026-06-10 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", pric: 60, fee_ocur_time: "2026-06-04 10:00:00"}
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-05 20:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-06 20:00:00"}
        - {mdtrt_id: I1, bkkp_sn: C, med_list_codg: "001201000050000", med_chrgitm_type: "08", pric: 10, fee_ocur_time: "2026-06-06 20:00:00"}
        - {mdtrt_id: I1, bkkp_sn: F, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-07 20:00:00"}
        - {mdtrt_id: I1, bkkp_sn: G, med_list_codg: "001201000050000", med_chrgitm_type: "08", pric: 10, fee_ocur_time: "2026-06-08 20:00:00"}
        - {mdtrt_id: I1, bkkp_sn: K, med_list_codg: "001102000010000", med_chrgitm_type: "02", pric: 5, fee_ocur_time: "2026-06-08 20:00:00"}
        - {mdtrt_id: I1, bkkp_sn: M, med_list_codg: "009999000010000", med_chrgitm_type: "14", pric: 7, fee_ocur_time: "2026-06-08 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "002503000010000", med_chrgitm_type: "04", pric: 60, fee_ocur_time: "2026-06-09 10:00:00"}
    finds:
      - {mdtrt_id: I1, checkout_amt: 145.00, fund_amt: 116.00, checkout_cnt: 1, sev_deg: 2, occurred_on: "2026-06-08", bkkp_sns: [A, B, C, F, G, K], evidence: {run_from: "2026-06-05", run_days: 4}}
  - name: 空白日恰为 3 日
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-06-03 09:00:00", endtime: "2026-06-08 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", pric: 60, fee_ocur_time: "2026-06-04 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-05 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-06 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-07 20:00:00"}
    finds:
      - {checkout_amt: 120.00, sev_deg: 2, evidence: {run_days: 3}}
  - name: 一次住院有两段空白日，各为一条疑点
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-06-03 09:00:00", endtime: "2026-06-12 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-04 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-05 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-06 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", pric: 60, fee_ocur_time: "2026-06-07 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 50, fee_ocur_time: "2026-06-08 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 50, fee_ocur_time: "2026-06-09 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 50, fee_ocur_time: "2026-06-10 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 50, fee_ocur_time: "2026-06-11 20:00:00"}
    finds:
      - {checkout_amt: 120.00, occurred_on: "2026-06-06"}
      - {checkout_amt: 200.00, occurred_on: "2026-06-11"}
  - name: 只有两个空白日
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-06-03 09:00:00", endtime: "2026-06-08 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", pric: 60, fee_ocur_time: "2026-06-05 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-04 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-06 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-07 20:00:00"}
    finds: []
  - name: 中间一日已办请假，空白日断开
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-06-03 09:00:00", endtime: "2026-06-08 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-04 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-05 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-06 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-07 20:00:00"}
      leave_d:
        - {mdtrt_id: I1, begntime: "2026-06-06 08:00:00", endtime: "2026-06-06 20:00:00", appr_flag: "1"}
    finds: []
  - name: 口服药一次记七日量，覆盖空白日
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-06-03 09:00:00", endtime: "2026-06-08 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", cnt: 1, prd_days: 7, pric: 60, fee_ocur_time: "2026-06-03 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-04 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-05 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-06 20:00:00"}
    finds: []
  - name: 每日四片的口服药是日常医嘱，不算补记
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-06-03 09:00:00", endtime: "2026-06-09 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", cnt: 4, pric: 1, fee_ocur_time: "2026-06-03 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", cnt: 4, pric: 1, fee_ocur_time: "2026-06-04 10:00:00"}
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-05 20:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-06 20:00:00"}
        - {mdtrt_id: I1, bkkp_sn: G, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-07 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", cnt: 4, pric: 1, fee_ocur_time: "2026-06-08 10:00:00"}
    finds:
      - {checkout_amt: 120.00, sev_deg: 2, bkkp_sns: [A, B, G], evidence: {run_days: 3}}
  - name: 每日四片的口服药，空白日前一日记了四日的量
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-06-03 09:00:00", endtime: "2026-06-09 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", cnt: 4, pric: 1, fee_ocur_time: "2026-06-03 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", cnt: 16, pric: 1, fee_ocur_time: "2026-06-04 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-05 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-06 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-07 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", cnt: 4, pric: 1, fee_ocur_time: "2026-06-08 10:00:00"}
    finds: []
  - name: 治疗在出院日按全程次数补记
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-06-03 09:00:00", endtime: "2026-06-08 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003401000010000", med_chrgitm_type: "05", cnt: 5, pric: 20, fee_ocur_time: "2026-06-08 08:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-04 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-05 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-06 20:00:00"}
    finds: []
  - name: 骨折卧床，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-06-03 09:00:00", endtime: "2026-06-08 10:00:00", dscg_maindiag_code: S72.000}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-04 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-05 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-06 20:00:00"}
    finds:
      - {checkout_amt: 120.00, sev_deg: 3, evidence: {soft: [fracture]}}
  - name: 空白日全在端午假期，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-06-17 09:00:00", endtime: "2026-06-23 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", pric: 60, fee_ocur_time: "2026-06-18 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-19 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-20 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-21 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", pric: 60, fee_ocur_time: "2026-06-22 10:00:00"}
    finds:
      - {checkout_amt: 120.00, sev_deg: 3, evidence: {soft: [holiday]}}
  - name: 精神科长期住院
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-06-03 09:00:00", endtime: "2026-06-08 10:00:00", dscg_maindiag_code: F20.000}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-04 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-05 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-06 20:00:00"}
    finds: []
  - name: 一日的床位费已退，当日没有计费
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-06-03 09:00:00", endtime: "2026-06-08 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-04 20:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-05 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", cnt: -1, pric: 40, init_feedetl_sn: B, fee_ocur_time: "2026-06-08 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-06 20:00:00"}
    finds: []
  - name: 未出院的住院不判断
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-06-03 09:00:00", endtime: null}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-04 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-05 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-06-06 20:00:00"}
    finds: []
---*/
WITH empty_day AS (
  -- Consecutive dates share run_key: the date less its number in order.
  SELECT
    d.stay_id, d.day,
    add_days(d.day, -ROW_NUMBER() OVER (PARTITION BY d.stay_id ORDER BY d.day)) AS run_key
  FROM stay_day AS d
  WHERE NOT d.is_adm AND NOT d.is_dscg AND NOT d.leave AND d.n_core = 0 AND (d.bed_cnt > 0 OR d.nurs_cnt > 0)
), run AS (
  SELECT stay_id, run_key, MIN(day) AS run_from, MAX(day) AS run_to, COUNT(*) AS run_days
  FROM empty_day
  GROUP BY stay_id, run_key
), suspect AS (
  SELECT
    r.*, s.psn_no, s.fixmedins_code, s.adm_date, s.dscg_date, optional(s.main_diag) AS main_diag
  FROM run AS r
  JOIN stay AS s ON s.stay_id = r.stay_id
  WHERE s.in_scope AND NOT s.x5 AND r.run_days >= param('min_run', r.run_from, s.admdvs)
), care AS (
  SELECT d.stay_id, COUNT(*) AS care_days
  FROM stay_day AS d
  JOIN (SELECT DISTINCT stay_id FROM suspect) AS s ON s.stay_id = d.stay_id
  WHERE d.n_core > 0
  GROUP BY d.stay_id
), posted AS (
  SELECT e.stay_id, f.item, f.svc_date, SUM(f.cnt) AS cnt, MAX(coalesce(optional(f.prd_days), 0)) AS prd_days
  FROM fee_net AS f
  JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
  JOIN (SELECT DISTINCT stay_id FROM suspect) AS s ON s.stay_id = e.stay_id
  WHERE f.is_ip AND (f.cnt >= 2 OR optional(f.prd_days) >= 2)
    AND (f.chrg IN ('03', '04', '05', '06', '09', '10', '11') OR has_cls(f.cls, 'BLOOD'))
  GROUP BY e.stay_id, f.item, f.svc_date
), usual AS (
  -- An item posted on half of the days with care or more is a daily order: so many a day are one day's.
  SELECT
    p.stay_id, p.item,
    CASE WHEN COUNT(*) = 2 THEN CAST(MIN(p.cnt) AS DOUBLE) ELSE median_of(p.cnt) END AS day_cnt
  FROM posted AS p
  JOIN care AS c ON c.stay_id = p.stay_id
  GROUP BY p.stay_id, p.item
  HAVING COUNT(*) >= 2 AND COUNT(*) * 2 >= MIN(c.care_days)
), supplied AS (
  -- Treatment and drugs posted at once for many days, before the run or after it.
  SELECT p.stay_id, p.svc_date, MAX(greatest(CAST(p.prd_days AS DOUBLE), coalesce(ratio(p.cnt, u.day_cnt), CAST(p.cnt AS DOUBLE)))) AS days
  FROM posted AS p
  LEFT JOIN usual AS u ON u.stay_id = p.stay_id AND u.item = p.item
  GROUP BY p.stay_id, p.svc_date
), festival AS (
  SELECT DISTINCT date AS day, run_begin FROM calendar WHERE holiday_run >= 3
)
SELECT
  u.stay_id, u.stay_id AS mdtrt_id, u.psn_no, u.fixmedins_code, d.day AS svc_date,
  u.adm_date, u.dscg_date, u.run_from, u.run_to, u.run_days, u.main_diag,
  CASE
    WHEN substr(u.main_diag, 1, 3) BETWEEN 'S22' AND 'S92' THEN 'fracture'
    WHEN a.run_begin = b.run_begin THEN 'holiday'
  END AS soft
FROM suspect AS u
JOIN empty_day AS d ON d.stay_id = u.stay_id AND d.run_key = u.run_key
LEFT JOIN festival AS a ON a.day = u.run_from
LEFT JOIN festival AS b ON b.day = u.run_to
WHERE NOT EXISTS (
  SELECT 1 FROM supplied AS p
  WHERE p.stay_id = u.stay_id
    AND CASE
      WHEN p.svc_date < u.run_from THEN p.days > days_between(p.svc_date, u.run_to)
      ELSE p.days > days_between(u.run_from, p.svc_date)
    END
)
