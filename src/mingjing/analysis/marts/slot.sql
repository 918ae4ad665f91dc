/*---
mart: slot
title: 机构时段（15 分钟）
grain: [fixmedins_code, bin]
doc: >-
  How many persons attended an institution in a quarter of an hour (v), with the quarters before and after it (around).
  Quarters of more than 60 persons are a crowd and say nothing about company. Comparing everybody of a slot with
  everybody around costs v x around; institutions are taken from the cheapest on until that sums to 2,000,000,000, the
  rest are refused.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [setl_d.fixmedins_code]}
  bin: {type: BIGINT, zh: 从 1970-01-01 起的第几个 15 分钟, needs: [setl_d.setl_time]}
  v: {type: BIGINT, zh: 到场人数, needs: [setl_d.psn_no]}
  around: {type: BIGINT, zh: 连同前后各一时段的人数, needs: [setl_d.psn_no]}
  crowd: {type: BOOLEAN, zh: 人群（超过 60 人）, needs: [setl_d.psn_no]}
  refused: {type: BOOLEAN, zh: 机构的时段表过大而不比较, needs: [setl_d.psn_no]}
cases:
  - name: neighbours count, a gap between quarters does not; sixty-one are a crowd
    given:
      mdtrt_d:
        - {repeat: {n: 61}, mdtrt_id: "E<n>", psn_no: "P<n>", fixmedins_code: D}
        - {mdtrt_id: F1, psn_no: Q1, fixmedins_code: D}
        - {mdtrt_id: F2, psn_no: Q2, fixmedins_code: D}
      fee_list_d:
        - {repeat: {n: 61}, mdtrt_id: "E<n>", bkkp_sn: "A<n>", fee_ocur_time: "1970-01-02 10:00:00"}
        - {mdtrt_id: F1, fee_ocur_time: "1970-01-02 10:20:00"}
        - {mdtrt_id: F2, fee_ocur_time: "1970-01-02 10:50:00"}
    gives:
      - {fixmedins_code: D, bin: 136, v: 61, around: 62, crowd: true, refused: false}
      - {bin: 137, v: 1, around: 62, crowd: false}
      - {bin: 139, v: 1, around: 1}
---*/
WITH counted AS (
  SELECT fixmedins_code, bin, COUNT(*) AS v FROM attend GROUP BY fixmedins_code, bin
), seen AS (
  SELECT
    c.fixmedins_code, c.bin, c.v,
    SUM(c.v) OVER (PARTITION BY c.fixmedins_code ORDER BY c.bin RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS around
  FROM counted AS c
), priced AS (
  SELECT fixmedins_code, SUM(CASE WHEN v > 60 THEN 0 ELSE v * around END) AS cost FROM seen GROUP BY fixmedins_code
), summed AS (
  SELECT
    fixmedins_code,
    SUM(cost) OVER (ORDER BY cost, fixmedins_code ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) > 2000000000 AS refused
  FROM priced
)
SELECT
  s.fixmedins_code, s.bin, s.v, CAST(s.around AS BIGINT) AS around, s.v > 60 AS crowd, r.refused
FROM seen AS s
JOIN summed AS r ON r.fixmedins_code = s.fixmedins_code
