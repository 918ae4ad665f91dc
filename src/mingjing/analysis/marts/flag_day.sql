/*---
mart: flag_day
title: 机构集体就诊日
grain: [fixmedins_code, day]
doc: >-
  Dates on which a crowd came to an institution: more than 60 persons in a quarter of an hour (slot), or three times as
  many persons as on 95 % of its days, at least 20, of whom 80 % had the same item and whose ages lie within 6 years but
  for a tenth at either end (group: school, employer's check-up, vaccination).
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [setl_d.fixmedins_code]}
  day: {type: DATE, zh: 日期, needs: [setl_d.setl_time]}
  kind: {type: VARCHAR, zh: 情形（slot 同一时段人数过多，group 集体就诊）, needs: [setl_d.setl_time]}
  persons: {type: BIGINT, zh: 当日人数, needs: [setl_d.psn_no]}
cases:
  - name: a class of thirty on one day, where one person a day is usual
    given:
      psn_info_b: [{repeat: {n: 30}, psn_no: P<n>, brdy: "2014-06-01"}, {psn_no: Q}]
      mdtrt_d:
        - {repeat: {n: 30}, mdtrt_id: E<n>, psn_no: P<n>}
        - {repeat: {m: ["01", "02", "03", "04"], d: ["04", "07", "11", "14", "18", "21", "25", "28"]}, mdtrt_id: F<m>-<d>, psn_no: Q}
      fee_list_d:
        - {repeat: {n: 30}, bkkp_sn: A<n>, mdtrt_id: E<n>, fee_ocur_time: "2026-05-04 09:00:00"}
        - {repeat: {m: ["01", "02", "03", "04"], d: ["04", "07", "11", "14", "18", "21", "25", "28"]}, bkkp_sn: B<m>-<d>, mdtrt_id: F<m>-<d>, fee_ocur_time: "2026-<m>-<d> 09:00:00"}
    gives: [{fixmedins_code: H, day: 2026-05-04, kind: group, persons: 30}]
---*/
WITH daily AS (
  SELECT fixmedins_code, setl_date AS day, COUNT(DISTINCT psn_no) AS persons
  FROM setl_net
  WHERE in_scope AND scene <> 'IP'
  GROUP BY fixmedins_code, setl_date
), usual AS (
  SELECT fixmedins_code, quantile_of(persons, 0.95) AS p95 FROM daily GROUP BY fixmedins_code
), busy AS (
  SELECT d.fixmedins_code, d.day, d.persons
  FROM daily AS d
  JOIN usual AS u ON u.fixmedins_code = d.fixmedins_code
  WHERE d.persons >= 20 AND d.persons >= 3 * u.p95
), aged AS (
  SELECT
    b.fixmedins_code, b.day, b.persons, quantile_of(f.age_y, 0.9) - quantile_of(f.age_y, 0.1) AS spread
  FROM busy AS b
  JOIN fee_net AS f ON f.fixmedins_code = b.fixmedins_code AND f.svc_date = b.day
  WHERE f.in_scope AND NOT f.is_ip
  GROUP BY b.fixmedins_code, b.day, b.persons
), common AS (
  SELECT b.fixmedins_code, b.day, f.item, COUNT(DISTINCT f.psn_no) AS takers
  FROM busy AS b
  JOIN fee_net AS f ON f.fixmedins_code = b.fixmedins_code AND f.svc_date = b.day
  WHERE f.in_scope AND NOT f.is_ip
  GROUP BY b.fixmedins_code, b.day, f.item
), shared AS (
  SELECT fixmedins_code, day, MAX(takers) AS takers FROM common GROUP BY fixmedins_code, day
), crowded AS (
  SELECT fixmedins_code, setl_date AS day, int_div(minute_of_day(setl_time), 15) AS slot, COUNT(DISTINCT psn_no) AS persons
  FROM setl_net
  WHERE in_scope AND scene <> 'IP' AND has_time
  GROUP BY fixmedins_code, setl_date, int_div(minute_of_day(setl_time), 15)
), found AS (
  SELECT a.fixmedins_code, a.day, 'group' AS kind
  FROM aged AS a
  JOIN shared AS s ON s.fixmedins_code = a.fixmedins_code AND s.day = a.day
  WHERE a.spread <= 6 AND s.takers * 10 >= a.persons * 8
  UNION ALL
  SELECT fixmedins_code, day, 'slot' AS kind FROM crowded WHERE persons > 60
)
SELECT f.fixmedins_code, f.day, MIN(f.kind) AS kind, MAX(d.persons) AS persons
FROM found AS f
JOIN daily AS d ON d.fixmedins_code = f.fixmedins_code AND d.day = f.day
GROUP BY f.fixmedins_code, f.day
