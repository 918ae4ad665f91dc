/*---
mart: staff_day
title: 医务人员日
grain: [staff_code, fixmedins_code, day]
doc: >-
  What a code ordered (bilg_dr_code) at an institution on a date, and the minutes of hands-on work that were carried out
  under it (acord_dr_code): quantity x standard minutes of services that take the whole attention of one person
  (item_time); null where no such service was recorded. therapy: persons treated hands-on in
  rehabilitation. national: the code has the national shape and means one person everywhere. first_ts, last_ts: of
  lines that have a time of day.
columns:
  staff_code: {type: VARCHAR, zh: 医务人员代码, needs: ["fee_list_d.bilg_dr_code|fee_list_d.acord_dr_code"]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fee_list_d.fixmedins_code]}
  day: {type: DATE, zh: 日期, needs: [fee_list_d.fee_ocur_time]}
  national: {type: BOOLEAN, zh: 国家编码, needs: ["fee_list_d.bilg_dr_code|fee_list_d.acord_dr_code"]}
  encs: {type: BIGINT, zh: 就诊数, needs: [fee_list_d.bilg_dr_code]}
  op_encs: {type: BIGINT, zh: 其中门诊就诊数, needs: [fee_list_d.bilg_dr_code]}
  persons: {type: BIGINT, zh: 人数, needs: [fee_list_d.bilg_dr_code]}
  lines: {type: BIGINT, zh: 明细数, needs: [fee_list_d.bilg_dr_code]}
  inscp: {type: 'DECIMAL(16,2)', zh: 医保范围内金额, needs: [fee_list_d.bilg_dr_code, fee_list_d.det_item_fee_sumamt]}
  dept: {type: VARCHAR, zh: 开单科室（标准科室前三位，最小者）, needs: [fee_list_d.bilg_dr_code, fee_list_d.bilg_dept_codg]}
  depts: {type: BIGINT, zh: 开单科室数, needs: [fee_list_d.bilg_dr_code, fee_list_d.bilg_dept_codg]}
  first_ts: {type: TIMESTAMP, zh: 首次开单时间, needs: [fee_list_d.bilg_dr_code, fee_list_d.fee_ocur_time]}
  last_ts: {type: TIMESTAMP, zh: 末次开单时间, needs: [fee_list_d.bilg_dr_code, fee_list_d.fee_ocur_time]}
  minutes: {type: 'DECIMAL(38,4)', zh: 执行的手工操作标准分钟数, needs: [fee_list_d.acord_dr_code, fee_list_d.med_list_codg]}
  therapy: {type: BIGINT, zh: 手工康复理疗的人数, needs: [fee_list_d.acord_dr_code, fee_list_d.med_list_codg]}
cases:
  - name: two patients ordered for by one code, one treated by another
    given:
      mdtrt_d: [{mdtrt_id: E1, psn_no: P1}, {mdtrt_id: E2, psn_no: P2}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: RX7, cnt: 2, pric: 10, bilg_dr_code: =D310101000001, bilg_dept_codg: A03.01, acord_dr_code: T1, fee_ocur_time: "2026-05-04 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: RX8, cnt: 2, pric: 10, bilg_dr_code: =D310101000001, bilg_dept_codg: A04, acord_dr_code: T1, fee_ocur_time: "2026-05-04 10:00:00"}
        - {mdtrt_id: E2, pric: 10, bilg_dr_code: =D310101000001, bilg_dept_codg: A03, fee_ocur_time: "2026-05-04 00:00:00"}
    knowledge: {item_class: [{item_code: RX7, cls: REHAB, member: 1, std_min: 30}, {item_code: RX8, cls: HOURLY, member: 1, std_min: 60, parallel: 4}]}
    gives:
      - {staff_code: D310101000001, national: true, day: 2026-05-04, encs: 2, op_encs: 2, persons: 2, lines: 3, inscp: 50.00, dept: A03, depts: 2, first_ts: "2026-05-04 09:00:00", last_ts: "2026-05-04 10:00:00", minutes: null, therapy: 0}
      - {staff_code: T1, national: false, encs: 0, lines: 0, minutes: 60, therapy: 1}
---*/
WITH seen AS (
  SELECT
    f.bilg_dr AS staff_code, f.fixmedins_code, f.svc_date AS day, f.mdtrt_id, f.psn_no, f.scene, LEFT(f.bilg_dept, 3) AS dept,
    COUNT(*) AS lines,
    SUM(f.amt) AS inscp,
    MIN(CASE WHEN f.has_time THEN f.fee_ocur_time END) AS first_ts,
    MAX(f.fee_ocur_time) AS last_ts
  FROM fee_net AS f
  WHERE f.in_scope AND f.scene IN ('IP', 'OP') AND f.bilg_dr IS NOT NULL
  GROUP BY f.bilg_dr, f.fixmedins_code, f.svc_date, f.mdtrt_id, f.psn_no, f.scene, LEFT(f.bilg_dept, 3)
), met AS (
  SELECT
    staff_code, fixmedins_code, day, psn_no,
    COUNT(*) AS encs,
    COUNT(CASE WHEN scene = 'OP' THEN 1 END) AS op_encs,
    SUM(lines) AS lines,
    SUM(inscp) AS inscp,
    MIN(dept) AS dept,
    MAX(dept) AS other_dept,
    COUNT(dept) AS n_dept,
    MIN(first_ts) AS first_ts,
    MAX(last_ts) AS last_ts
  FROM seen
  GROUP BY staff_code, fixmedins_code, day, psn_no
), ordered AS (
  -- Where a day knows one department at most, its encounters are the rows of `seen`.
  SELECT
    staff_code, fixmedins_code, day,
    CAST(SUM(encs) AS BIGINT) AS encs,
    CAST(SUM(op_encs) AS BIGINT) AS op_encs,
    COUNT(*) AS persons,
    CAST(SUM(lines) AS BIGINT) AS lines,
    SUM(inscp) AS inscp,
    MIN(dept) AS dept,
    CASE WHEN MIN(dept) IS NULL THEN 0 ELSE 1 END AS depts,
    MIN(dept) < MAX(other_dept) OR SUM(n_dept) BETWEEN 1 AND SUM(encs) - 1 AS mixed,
    MIN(first_ts) AS first_ts,
    MAX(last_ts) AS last_ts
  FROM met
  GROUP BY staff_code, fixmedins_code, day
), several AS (
  SELECT
    s.staff_code, s.fixmedins_code, s.day,
    COUNT(DISTINCT s.mdtrt_id) AS encs,
    COUNT(DISTINCT CASE WHEN s.scene = 'OP' THEN s.mdtrt_id END) AS op_encs,
    COUNT(DISTINCT s.dept) AS depts
  FROM seen AS s
  JOIN ordered AS o ON o.staff_code = s.staff_code AND o.fixmedins_code = s.fixmedins_code AND o.day = s.day
  WHERE o.mixed
  GROUP BY s.staff_code, s.fixmedins_code, s.day
), worked AS (
  SELECT
    f.acord_dr AS staff_code, f.fixmedins_code, f.svc_date AS day,
    SUM(product(f.cnt, t.std_min)) AS minutes,
    COUNT(DISTINCT CASE WHEN t.therapy THEN f.psn_no END) AS therapy
  FROM fee_net AS f
  JOIN item_time AS t ON t.item = f.item AND t.kreg = f.kreg
  WHERE f.in_scope AND f.scene IN ('IP', 'OP') AND f.acord_dr IS NOT NULL
  GROUP BY f.acord_dr, f.fixmedins_code, f.svc_date
)
SELECT
  coalesce(o.staff_code, w.staff_code) AS staff_code,
  coalesce(o.fixmedins_code, w.fixmedins_code) AS fixmedins_code,
  coalesce(o.day, w.day) AS day,
  matches(coalesce(o.staff_code, w.staff_code), '^[A-Z][A-Z]?[0-9]{12}$') AS national,
  coalesce(m.encs, o.encs, 0) AS encs,
  coalesce(m.op_encs, o.op_encs, 0) AS op_encs,
  coalesce(o.persons, 0) AS persons,
  coalesce(o.lines, 0) AS lines,
  CAST(coalesce(o.inscp, 0) AS DECIMAL(16,2)) AS inscp,
  o.dept,
  coalesce(m.depts, o.depts, 0) AS depts,
  o.first_ts,
  CASE WHEN has_clock(o.last_ts) THEN o.last_ts END AS last_ts,
  CAST(w.minutes AS DECIMAL(38,4)) AS minutes,
  coalesce(w.therapy, 0) AS therapy
FROM ordered AS o
FULL JOIN worked AS w ON w.staff_code = o.staff_code AND w.fixmedins_code = o.fixmedins_code AND w.day = o.day
LEFT JOIN several AS m ON m.staff_code = o.staff_code AND m.fixmedins_code = o.fixmedins_code AND m.day = o.day
