/*---
mart: span
title: 数据起止日期
grain: [city4]
doc: >-
  First and last settlement date of the data per city (first four digits of the institution's division), for
  X14 and for open stays. Months with less than 1 % of the busiest month's settlements are stray dates and do
  not count.
columns:
  city4: {type: VARCHAR, zh: 地市（区划前 4 位）, needs: [fixmedins_b.fix_blng_admdvs]}
  first_date: {type: DATE, zh: 数据起始日期, needs: [setl_d.setl_time]}
  last_date: {type: DATE, zh: 数据截止日期, needs: [setl_d.setl_time]}
cases: []
---*/
WITH monthly AS (
  SELECT
    SUBSTR(admdvs, 1, 4) AS city4, month_of(setl_date) AS month, COUNT(*) AS n, MIN(setl_date) AS first_date,
    MAX(setl_date) AS last_date
  FROM setl_net
  WHERE admdvs IS NOT NULL
  GROUP BY SUBSTR(admdvs, 1, 4), month_of(setl_date)
), busiest AS (
  SELECT city4, MAX(n) AS n FROM monthly GROUP BY city4
)
SELECT m.city4, MIN(m.first_date) AS first_date, MAX(m.last_date) AS last_date
FROM monthly AS m
JOIN busiest AS b ON b.city4 = m.city4
WHERE m.n * 100 >= b.n
GROUP BY m.city4
