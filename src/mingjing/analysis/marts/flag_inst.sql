/*---
mart: flag_inst
title: 机构月份的正当情形标记
grain: [fixmedins_code, month]
doc: >-
  Circumstances of an institution in a month with lines, as a list: upload (at least 60 % of the lines came in a day or
  more after the care, or without a time of day: minutes and day patterns tell nothing), new (less than six months
  since its first line or the beginning of its first agreement), monopoly (the only one of its class in the county),
  referral (a hospital of level 3 with 30 % of its stays from other cities, in every year of the data). Months without
  any of them have no row.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fee_list_d.fixmedins_code]}
  month: {type: VARCHAR, zh: 月份, needs: [fee_list_d.fee_ocur_time]}
  flags: {type: VARCHAR, zh: 标记列表（'|monopoly|upload|'）, needs: [fee_list_d.fee_ocur_time]}
cases:
  - name: lines that came in days later, and lines without a time of day
    given:
      fixmedins_b: [{fixmedins_code: H1}, {fixmedins_code: H2}, {fixmedins_code: H3}]
      fee_list_d:
        - {repeat: {n: 6}, bkkp_sn: A<n>, mdtrt_id: E1, fixmedins_code: H1, fee_ocur_time: "2026-05-04 09:00:00", crte_time: "2026-05-09 09:00:00"}
        - {repeat: {n: 4}, bkkp_sn: B<n>, mdtrt_id: E1, fixmedins_code: H1, fee_ocur_time: "2026-05-04 09:00:00", crte_time: "2026-05-04 19:00:00"}
        - {repeat: {n: 5}, bkkp_sn: C<n>, mdtrt_id: E2, fixmedins_code: H2, fee_ocur_time: "2026-05-04 09:00:00", crte_time: "2026-05-09 09:00:00"}
        - {repeat: {n: 5}, bkkp_sn: D<n>, mdtrt_id: E2, fixmedins_code: H2, fee_ocur_time: "2026-05-04 09:00:00", crte_time: "2026-05-04 19:00:00"}
        - {repeat: {n: 5}, bkkp_sn: F<n>, mdtrt_id: E3, fixmedins_code: H3, fee_ocur_time: "2026-05-04 00:00:00"}
    gives:
      - {fixmedins_code: H1, month: 2026-05, flags: "|upload|"}
      - {fixmedins_code: H3, month: 2026-05, flags: "|upload|"}
  - name: the only hospital of its class, one that began in mid-year
    given:
      fixmedins_b: [{fixmedins_code: H1, medins_type: A7}, {fixmedins_code: H2}, {fixmedins_code: H3}]
      fee_list_d:
        - {bkkp_sn: A1, mdtrt_id: E1, fixmedins_code: H1, fee_ocur_time: "2026-01-04 09:00:00"}
        - {bkkp_sn: A2, mdtrt_id: E2, fixmedins_code: H2, fee_ocur_time: "2026-01-04 09:00:00"}
        - {bkkp_sn: A3, mdtrt_id: E3, fixmedins_code: H3, fee_ocur_time: "2026-05-04 09:00:00"}
        - {bkkp_sn: A4, mdtrt_id: E4, fixmedins_code: H3, fee_ocur_time: "2026-12-04 09:00:00"}
    gives:
      - {fixmedins_code: H1, month: 2026-01, flags: "|monopoly|"}
      - {fixmedins_code: H3, month: 2026-05, flags: "|new|"}
---*/
WITH billed AS (
  SELECT
    fixmedins_code, month_start(svc_date) AS month, MIN(svc_date) AS first_date, COUNT(*) AS n,
    COUNT(CASE WHEN NOT has_time THEN 1 END) AS dateless,
    COUNT(CASE WHEN seconds_between(fee_ocur_time, crte_time) > 86400 THEN 1 END) AS late
  FROM fee_net
  GROUP BY fixmedins_code, month_start(svc_date)
), opened AS (
  SELECT b.fixmedins_code, MIN(b.first_date) AS first_date FROM billed AS b GROUP BY b.fixmedins_code
), fresh AS (
  -- Of an institution whose lines begin with the data nobody knows when it began, unless its agreement says so.
  SELECT o.fixmedins_code, add_days(coalesce(n.since, o.first_date), 183) AS until
  FROM opened AS o
  JOIN inst AS i ON i.fixmedins_code = o.fixmedins_code
  LEFT JOIN span AS s ON s.city4 = i.city4
  LEFT JOIN newcomer AS n ON n.fixmedins_code = o.fixmedins_code
  WHERE n.fixmedins_code IS NOT NULL OR o.first_date > add_days(s.first_date, 31)
), classed AS (
  SELECT g.fixmedins_code, COUNT(*) OVER (PARTITION BY g.peer_key, i.admdvs) AS members
  FROM peer_group AS g
  JOIN inst AS i ON i.fixmedins_code = g.fixmedins_code
  WHERE g.level = 4 AND i.admdvs IS NOT NULL
), yearly AS (
  SELECT
    fixmedins_code, year_of(adm_date) AS year, COUNT(*) AS stays,
    COUNT(CASE WHEN LEFT(insu_admdvs, 4) <> LEFT(admdvs, 4) THEN 1 END) AS remote
  FROM stay
  WHERE in_scope AND hosp_group = 3
  GROUP BY fixmedins_code, year_of(adm_date)
), referral AS (
  SELECT fixmedins_code FROM yearly WHERE stays >= 30 GROUP BY fixmedins_code HAVING bool_and(remote * 10 >= stays * 3)
), listed AS (
  SELECT
    b.fixmedins_code, month_of(b.month) AS month,
    CASE WHEN c.members = 1 THEN 'monopoly|' ELSE '' END
      || CASE WHEN f.until > b.month THEN 'new|' ELSE '' END
      || CASE WHEN r.fixmedins_code IS NOT NULL THEN 'referral|' ELSE '' END
      || CASE WHEN b.late * 10 >= b.n * 6 OR b.dateless * 10 >= b.n * 6 THEN 'upload|' ELSE '' END AS marks
  FROM billed AS b
  LEFT JOIN fresh AS f ON f.fixmedins_code = b.fixmedins_code
  LEFT JOIN classed AS c ON c.fixmedins_code = b.fixmedins_code
  LEFT JOIN referral AS r ON r.fixmedins_code = b.fixmedins_code
)
SELECT fixmedins_code, month, '|' || marks AS flags FROM listed WHERE marks <> ''
