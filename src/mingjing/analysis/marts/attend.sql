/*---
mart: attend
title: 到场（15 分钟）
grain: [psn_no, fixmedins_code, bin]
doc: >-
  Person, institution and quarter of an hour of outpatient visits and purchases with a clock. Settlements with an item
  of a series (dialysis, rehabilitation, injections, methadone ...) are left out, and so are outpatient dates of a course:
  six or more dates at the institution within a week before and after. Those patients meet by their schedule. A month that an
  institution uploaded late or without times of day (flag_inst) has the clock of the upload, not of the visit: left out.
columns:
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [setl_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [setl_d.fixmedins_code]}
  bin: {type: BIGINT, zh: 从 1970-01-01 起的第几个 15 分钟, needs: [setl_d.setl_time]}
  svc_date: {type: DATE, zh: 日期, needs: [setl_d.setl_time]}
  scene: {type: VARCHAR, zh: 场景（OP 门诊，PH 购药）, needs: [mdtrt_d.med_type]}
cases:
  - name: one row per quarter of an hour, series and settlements without a clock left out
    given:
      mdtrt_d: [{repeat: {n: 5}, mdtrt_id: "E<n>", fixmedins_code: D}]
      fee_list_d:
        - {mdtrt_id: E1, fee_ocur_time: "1970-01-02 10:00:00"}
        - {mdtrt_id: E2, fee_ocur_time: "1970-01-02 10:14:59"}
        - {mdtrt_id: E3, fee_ocur_time: "1970-01-02 10:15:00"}
        - {mdtrt_id: E4, fee_ocur_time: "1970-01-03 10:15:00", med_list_codg: SERX1}
        - {mdtrt_id: E5, fee_ocur_time: "1970-01-04 00:00:00"}
    knowledge: {item_class: [{item_code: SERX1, cls: SERIES, member: 1}]}
    gives: [{psn_no: P, fixmedins_code: D, bin: 136, svc_date: 1970-01-02, scene: PH}, {bin: 137}]
  - name: six dates of a course at a hospital are left out, a date apart and purchases are not
    given:
      mdtrt_d:
        - {repeat: {n: 6}, mdtrt_id: "E<n>", fixmedins_code: H}
        - {repeat: {n: 6}, mdtrt_id: "F<n>", fixmedins_code: D}
        - {mdtrt_id: G, fixmedins_code: H}
      fee_list_d:
        - {repeat: {n: 6}, mdtrt_id: "E<n>", bkkp_sn: "A<n>", fee_ocur_time: "1970-03-0<n> 10:00:00"}
        - {repeat: {n: 6}, mdtrt_id: "F<n>", bkkp_sn: "B<n>", fee_ocur_time: "1970-03-0<n> 15:00:00"}
        - {mdtrt_id: G, fee_ocur_time: "1970-03-20 10:00:00"}
    gives:
      - {fixmedins_code: D, svc_date: 1970-03-01}
      - {fixmedins_code: D, svc_date: 1970-03-02}
      - {fixmedins_code: D, svc_date: 1970-03-03}
      - {fixmedins_code: D, svc_date: 1970-03-04}
      - {fixmedins_code: D, svc_date: 1970-03-05}
      - {fixmedins_code: D, svc_date: 1970-03-06}
      - {fixmedins_code: H, svc_date: 1970-03-20}
  - name: what was uploaded days later has no clock of its own
    given:
      mdtrt_d: [{repeat: {n: 3}, mdtrt_id: "E<n>", fixmedins_code: D1}, {mdtrt_id: F, fixmedins_code: D2}]
      fee_list_d:
        - {repeat: {n: 3}, mdtrt_id: "E<n>", bkkp_sn: "A<n>", fee_ocur_time: "1970-05-0<n> 10:00:00", crte_time: "1970-05-28 10:00:00"}
        - {mdtrt_id: F, bkkp_sn: B, fee_ocur_time: "1970-05-01 10:00:00", crte_time: "1970-05-01 10:05:00"}
    gives: [{fixmedins_code: D2, svc_date: 1970-05-01}]
---*/
WITH course AS (
  SELECT DISTINCT f.setl_id
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene IN ('OP', 'PH') AND has_cls(f.cls, 'SERIES')
), regular AS (
  SELECT psn_no, fixmedins_code FROM visit WHERE scene = 'OP' GROUP BY psn_no, fixmedins_code HAVING COUNT(*) >= 6
), counted AS (
  SELECT
    v.psn_no, v.fixmedins_code, v.svc_date,
    COUNT(*) OVER (PARTITION BY v.psn_no, v.fixmedins_code ORDER BY day_number(v.svc_date) RANGE BETWEEN 6 PRECEDING AND 6 FOLLOWING) AS dates
  FROM visit AS v
  JOIN regular AS r ON r.psn_no = v.psn_no AND r.fixmedins_code = v.fixmedins_code
  WHERE v.scene = 'OP'
), dense AS (
  SELECT psn_no, fixmedins_code, svc_date FROM counted WHERE dates >= 6
), late AS (
  SELECT fixmedins_code, month FROM flag_inst WHERE has_cls(flags, 'upload')
)
SELECT
  s.psn_no, s.fixmedins_code, day_number(s.setl_date) * 96 + int_div(minute_of_day(s.setl_time), 15) AS bin,
  MIN(s.setl_date) AS svc_date, MIN(s.scene) AS scene
FROM setl_net AS s
LEFT JOIN course AS c ON c.setl_id = s.setl_id
LEFT JOIN dense AS d ON d.psn_no = s.psn_no AND d.fixmedins_code = s.fixmedins_code AND d.svc_date = s.setl_date AND s.scene = 'OP'
LEFT JOIN late AS u ON u.fixmedins_code = s.fixmedins_code AND u.month = month_of(s.setl_date)
WHERE s.in_scope AND s.scene IN ('OP', 'PH') AND s.has_time AND c.setl_id IS NULL AND d.psn_no IS NULL AND u.month IS NULL
GROUP BY s.psn_no, s.fixmedins_code, day_number(s.setl_date) * 96 + int_div(minute_of_day(s.setl_time), 15)
