/*---
mart: ins_state
title: 机构协议与资质状态
grain: [fixmedins_code, state, from_date]
doc: >-
  Intervals of dates (inclusive) in which an institution was in a state. From fixmedins_cntr_d, for institutions
  with any row there: 'ended' from the begin of a status-3 row until a later status-1 row; 'suspended' inside a
  status-2 row; 'valid' inside a status-1 row; 'lapsed' after any earlier row, 'none' before the first. From
  fixmedins_lic_d: 'licence_void' outside every row of a lic_type, or inside a row whose status is 2, 3 or 4. From
  fixmedins_chg_d: 'change_unreported' from the 31st working day after approval until the report. A date has one
  agreement state (ended over suspended over valid), and any of the others besides.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号}
  state: {type: VARCHAR, zh: 状态}
  from_date: {type: DATE, zh: 起始日（含）, needs: [fixmedins_cntr_d.begndate|fixmedins_lic_d.begndate|fixmedins_chg_d.aprv_date]}
  to_date: {type: DATE, zh: 终止日（含）}
  since: {type: DATE, zh: 依据行的日期}
  what: {type: VARCHAR, zh: 证照类型或变更事项}
cases:
  - name: 协议到期未续，之后为未续签，之前为未签约
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: H, begndate: "2025-01-01", enddate: "2025-12-31", cntr_stas: "1"}
    gives:
      - {state: none, from_date: "0001-01-01", to_date: "2024-12-31"}
      - {state: valid, from_date: "2025-01-01", to_date: "2025-12-31"}
      - {state: lapsed, from_date: "2026-01-01", to_date: "9999-12-31"}
  - name: 协议期内中止一个月
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: H, begndate: "2025-01-01", enddate: "2026-12-31", cntr_stas: "1"}
        - {fixmedins_code: H, begndate: "2026-03-01", enddate: "2026-03-31", cntr_stas: "2"}
    gives:
      - {state: none, to_date: "2024-12-31"}
      - {state: valid, from_date: "2025-01-01", to_date: "2026-02-28"}
      - {state: suspended, from_date: "2026-03-01", to_date: "2026-03-31"}
      - {state: valid, from_date: "2026-04-01", to_date: "2026-12-31"}
      - {state: lapsed, from_date: "2027-01-01"}
  - name: 解除后重新签约
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: H, begndate: "2025-01-01", enddate: "2026-12-31", cntr_stas: "1"}
        - {fixmedins_code: H, begndate: "2025-06-01", cntr_stas: "3"}
        - {fixmedins_code: H, begndate: "2026-01-01", enddate: "2026-12-31", cntr_stas: "1"}
    gives:
      - {state: none, to_date: "2024-12-31"}
      - {state: valid, from_date: "2025-01-01", to_date: "2025-05-31"}
      - {state: ended, from_date: "2025-06-01", to_date: "2025-12-31"}
      - {state: valid, from_date: "2026-01-01", to_date: "2026-12-31"}
      - {state: lapsed, from_date: "2027-01-01"}
  - name: 许可证注销期间
    given:
      fixmedins_lic_d:
        - {fixmedins_code: H, lic_type: 许可证, begndate: "2020-01-01", enddate: "2026-03-31", lic_stas: "1"}
    gives:
      - {state: licence_void, from_date: "0001-01-01", to_date: "2019-12-31"}
      - {state: licence_void, from_date: "2026-04-01", to_date: "9999-12-31", what: 许可证}
  - name: 重要变更批准后第三十一个工作日仍未报告，春节放假不计
    given:
      fixmedins_chg_d:
        - {fixmedins_code: H, chg_item: 地址, aprv_date: "2026-01-05", rpt_date: "2026-04-01"}
    gives:
      - {state: change_unreported, to_date: "2026-03-31", what: 地址}
---*/
WITH contract AS (
  SELECT
    c.fixmedins_code, c.begndate, coalesce(c.enddate, CAST('9999-12-31' AS DATE)) AS enddate, coalesce(c.cntr_stas, '1') AS stas
  FROM fixmedins_cntr_d AS c
), renewal AS (
  -- A row of status 3 lasts until the next row of status 1 begins.
  SELECT
    e.fixmedins_code, e.begndate, e.stas,
    CASE WHEN e.stas = '3' THEN coalesce(add_days(MIN(n.begndate), -1), CAST('9999-12-31' AS DATE)) ELSE MIN(e.enddate) END AS enddate
  FROM contract AS e
  LEFT JOIN contract AS n ON n.fixmedins_code = e.fixmedins_code AND n.stas = '1' AND n.begndate > e.begndate
  GROUP BY e.fixmedins_code, e.begndate, e.stas
), edge AS (
  -- Dates on which an institution's state may change.
  SELECT fixmedins_code, begndate AS from_date FROM renewal
  UNION
  SELECT fixmedins_code, add_days(enddate, 1) AS from_date FROM renewal WHERE enddate < CAST('9999-12-31' AS DATE)
  UNION
  SELECT fixmedins_code, CAST('0001-01-01' AS DATE) AS from_date FROM renewal
), piece AS (
  SELECT
    fixmedins_code, from_date,
    coalesce(
      add_days(LEAD(from_date) OVER (PARTITION BY fixmedins_code ORDER BY from_date), -1), CAST('9999-12-31' AS DATE)
    ) AS to_date
  FROM edge
), judged AS (
  SELECT
    p.fixmedins_code, p.from_date, p.to_date,
    MAX(CASE r.stas WHEN '3' THEN 3 WHEN '2' THEN 2 WHEN '1' THEN 1 ELSE 0 END) AS rank_no,
    MAX(r.begndate) AS since,
    MIN(f.begndate) AS first_begun
  FROM piece AS p
  JOIN (SELECT fixmedins_code, MIN(begndate) AS begndate FROM renewal GROUP BY fixmedins_code) AS f ON f.fixmedins_code = p.fixmedins_code
  LEFT JOIN renewal AS r ON r.fixmedins_code = p.fixmedins_code AND r.begndate <= p.from_date AND r.enddate >= p.to_date
  GROUP BY p.fixmedins_code, p.from_date, p.to_date
), named AS (
  SELECT
    fixmedins_code, from_date, to_date, since,
    CASE
      WHEN rank_no = 3 THEN 'ended'
      WHEN rank_no = 2 THEN 'suspended'
      WHEN rank_no = 1 THEN 'valid'
      WHEN to_date < first_begun THEN 'none'
      ELSE 'lapsed'
    END AS state
  FROM judged
), chained AS (
  SELECT
    n.*,
    SUM(CASE WHEN n.state = n.before THEN 0 ELSE 1 END)
      OVER (PARTITION BY n.fixmedins_code ORDER BY n.from_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run_no
  FROM (SELECT m.*, LAG(m.state) OVER (PARTITION BY m.fixmedins_code ORDER BY m.from_date) AS before FROM named AS m) AS n
), licence AS (
  SELECT
    l.fixmedins_code, l.lic_type, l.begndate, coalesce(l.enddate, CAST('9999-12-31' AS DATE)) AS enddate, coalesce(l.lic_stas, '1') AS stas
  FROM fixmedins_lic_d AS l
), lic_edge AS (
  SELECT fixmedins_code, lic_type, begndate AS from_date FROM licence
  UNION
  SELECT fixmedins_code, lic_type, add_days(enddate, 1) AS from_date FROM licence WHERE enddate < CAST('9999-12-31' AS DATE)
  UNION
  SELECT fixmedins_code, lic_type, CAST('0001-01-01' AS DATE) AS from_date FROM licence
), lic_piece AS (
  SELECT
    fixmedins_code, lic_type, from_date,
    coalesce(
      add_days(LEAD(from_date) OVER (PARTITION BY fixmedins_code, lic_type ORDER BY from_date), -1), CAST('9999-12-31' AS DATE)
    ) AS to_date
  FROM lic_edge
), lic_judged AS (
  SELECT
    p.fixmedins_code, p.lic_type, p.from_date, p.to_date,
    MAX(CASE WHEN l.stas IN ('2', '3', '4') THEN 2 WHEN l.stas IS NOT NULL THEN 1 ELSE 0 END) AS rank_no
  FROM lic_piece AS p
  LEFT JOIN licence AS l
    ON l.fixmedins_code = p.fixmedins_code AND l.lic_type = p.lic_type AND l.begndate <= p.from_date AND l.enddate >= p.to_date
  GROUP BY p.fixmedins_code, p.lic_type, p.from_date, p.to_date
), due AS (
  SELECT c.fixmedins_code, c.chg_item, c.aprv_date, c.rpt_date, MIN(late.date) AS from_date
  FROM fixmedins_chg_d AS c
  JOIN calendar AS start_day ON start_day.date = c.aprv_date
  JOIN calendar AS late ON late.workday = 1 AND late.workday_no = start_day.workday_no + 31
  GROUP BY c.fixmedins_code, c.chg_item, c.aprv_date, c.rpt_date
)
SELECT
  fixmedins_code, MIN(state) AS state, MIN(from_date) AS from_date, MAX(to_date) AS to_date, MIN(since) AS since,
  CAST(NULL AS VARCHAR) AS what
FROM chained
GROUP BY fixmedins_code, run_no
UNION ALL
SELECT fixmedins_code, 'licence_void' AS state, from_date, to_date, from_date AS since, lic_type AS what
FROM lic_judged
WHERE rank_no <> 1
UNION ALL
SELECT
  fixmedins_code, 'change_unreported' AS state, from_date,
  coalesce(add_days(rpt_date, -1), CAST('9999-12-31' AS DATE)) AS to_date, aprv_date AS since, chg_item AS what
FROM due
WHERE rpt_date IS NULL OR rpt_date > from_date
