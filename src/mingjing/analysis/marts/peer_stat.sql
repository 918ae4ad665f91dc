/*---
mart: peer_stat
title: 同类机构比较
grain: [fixmedins_code, period, measure]
doc: >-
  An institution's measure beside the quartiles of the other members of its peer group, its own value left out, in the
  nearest group (peer_group) that has at least 8 others. Without such a group there is no row: not evaluated, no peers.
  high: above the upper fence q3 + 1.5 x (q3 - q1); low: below q1 - 1.5 x (q3 - q1). Quantiles are exact. Leaving one of
  n sorted values out shifts each place by at most one, so three neighbours per quartile, kept once per group, suffice.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fixmedins_b.fixmedins_code]}
  period: {type: VARCHAR, zh: 期间}
  period_no: {type: BIGINT, zh: 期间序号}
  measure: {type: VARCHAR, zh: 指标}
  n: {type: BIGINT, zh: 就诊或单据数}
  value: {type: DOUBLE, zh: 数值}
  level: {type: BIGINT, zh: 比较的层次（1 同市，2 同省，3 全部，4 不分等级，5 不分类别）}
  peers: {type: BIGINT, zh: 其他成员数}
  place: {type: BIGINT, zh: 组内由高到低的名次}
  q1: {type: DOUBLE, zh: 其他成员的下四分位数}
  median: {type: DOUBLE, zh: 其他成员的中位数}
  q3: {type: DOUBLE, zh: 其他成员的上四分位数}
  low_fence: {type: DOUBLE, zh: 下界}
  high_fence: {type: DOUBLE, zh: 上界}
  is_high: {type: BOOLEAN, zh: 高于上界}
  is_low: {type: BOOLEAN, zh: 低于下界}
cases: []
---*/
WITH grouped AS (
  SELECT
    g.level, g.peer_key, m.fixmedins_code, m.period, m.measure, m.value,
    COUNT(*) OVER (PARTITION BY g.level, g.peer_key, m.period, m.measure) AS members
  FROM inst_measure AS m
  JOIN peer_group AS g ON g.fixmedins_code = m.fixmedins_code
), large AS (
  SELECT * FROM grouped WHERE members >= 9
), ranked AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY level, peer_key, period, measure ORDER BY value, fixmedins_code) AS rk,
    RANK() OVER (PARTITION BY level, peer_key, period, measure ORDER BY value DESC) AS place
  FROM large
), neighbours AS (
  SELECT
    level, peer_key, period, measure,
    MAX(CASE WHEN rk = int_div(members - 2, 4) + 1 THEN value END) AS a1,
    MAX(CASE WHEN rk = int_div(members - 2, 4) + 2 THEN value END) AS a2,
    MAX(CASE WHEN rk = int_div(members - 2, 4) + 3 THEN value END) AS a3,
    MAX(CASE WHEN rk = int_div(members - 2, 2) + 1 THEN value END) AS b1,
    MAX(CASE WHEN rk = int_div(members - 2, 2) + 2 THEN value END) AS b2,
    MAX(CASE WHEN rk = int_div(members - 2, 2) + 3 THEN value END) AS b3,
    MAX(CASE WHEN rk = int_div(3 * (members - 2), 4) + 1 THEN value END) AS c1,
    MAX(CASE WHEN rk = int_div(3 * (members - 2), 4) + 2 THEN value END) AS c2,
    MAX(CASE WHEN rk = int_div(3 * (members - 2), 4) + 3 THEN value END) AS c3
  FROM ranked
  GROUP BY level, peer_key, period, measure
), nearest AS (
  SELECT
    r.*, ROW_NUMBER() OVER (PARTITION BY r.fixmedins_code, r.period, r.measure ORDER BY r.level) AS nth
  FROM ranked AS r
), beside AS (
  -- lo and hi: the values of the others around each quartile; own ones skipped.
  SELECT
    r.fixmedins_code, r.period, r.measure, r.level, r.members, r.place,
    CASE WHEN int_div(r.members - 2, 4) + 1 < r.rk THEN s.a1 ELSE s.a2 END AS q1_lo,
    CASE WHEN int_div(r.members - 2, 4) + 2 < r.rk THEN s.a2 ELSE s.a3 END AS q1_hi,
    CASE WHEN int_div(r.members - 2, 2) + 1 < r.rk THEN s.b1 ELSE s.b2 END AS q2_lo,
    CASE WHEN int_div(r.members - 2, 2) + 2 < r.rk THEN s.b2 ELSE s.b3 END AS q2_hi,
    CASE WHEN int_div(3 * (r.members - 2), 4) + 1 < r.rk THEN s.c1 ELSE s.c2 END AS q3_lo,
    CASE WHEN int_div(3 * (r.members - 2), 4) + 2 < r.rk THEN s.c2 ELSE s.c3 END AS q3_hi
  FROM nearest AS r
  JOIN neighbours AS s
    ON s.level = r.level AND s.peer_key = r.peer_key AND s.period = r.period AND s.measure = r.measure
  WHERE r.nth = 1
), quartiles AS (
  SELECT
    fixmedins_code, period, measure, level, members - 1 AS peers, place,
    q1_lo + (COALESCE(q1_hi, q1_lo) - q1_lo) * ratio(int_mod(members - 2, 4), 4) AS q1,
    q2_lo + (COALESCE(q2_hi, q2_lo) - q2_lo) * ratio(int_mod(members - 2, 2), 2) AS median,
    q3_lo + (COALESCE(q3_hi, q3_lo) - q3_lo) * ratio(int_mod(3 * (members - 2), 4), 4) AS q3
  FROM beside
), fenced AS (
  SELECT *, q1 - 1.5 * (q3 - q1) AS low_fence, q3 + 1.5 * (q3 - q1) AS high_fence FROM quartiles
)
SELECT
  m.fixmedins_code, m.period, m.period_no, m.measure, m.n, m.value, f.level, f.peers, f.place, f.q1, f.median, f.q3,
  f.low_fence, f.high_fence, m.value > f.high_fence AS is_high, m.value < f.low_fence AS is_low
FROM inst_measure AS m
JOIN fenced AS f ON f.fixmedins_code = m.fixmedins_code AND f.period = m.period AND f.measure = m.measure
