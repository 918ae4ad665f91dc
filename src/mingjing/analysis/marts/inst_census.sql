/*---
mart: inst_census
title: 机构逐日在院
grain: [fixmedins_code, day]
doc: >-
  Stays of an institution that have the night from the date before them (closed ones of at least a night), how many of
  the patients present had a line of diagnosis, treatment or drugs, and the beds it was granted.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [mdtrt_d.fixmedins_code]}
  day: {type: DATE, zh: 日期, needs: [mdtrt_d.endtime]}
  census: {type: BIGINT, zh: 在院过夜人次, needs: [mdtrt_d.endtime]}
  present: {type: BIGINT, zh: 全日在院人次（非出入院日，未请假）, needs: [mdtrt_d.endtime]}
  treated: {type: BIGINT, zh: 其中当日有诊疗用药的人次, needs: [fee_list_d.med_chrgitm_type]}
  beds: {type: BIGINT, zh: 批准床位数, needs: [fixmedins_b.aprv_bed_cnt]}
  weekday: {type: BIGINT, zh: 星期（0 星期一，6 星期日）, needs: [mdtrt_d.endtime]}
cases:
  - name: two stays that overlap by a night, one of them with a line on it
    given:
      fixmedins_b: [{fixmedins_code: H, aprv_bed_cnt: 20}]
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-03 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-05-02 09:00:00", endtime: "2026-05-04 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_chrgitm_type: "09", fee_ocur_time: "2026-05-02 10:00:00"}
        - {mdtrt_id: I2, med_chrgitm_type: "01", fee_ocur_time: "2026-05-03 10:00:00"}
    gives:
      - {day: 2026-05-01, census: 1, present: 0, treated: 0, beds: 20, weekday: 4}
      - {day: 2026-05-02, census: 2, present: 1, treated: 1}
      - {day: 2026-05-03, census: 1, present: 1, treated: 0, weekday: 6}
---*/
SELECT
  s.fixmedins_code, d.day,
  COUNT(*) AS census,
  COUNT(CASE WHEN NOT d.is_adm AND NOT d.leave THEN 1 END) AS present,
  COUNT(CASE WHEN NOT d.is_adm AND NOT d.leave AND d.n_core > 0 THEN 1 END) AS treated,
  MAX(i.aprv_bed_cnt) AS beds,
  int_mod(day_number(d.day) + 3, 7) AS weekday
FROM stay_day AS d
JOIN stay AS s ON s.stay_id = d.stay_id
JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
WHERE s.in_scope AND NOT d.is_dscg
GROUP BY s.fixmedins_code, d.day
