/*---
mart: sex_doubt
title: 性别登记存疑的人员
grain: [psn_no]
doc: >-
  Persons with at least three encounters whose lines belong to the other sex (gender_limit): the register is
  more likely wrong than the lines (X8). A rule softens a line when third_on lies before it and mdtrt_id is
  not its own encounter. Mothers and newborns on one account (X2) do not count.
columns:
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [fee_list_d.psn_no]}
  mdtrt_id: {type: VARCHAR, zh: 第三次性别不符的就诊ID, needs: [fee_list_d.mdtrt_id]}
  third_on: {type: DATE, zh: 第三次性别不符的日期, needs: [psn_info_b.gend]}
cases:
  - name: the third encounter with items of the other sex dates the doubt, refunded lines do not count
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002101030300000", fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: "002202010060000", fee_ocur_time: "2026-01-05 09:30:00"}
        - {mdtrt_id: E2, med_list_codg: "002101030300000", fee_ocur_time: "2026-01-15 09:00:00"}
        - {mdtrt_id: E3, bkkp_sn: A, med_list_codg: "002101030300000", fee_ocur_time: "2026-01-20 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: "002101030300000", cnt: -1, init_feedetl_sn: A, fee_ocur_time: "2026-01-20 10:00:00"}
        - {mdtrt_id: E4, med_list_codg: "002202010060000", fee_ocur_time: "2026-02-01 09:00:00"}
    gives: [{psn_no: P, mdtrt_id: E4, third_on: "2026-02-01"}]
  - name: two encounters leave no doubt
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002101030300000", fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002101030300000", fee_ocur_time: "2026-01-15 09:00:00"}
    gives: []
---*/
WITH odd AS (
  SELECT f.psn_no, f.mdtrt_id, MIN(f.svc_date) AS svc_date
  FROM fee_net AS f
  JOIN gender_limit AS k ON k_match(k, f)
  WHERE f.in_scope AND NOT f.x2 AND f.gend <> k.gend_allowed
  GROUP BY f.psn_no, f.mdtrt_id
), numbered AS (
  SELECT psn_no, mdtrt_id, svc_date, ROW_NUMBER() OVER (PARTITION BY psn_no ORDER BY svc_date, mdtrt_id) AS nth
  FROM odd
)
SELECT psn_no, mdtrt_id, svc_date AS third_on
FROM numbered
WHERE nth = 3
