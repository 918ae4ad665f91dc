/*---
mart: case_cell
title: 病例组
grain: [stay_id]
doc: >-
  The stays a stay is compared with: same main diagnosis (3 characters), operated or not, level of hospital and age
  band (level 1); without age (2); by chapter of the ICD (3); by operation and level of hospital alone (4). Kinds that
  flag_stay sets apart are compared with their own kind at every level. The first level holds in which at least 50
  stays of at least 5 other institutions are; a stay without such a level has no row. c1 to c4: the stay's group at
  every level (a group comprises all stays that fit it, whatever level they are compared at).
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [mdtrt_d.mdtrt_id]}
  level: {type: BIGINT, zh: 层次（1 诊断手术等级年龄，2 不分年龄，3 诊断章，4 不分诊断）, needs: [mdtrt_d.dscg_maindiag_code]}
  cell: {type: VARCHAR, zh: 病例组, needs: [mdtrt_d.dscg_maindiag_code]}
  n_cell: {type: BIGINT, zh: 组内住院数, needs: [mdtrt_d.mdtrt_id]}
  n_own: {type: BIGINT, zh: 其中本机构的住院数, needs: [mdtrt_d.mdtrt_id]}
  c1: {type: VARCHAR, zh: 第 1 层的组}
  c2: {type: VARCHAR, zh: 第 2 层的组}
  c3: {type: VARCHAR, zh: 第 3 层的组}
  c4: {type: VARCHAR, zh: 第 4 层的组}
cases:
  - name: fifty stays of five other hospitals are a group, the age is dropped where they differ in it
    given:
      psn_info_b: [{psn_no: P}, {psn_no: C, brdy: "2020-01-01"}]
      fixmedins_b: [{repeat: {h: 5}, fixmedins_code: "=HX<h>"}, {fixmedins_code: H6}]
      mdtrt_d:
        - {repeat: {h: 5, n: 10}, mdtrt_id: "=IX<h>-<n>", fixmedins_code: "=HX<h>", med_type: "21", dscg_maindiag_code: QQ1.0}
        - {mdtrt_id: I6, fixmedins_code: H6, dscg_maindiag_code: QQ1.1}
        - {mdtrt_id: I7, psn_no: C, fixmedins_code: H6, dscg_maindiag_code: QQ1.1}
      setl_d:
        - {repeat: {h: 5, n: 10}, setl_id: "=SX<h>-<n>", mdtrt_id: "=IX<h>-<n>", medfee_sumamt: 10}
        - {mdtrt_id: I6, medfee_sumamt: 10}
        - {mdtrt_id: I7, medfee_sumamt: 10}
    gives:
      - {stay_id: I6, level: 1, cell: "1|QQ1|0|3|1|", n_cell: 51, n_own: 1, c4: "4|0|3|"}
      - {stay_id: I7, level: 2, cell: "2|QQ1|0|3|", n_cell: 52, n_own: 2, c1: "1|QQ1|0|3|0|"}
---*/
WITH keyed AS (
  SELECT
    s.stay_id, s.fixmedins_code,
    '|' || coalesce(LEFT(s.main_diag, 3), '') AS diag3,
    CASE
      WHEN s.main_diag BETWEEN 'A' AND 'B~' THEN '|A-B'
      WHEN s.main_diag BETWEEN 'C' AND 'D4~' THEN '|C-D4'
      WHEN s.main_diag BETWEEN 'H6' AND 'H~' THEN '|H6-H9'
      WHEN s.main_diag BETWEEN 'S' AND 'T~' THEN '|S-T'
      WHEN s.main_diag BETWEEN 'V' AND 'Y~' THEN '|V-Y'
      ELSE '|' || coalesce(LEFT(s.main_diag, 1), '')
    END AS chapter,
    CASE WHEN s.n_oprn > 0 THEN '|1|' ELSE '|0|' END || coalesce(CAST(s.hosp_group AS VARCHAR), '') || '|' AS form,
    CASE WHEN s.age_y < 15 THEN '0|' WHEN s.age_y < 65 THEN '1|' WHEN s.age_y >= 65 THEN '2|' ELSE '|' END AS band,
    coalesce(f.own_cell, '') AS kind
  FROM stay AS s
  LEFT JOIN flag_stay AS f ON f.stay_id = s.stay_id
  WHERE s.in_scope AND NOT s.is_open
), grouped AS (
  SELECT
    stay_id, fixmedins_code, '1' || diag3 || form || band || kind AS c1, '2' || diag3 || form || kind AS c2,
    '3' || chapter || form || kind AS c3, '4' || form || kind AS c4
  FROM keyed
), combo AS (
  SELECT fixmedins_code, c1, c2, c3, c4, COUNT(*) AS n FROM grouped GROUP BY fixmedins_code, c1, c2, c3, c4
), part AS (
  SELECT 1 AS level, c1 AS cell, fixmedins_code, SUM(n) AS n FROM combo GROUP BY c1, fixmedins_code
  UNION ALL
  SELECT 2 AS level, c2 AS cell, fixmedins_code, SUM(n) AS n FROM combo GROUP BY c2, fixmedins_code
  UNION ALL
  SELECT 3 AS level, c3 AS cell, fixmedins_code, SUM(n) AS n FROM combo GROUP BY c3, fixmedins_code
  UNION ALL
  SELECT 4 AS level, c4 AS cell, fixmedins_code, SUM(n) AS n FROM combo GROUP BY c4, fixmedins_code
), held AS (
  SELECT
    level, cell, fixmedins_code, n AS n_own, SUM(n) OVER (PARTITION BY cell) AS n_cell,
    COUNT(*) OVER (PARTITION BY cell) AS insts
  FROM part
), large AS (
  SELECT level, cell, fixmedins_code, n_own, n_cell FROM held WHERE n_cell - n_own >= 50 AND insts >= 6
), placed AS (
  SELECT
    c.fixmedins_code, c.c1,
    coalesce(l1.cell, l2.cell, l3.cell, l4.cell) AS cell, coalesce(l1.level, l2.level, l3.level, l4.level) AS level,
    coalesce(l1.n_cell, l2.n_cell, l3.n_cell, l4.n_cell) AS n_cell, coalesce(l1.n_own, l2.n_own, l3.n_own, l4.n_own) AS n_own
  FROM combo AS c
  LEFT JOIN large AS l1 ON l1.fixmedins_code = c.fixmedins_code AND l1.cell = c.c1
  LEFT JOIN large AS l2 ON l2.fixmedins_code = c.fixmedins_code AND l2.cell = c.c2
  LEFT JOIN large AS l3 ON l3.fixmedins_code = c.fixmedins_code AND l3.cell = c.c3
  LEFT JOIN large AS l4 ON l4.fixmedins_code = c.fixmedins_code AND l4.cell = c.c4
)
SELECT
  g.stay_id, CAST(p.level AS BIGINT) AS level, p.cell, CAST(p.n_cell AS BIGINT) AS n_cell, CAST(p.n_own AS BIGINT) AS n_own,
  g.c1, g.c2, g.c3, g.c4
FROM grouped AS g
JOIN placed AS p ON p.fixmedins_code = g.fixmedins_code AND p.c1 = g.c1
WHERE p.cell IS NOT NULL
