/*---
mart: stay_day
title: 住院逐日
grain: [stay_id, day]
doc: >-
  Each closed stay of at least one night by each of its dates, with what was billed on it.
  night_out: the leave holds over the night to the next date; an outing by day leaves the bed in use.
  leave: an approved leave covers the date, or the ward check says so; leave days are neither billable bed days
  nor empty days. n_core counts lines of diagnosis, treatment and drugs.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [mdtrt_d.mdtrt_id]}
  day: {type: DATE, zh: 日期, needs: [mdtrt_d.endtime]}
  is_adm: {type: BOOLEAN, zh: 入院日}
  is_dscg: {type: BOOLEAN, zh: 出院日}
  leave: {type: BOOLEAN, zh: 请假离院}
  night_out: {type: BOOLEAN, zh: 当晚请假外宿}
  n_core: {type: BIGINT, zh: 诊疗用药明细数, needs: [fee_list_d.med_chrgitm_type]}
  bed_cnt: {type: 'DECIMAL(16,4)', zh: 床位费数量, needs: [fee_list_d.med_list_codg]}
  nurs_cnt: {type: 'DECIMAL(16,4)', zh: 护理费数量, needs: [fee_list_d.med_list_codg]}
  amt: {type: 'DECIMAL(16,2)', zh: 当日医保范围内金额, needs: [fee_list_d.det_item_fee_sumamt]}
  n_line: {type: BIGINT, zh: 当日明细数, needs: [fee_list_d.fee_ocur_time]}
  care_amt: {type: 'DECIMAL(16,2)', zh: 当日床位费以外的明细总额, needs: [fee_list_d.det_item_fee_sumamt, fee_list_d.med_chrgitm_type]}
cases:
  - name: 三夜住院有四个日期，中间一日只有床位费
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-04 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-05-01 20:00:00"}
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", pric: 60, fee_ocur_time: "2026-05-01 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 40, fee_ocur_time: "2026-05-02 20:00:00"}
      leave_d:
        - {mdtrt_id: I1, begntime: "2026-05-03 08:00:00", endtime: "2026-05-03 18:00:00", appr_flag: "1"}
        - {mdtrt_id: I1, begntime: "2026-05-01 19:00:00", endtime: "2026-05-02 07:00:00", appr_flag: "1"}
    gives:
      - {day: "2026-05-01", is_adm: true, n_core: 1, bed_cnt: 1, amt: 100.00, n_line: 2, care_amt: 60.00, leave: true, night_out: true}
      - {day: "2026-05-02", is_adm: false, n_core: 0, bed_cnt: 1, leave: true, night_out: false}
      - {day: "2026-05-03", n_core: 0, bed_cnt: 0, leave: true, night_out: false, amt: 0.00}
      - {day: "2026-05-04", is_dscg: true, n_core: 0, leave: false, night_out: false}
---*/
WITH billed AS (
  SELECT
    e.stay_id, f.svc_date AS day,
    COUNT(CASE WHEN f.chrg IN ('03', '04', '05', '06', '09', '10', '11') OR has_cls(f.cls, 'BLOOD') THEN 1 END) AS n_core,
    SUM(CASE WHEN has_cls(f.cls, 'BED') THEN f.cnt ELSE 0 END) AS bed_cnt,
    SUM(CASE WHEN has_cls(f.cls, 'NURS') THEN f.cnt ELSE 0 END) AS nurs_cnt,
    SUM(f.amt) AS amt,
    COUNT(*) AS n_line,
    SUM(CASE WHEN f.chrg = '01' OR has_cls(f.cls, 'BED') THEN 0 ELSE f.gross END) AS care_amt
  FROM fee_net AS f
  JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
  WHERE f.is_ip
  GROUP BY e.stay_id, f.svc_date
), left_on AS (
  SELECT e.stay_id, c.date AS day, c.date < as_date(l.endtime) AS night_out
  FROM leave_d AS l
  JOIN stay_enc AS e ON e.mdtrt_id = l.mdtrt_id
  JOIN calendar AS c ON c.date BETWEEN as_date(l.begntime) AND as_date(coalesce(l.endtime, l.begntime))
  WHERE coalesce(l.appr_flag, '1') = '1'
  UNION ALL
  SELECT e.stay_id, as_date(w.crtf_time) AS day, FALSE AS night_out
  FROM wardcheck_d AS w
  JOIN stay_enc AS e ON e.mdtrt_id = w.mdtrt_id
  WHERE w.crtf_rslt = '4'
), away AS (
  SELECT stay_id, day, bool_or(coalesce(night_out, FALSE)) AS night_out
  FROM left_on
  GROUP BY stay_id, day
)
SELECT
  s.stay_id, c.date AS day,
  CASE WHEN c.date = s.adm_date THEN TRUE ELSE FALSE END AS is_adm,
  CASE WHEN c.date = s.dscg_date THEN TRUE ELSE FALSE END AS is_dscg,
  CASE WHEN a.stay_id IS NOT NULL THEN TRUE ELSE FALSE END AS leave,
  coalesce(a.night_out, FALSE) AS night_out,
  coalesce(b.n_core, 0) AS n_core,
  CAST(coalesce(b.bed_cnt, 0) AS DECIMAL(16,4)) AS bed_cnt,
  CAST(coalesce(b.nurs_cnt, 0) AS DECIMAL(16,4)) AS nurs_cnt,
  CAST(coalesce(b.amt, 0) AS DECIMAL(16,2)) AS amt,
  coalesce(b.n_line, 0) AS n_line,
  CAST(coalesce(b.care_amt, 0) AS DECIMAL(16,2)) AS care_amt
FROM stay AS s
JOIN calendar AS c ON c.date BETWEEN s.adm_date AND s.dscg_date
LEFT JOIN billed AS b ON b.stay_id = s.stay_id AND b.day = c.date
LEFT JOIN away AS a ON a.stay_id = s.stay_id AND a.day = c.date
WHERE NOT s.is_open AND s.nights >= 1
