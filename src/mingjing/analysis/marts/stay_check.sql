/*---
mart: stay_check
title: 查床未在位日
grain: [stay_id, day]
doc: >-
  Dates of a stay on which the ward check failed and none passed. Left out: leave, declared reasons, days on which most
  of the checks of an institution failed (its device), and checks within two hours of an examination or operation.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [wardcheck_d.mdtrt_id]}
  day: {type: DATE, zh: 日期, needs: [wardcheck_d.crtf_time, wardcheck_d.crtf_rslt]}
cases:
  - name: a failed check counts once a day, unless another passed or the day was granted
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, pric: 40, fee_ocur_time: "2026-05-01 20:00:00"}
        - {mdtrt_id: I1, pric: 40, med_chrgitm_type: "03", fee_ocur_time: "2026-05-06 10:30:00"}
      wardcheck_d:
        - {mdtrt_id: I1, crtf_time: "2026-05-03 10:00:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-03 16:00:00", crtf_rslt: "2"}
        - {mdtrt_id: I1, crtf_time: "2026-05-04 10:00:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-04 15:00:00", crtf_rslt: "1"}
        - {mdtrt_id: I1, crtf_time: "2026-05-05 10:00:00", crtf_rslt: "0", sp_dcla_rea: "1"}
        - {mdtrt_id: I1, crtf_time: "2026-05-06 10:00:00", crtf_rslt: "0"}
        - {mdtrt_id: I1, crtf_time: "2026-05-07 10:00:00", crtf_rslt: "0"}
      leave_d: [{mdtrt_id: I1, begntime: "2026-05-07 08:00:00", endtime: "2026-05-07 18:00:00", appr_flag: "1"}]
    gives: [{stay_id: I1, day: 2026-05-03}]
---*/
WITH checked AS (
  SELECT
    e.stay_id, w.mdtrt_id, s.fixmedins_code, w.crtf_time, as_date(w.crtf_time) AS day, w.crtf_rslt, w.sp_dcla_rea,
    NOT s.is_open AND w.crtf_time >= s.adm_ts AND w.crtf_time <= s.dscg_ts AS inside
  FROM wardcheck_d AS w
  JOIN stay_enc AS e ON e.mdtrt_id = w.mdtrt_id
  JOIN stay AS s ON s.stay_id = e.stay_id
  WHERE s.in_scope
), device AS (
  SELECT fixmedins_code, day
  FROM checked
  GROUP BY fixmedins_code, day
  HAVING COUNT(*) >= 10 AND SUM(CASE WHEN crtf_rslt IN ('0', '2') THEN 1 ELSE 0 END) * 2 > COUNT(*)
), met AS (
  SELECT DISTINCT stay_id, day FROM checked WHERE crtf_rslt IN ('1', '4')
), failed AS (
  SELECT c.stay_id, c.mdtrt_id, c.day, c.crtf_time
  FROM checked AS c
  LEFT JOIN device AS v ON v.fixmedins_code = c.fixmedins_code AND v.day = c.day
  LEFT JOIN met AS m ON m.stay_id = c.stay_id AND m.day = c.day
  LEFT JOIN stay_day AS d ON d.stay_id = c.stay_id AND d.day = c.day
  WHERE c.inside AND c.crtf_rslt IN ('0', '2') AND coalesce(c.sp_dcla_rea, '') NOT IN ('1', '2', '3')
    AND v.day IS NULL AND m.day IS NULL AND NOT coalesce(d.leave, FALSE)
), fetched AS (
  SELECT c.stay_id, c.crtf_time
  FROM fee_net AS f
  JOIN failed AS c ON c.mdtrt_id = f.mdtrt_id AND f.svc_date = c.day
  WHERE f.is_ip AND f.has_time AND f.chrg IN ('03', '06') AND abs(seconds_between(f.fee_ocur_time, c.crtf_time)) <= 7200
  UNION
  SELECT c.stay_id, c.crtf_time
  FROM failed AS c
  JOIN oprn AS o ON o.stay_id = c.stay_id
  WHERE seconds_between(o.beg_ts, c.crtf_time) >= -7200
    AND seconds_between(coalesce(o.end_ts, o.beg_ts), c.crtf_time) <= 7200
)
SELECT DISTINCT c.stay_id, c.day
FROM failed AS c
LEFT JOIN fetched AS x ON x.stay_id = c.stay_id AND x.crtf_time = c.crtf_time
WHERE x.stay_id IS NULL
