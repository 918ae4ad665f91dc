/*---
mart: drug_usual
title: 药品的通常月用量
grain: [unit_equal]
doc: >-
  What a month of a drug usually takes: the median over persons who bought it on at least four dates that span at
  least 90 days, each 30 x quantity / days of the span. Only with at least five such persons, so that nobody's own
  purchases say what is usual. It serves where neither the prescribed days nor a daily dose is known.
columns:
  unit_equal: {type: VARCHAR, zh: 同通用名同剂型规格的键, needs: [fee_list_d.med_list_codg]}
  month_cnt: {type: DOUBLE, zh: 通常每月用量, needs: [fee_list_d.cnt]}
  n_person: {type: BIGINT, zh: 据以计算的人数, needs: [fee_list_d.psn_no]}
cases: []
---*/
WITH daily AS (
  SELECT s.psn_no, s.unit_equal, s.beg_date, SUM(s.cnt) AS cnt
  FROM supply AS s
  WHERE s.scene <> 'IP' AND s.settled
  GROUP BY s.psn_no, s.unit_equal, s.beg_date
), bought AS (
  SELECT psn_no, unit_equal, COUNT(*) AS dates, SUM(cnt) AS cnt, days_between(MIN(beg_date), MAX(beg_date)) AS days
  FROM daily
  GROUP BY psn_no, unit_equal
)
SELECT b.unit_equal, median_of(ratio(30 * b.cnt, b.days)) AS month_cnt, COUNT(*) AS n_person
FROM bought AS b
WHERE b.dates >= 4 AND b.days >= 90
GROUP BY b.unit_equal
HAVING COUNT(*) >= 5
