/*---
mart: bed_held
title: 入院登记的床位
grain: [stay_id]
doc: >-
  Stays by the bed of their admission, until they left it. A bed without a department says nothing, nor does an added or
  temporary one, nor a number that stands for more than a twentieth of an institution's stays and for more than twice its
  share: that is what the form is filled with before anybody writes. Newborns and family beds have no bed of their own.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [mdtrt_d.mdtrt_id]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [mdtrt_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [mdtrt_d.fixmedins_code]}
  admdvs: {type: VARCHAR, zh: 机构归属医保区划, needs: [fixmedins_b.fix_blng_admdvs]}
  dept: {type: VARCHAR, zh: 入院科室, needs: [mdtrt_d.adm_dept_codg]}
  bed: {type: VARCHAR, zh: 入院床位, needs: [mdtrt_d.adm_bed]}
  adm_ts: {type: TIMESTAMP, zh: 入院时间, needs: [mdtrt_d.begntime]}
  adm_date: {type: DATE, zh: 入院日期, needs: [mdtrt_d.begntime]}
  dscg_date: {type: DATE, zh: 出院日期, needs: [mdtrt_d.endtime]}
  left_on: {type: DATE, zh: 离开该床的日期, needs: [mdtrt_d.endtime]}
cases:
  - name: a bed is held until it is changed; added beds and those without a department are no beds
    given:
      mdtrt_d:
        - {mdtrt_id: I1, adm_bed: " a12", adm_dept_codg: A03, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: I2, adm_bed: "14", adm_dept_codg: A03, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: I3, adm_bed: 加2, adm_dept_codg: A03, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: I4, adm_bed: "15", adm_dept_codg: null, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
      fee_list_d: [{mdtrt_id: I1}, {mdtrt_id: I2}, {mdtrt_id: I3}, {mdtrt_id: I4}]
      beddeptchg_d: [{mdtrt_id: I2, bed: "16", dept_codg: A03, chg_time: "2026-05-04 09:00:00"}]
    gives:
      - {stay_id: I1, dept: A03, bed: A12, left_on: 2026-05-09}
      - {stay_id: I2, dept: A03, bed: "14", left_on: 2026-05-04}
  - name: a number that half of the stays have is what the form is filled with
    given:
      mdtrt_d:
        - {repeat: {n: 5}, mdtrt_id: I<n>, psn_no: P<n>, adm_bed: "1", adm_dept_codg: A03, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {repeat: {n: 5}, mdtrt_id: I2<n>, psn_no: P2<n>, adm_bed: "2<n>", adm_dept_codg: A03, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
      fee_list_d:
        - {repeat: {n: 5}, mdtrt_id: I<n>, bkkp_sn: L<n>}
        - {repeat: {n: 5}, mdtrt_id: I2<n>, bkkp_sn: L2<n>}
    gives: [{stay_id: I21, bed: "21"}, {stay_id: I22}, {stay_id: I23}, {stay_id: I24}, {stay_id: I25}]
---*/
WITH bedded AS (
  SELECT
    s.stay_id, s.psn_no, s.fixmedins_code, s.admdvs, s.adm_ts, s.adm_date, s.dscg_date,
    upper(trim(s.adm_bed)) AS bed, s.adm_dept AS dept
  FROM stay AS s
  WHERE s.in_scope AND NOT s.is_open AND s.med_type <> '28' AND coalesce(s.age_d > 28, TRUE)
    AND upper(trim(s.adm_bed)) <> '' AND s.adm_dept IS NOT NULL AND NOT matches(upper(trim(s.adm_bed)), '加|J|临|[+]')
), used AS (
  SELECT fixmedins_code, dept, bed, COUNT(*) AS n FROM bedded GROUP BY fixmedins_code, dept, bed
), fair AS (
  SELECT fixmedins_code, SUM(n) AS stays, COUNT(*) AS beds FROM used GROUP BY fixmedins_code
), moved AS (
  SELECT e.stay_id, MIN(c.chg_time) AS moved_at
  FROM stay_enc AS e
  JOIN bedded AS b ON b.stay_id = e.stay_id
  LEFT JOIN beddeptchg_d AS c ON c.mdtrt_id = e.mdtrt_id
  WHERE upper(trim(c.bed)) <> b.bed OR c.dept_codg <> b.dept
  GROUP BY e.stay_id
)
SELECT
  b.stay_id, b.psn_no, b.fixmedins_code, b.admdvs, b.dept, b.bed, b.adm_ts, b.adm_date, b.dscg_date,
  least(b.dscg_date, coalesce(as_date(m.moved_at), b.dscg_date)) AS left_on
FROM bedded AS b
JOIN used AS u ON u.fixmedins_code = b.fixmedins_code AND u.dept = b.dept AND u.bed = b.bed
JOIN fair AS f ON f.fixmedins_code = b.fixmedins_code
LEFT JOIN moved AS m ON m.stay_id = b.stay_id
WHERE NOT (u.n * 20 > f.stays AND u.n * f.beds > f.stays * 2)
