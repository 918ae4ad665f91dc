/*---
mart: flag_epidemic
title: 流行病高峰周
grain: [city4, week, diag3]
doc: >-
  Weeks (Monday to Sunday) in which at least twice as many people of a city as is usual have an infectious diagnosis:
  usual is the median of the same weeks (one week more or less) of the other years in the data; without another year,
  of all weeks of the data, of which there must be 26. Fewer than 10 people are no wave.
columns:
  city4: {type: VARCHAR, zh: 机构所在地市, needs: [fixmedins_b.fix_blng_admdvs]}
  week: {type: BIGINT, zh: 周次（1969-12-29 起的一周为 0）, needs: [mdtrt_d.begntime]}
  diag3: {type: VARCHAR, zh: 主要诊断前三位, needs: [mdtrt_d.dscg_maindiag_code]}
  persons: {type: BIGINT, zh: 当周人数, needs: [mdtrt_d.psn_no]}
  usual: {type: DOUBLE, zh: 平常一周的人数, needs: [mdtrt_d.begntime]}
  basis: {type: VARCHAR, zh: 平常的依据（year 其他年份同周，week 本次数据各周）}
cases: []  # its rows carry no id; those of flag_stay try it
---*/
WITH seen AS (
  SELECT i.city4, int_div(day_number(e.adm_date) + 3, 7) AS week, LEFT(e.main_diag, 3) AS diag3, e.psn_no
  FROM enc AS e
  JOIN inst AS i ON i.fixmedins_code = e.fixmedins_code
  WHERE e.in_scope AND i.city4 IS NOT NULL
), counted AS (
  SELECT city4, week, diag3, COUNT(DISTINCT psn_no) AS persons
  FROM seen
  WHERE diag3 BETWEEN 'J00' AND 'J22' OR diag3 IN ('U07', 'A08', 'A09', 'A37', 'A38', 'B01', 'B05', 'B08', 'B26')
  GROUP BY city4, week, diag3
), covered AS (
  SELECT DISTINCT city4, week FROM seen
), high AS (
  SELECT city4, week, diag3, persons FROM counted WHERE persons >= 10
), by_year AS (
  SELECT h.city4, h.week, h.diag3, median_of(coalesce(c.persons, 0)) AS usual
  FROM high AS h
  JOIN covered AS w
    ON w.city4 = h.city4
    AND (abs(w.week - h.week) BETWEEN 51 AND 53 OR abs(w.week - h.week) BETWEEN 103 AND 105
      OR abs(w.week - h.week) BETWEEN 155 AND 157)
  LEFT JOIN counted AS c ON c.city4 = h.city4 AND c.week = w.week AND c.diag3 = h.diag3
  GROUP BY h.city4, h.week, h.diag3
), by_week AS (
  SELECT d.city4, d.diag3, median_of(coalesce(c.persons, 0)) AS usual
  FROM (SELECT DISTINCT city4, diag3 FROM high) AS d
  JOIN covered AS w ON w.city4 = d.city4
  LEFT JOIN counted AS c ON c.city4 = d.city4 AND c.week = w.week AND c.diag3 = d.diag3
  GROUP BY d.city4, d.diag3
  HAVING COUNT(*) >= 26
), compared AS (
  SELECT
    h.city4, h.week, h.diag3, h.persons, coalesce(y.usual, w.usual) AS usual,
    CASE WHEN y.usual IS NOT NULL THEN 'year' ELSE 'week' END AS basis
  FROM high AS h
  LEFT JOIN by_year AS y ON y.city4 = h.city4 AND y.week = h.week AND y.diag3 = h.diag3
  LEFT JOIN by_week AS w ON w.city4 = h.city4 AND w.diag3 = h.diag3
)
SELECT city4, week, diag3, persons, usual, basis FROM compared WHERE persons >= 2 * usual
