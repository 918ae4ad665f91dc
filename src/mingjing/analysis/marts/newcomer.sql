/*---
mart: newcomer
title: 新签协议的机构
grain: [fixmedins_code]
doc: >-
  Institutions in the first six months (183 days) of their agreement: their figures are not yet those of regular
  business. One that settled before its first agreement on record is no newcomer, its older agreements were not delivered.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fixmedins_cntr_d.fixmedins_code]}
  since: {type: DATE, zh: 首个协议起始日期, needs: [fixmedins_cntr_d.begndate]}
  until: {type: DATE, zh: 满六个月的日期（不含）, needs: [fixmedins_cntr_d.begndate]}
cases:
  - name: a hospital that first settled after its agreement began, and one that settled long before
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: H1, begndate: "2026-02-01"}
        - {fixmedins_code: H2, begndate: "2026-02-01"}
      setl_d:
        - {mdtrt_id: E1, fixmedins_code: H1, medfee_sumamt: 1}
        - {mdtrt_id: E2, fixmedins_code: H2, medfee_sumamt: 1, setl_time: "2026-01-31 10:00:00"}
    gives:
      - {fixmedins_code: H1, since: 2026-02-01, until: 2026-08-03}
---*/
WITH agreed AS (
  SELECT fixmedins_code, MIN(as_date(begndate)) AS since FROM fixmedins_cntr_d WHERE begndate IS NOT NULL GROUP BY fixmedins_code
), opened AS (
  SELECT fixmedins_code, MIN(setl_date) AS first_date FROM setl_net GROUP BY fixmedins_code
)
SELECT a.fixmedins_code, a.since, add_days(a.since, 183) AS until
FROM agreed AS a
LEFT JOIN opened AS o ON o.fixmedins_code = a.fixmedins_code
WHERE o.first_date IS NULL OR o.first_date >= a.since
