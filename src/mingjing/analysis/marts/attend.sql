/*---
mart: attend
title: 到场（15 分钟）
grain: [psn_no, fixmedins_code, bin]
doc: >-
  Person, institution and quarter of an hour of outpatient visits and purchases with a clock. Settlements with an item
  of a series (dialysis, rehabilitation, injections, methadone ...) are left out: those patients meet by their schedule.
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
---*/
WITH course AS (
  SELECT DISTINCT f.setl_id
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene IN ('OP', 'PH') AND has_cls(f.cls, 'SERIES')
)
SELECT
  s.psn_no, s.fixmedins_code, day_number(s.setl_date) * 96 + int_div(minute_of_day(s.setl_time), 15) AS bin,
  MIN(s.setl_date) AS svc_date, MIN(s.scene) AS scene
FROM setl_net AS s
LEFT JOIN course AS c ON c.setl_id = s.setl_id
WHERE s.in_scope AND s.scene IN ('OP', 'PH') AND s.has_time AND c.setl_id IS NULL
GROUP BY s.psn_no, s.fixmedins_code, day_number(s.setl_date) * 96 + int_div(minute_of_day(s.setl_time), 15)
