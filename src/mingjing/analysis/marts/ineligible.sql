/*---
mart: ineligible
title: 不应享受待遇的期间
grain: [psn_no, reason, source, from_date]
doc: >-
  Dates (inclusive) on which a person cannot have been treated or was not insured. death: from the day after the
  register's date, else psn_info_b.die_date; never ends. custody: from the day after begndate to the day before
  enddate. suspended: from the day after paus_insu_date to the day before a later psn_insu_date, else open
  while psn_insu_stas says so.
columns:
  psn_no: {type: VARCHAR, zh: 人员编号}
  reason: {type: VARCHAR, zh: 原因（death 死亡，custody 羁押服刑，suspended 停保）}
  from_date: {type: DATE, zh: 起始日（含）}
  to_date: {type: DATE, zh: 终止日（含），无终止为 9999-12-31}
  event_date: {type: DATE, zh: 死亡、羁押或停保日期, needs: [ext_death_d.die_date|psn_info_b.die_date|ext_custody_d.begndate]}
  source: {type: VARCHAR, zh: 来源登记}
  other_date: {type: DATE, zh: 与之相差最大的另一来源的死亡日期}
cases:
  - name: 死亡次日起不应再有费用，登记表优先于参保信息
    given:
      psn_info_b: [{psn_no: P, die_date: "2026-05-04"}]
      ext_death_d: [{psn_no: P, die_date: "2026-05-03", source: 民政}]
    gives:
      - {psn_no: P, reason: death, from_date: "2026-05-04", to_date: "9999-12-31", event_date: "2026-05-03", other_date: "2026-05-04"}
  - name: 登记表中两个来源的死亡日期不同，取较早的，另一个列出
    given:
      ext_death_d: [{psn_no: P, die_date: "2026-05-03", source: 民政}, {psn_no: P, die_date: "2026-07-03", source: 公安}]
    gives:
      - {psn_no: P, reason: death, event_date: "2026-05-03", other_date: "2026-07-03"}
  - name: 羁押当日和释放当日不算
    given:
      ext_custody_d: [{psn_no: P, begndate: "2026-05-03", enddate: "2026-05-10"}]
    gives:
      - {psn_no: P, reason: custody, from_date: "2026-05-04", to_date: "2026-05-09"}
  - name: 停保后补缴，期间止于重新参保前一日
    given:
      psn_info_b: [{psn_no: P, paus_insu_date: "2026-01-31", psn_insu_date: "2026-04-01"}]
    gives:
      - {psn_no: P, reason: suspended, from_date: "2026-02-01", to_date: "2026-03-31"}
  - name: 停保且状态为暂停，期间未完
    given:
      psn_info_b: [{psn_no: P, paus_insu_date: "2026-01-31", psn_insu_date: "2020-01-01", psn_insu_stas: "2"}]
    gives:
      - {psn_no: P, reason: suspended, from_date: "2026-02-01", to_date: "9999-12-31"}
  - name: 参保状态正常而有旧的停保日期，不成期间
    given:
      psn_info_b: [{psn_no: P, paus_insu_date: "2019-01-31", psn_insu_date: "2018-01-01", psn_insu_stas: "1"}]
    gives: []
---*/
WITH died AS (
  SELECT e.psn_no, MIN(e.die_date) AS event_date, MAX(e.die_date) AS last_date, MAX(e.source) AS source
  FROM ext_death_d AS e
  GROUP BY e.psn_no
)
SELECT
  p.psn_no, 'death' AS reason,
  add_days(coalesce(d.event_date, p.die_date), 1) AS from_date,
  CAST('9999-12-31' AS DATE) AS to_date,
  coalesce(d.event_date, p.die_date) AS event_date,
  CASE WHEN d.psn_no IS NULL THEN 'psn_info_b' ELSE coalesce(d.source, 'ext_death_d') END AS source,
  CASE
    WHEN d.psn_no IS NULL THEN NULL
    WHEN p.die_date IS NULL OR days_between(d.event_date, d.last_date) > abs(days_between(d.event_date, p.die_date)) THEN NULLIF(d.last_date, d.event_date)
    ELSE p.die_date
  END AS other_date
FROM psn_info_b AS p
LEFT JOIN died AS d ON d.psn_no = p.psn_no
WHERE d.event_date IS NOT NULL OR p.die_date IS NOT NULL
UNION ALL
SELECT
  c.psn_no, 'custody' AS reason,
  add_days(c.begndate, 1) AS from_date,
  coalesce(add_days(c.enddate, -1), CAST('9999-12-31' AS DATE)) AS to_date,
  c.begndate AS event_date,
  coalesce(c.source, 'ext_custody_d') AS source,
  CAST(NULL AS DATE) AS other_date
FROM ext_custody_d AS c
WHERE c.enddate IS NULL OR days_between(c.begndate, c.enddate) > 1
UNION ALL
SELECT
  p.psn_no, 'suspended' AS reason,
  add_days(p.paus_insu_date, 1) AS from_date,
  CASE WHEN p.psn_insu_date > p.paus_insu_date THEN add_days(p.psn_insu_date, -1) ELSE CAST('9999-12-31' AS DATE) END AS to_date,
  p.paus_insu_date AS event_date,
  'psn_info_b' AS source,
  CAST(NULL AS DATE) AS other_date
FROM psn_info_b AS p
WHERE p.paus_insu_date IS NOT NULL
  AND (p.psn_insu_date > p.paus_insu_date OR p.psn_insu_stas IN ('0', '2', '3', '4'))
  AND NOT coalesce(days_between(p.paus_insu_date, p.psn_insu_date) = 1, FALSE)
