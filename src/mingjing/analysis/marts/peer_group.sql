/*---
mart: peer_group
title: 同类机构组
grain: [fixmedins_code, level]
doc: >-
  The groups an institution can be compared in, from the nearest (1: same kind, level of hospital and city) to the
  widest (5: all of its type). A comparison takes the first level with enough other members. Ownership is no key:
  if private hospitals as a class deviate, comparing them with each other would hide it.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fixmedins_b.fixmedins_code]}
  level: {type: BIGINT, zh: 层次（1 同市，2 同省，3 全部，4 不分等级，5 不分类别）}
  peer_key: {type: VARCHAR, zh: 同类组, needs: [fixmedins_b.fixmedins_type]}
cases:
  - name: a hospital is compared with its kind and level in its city first, with its type in the end
    given:
      fixmedins_b: [{fixmedins_code: H, fix_blng_admdvs: "210102", hosp_lv: "3", medins_type: A102}]
    gives:
      - {fixmedins_code: H, level: 1, peer_key: "1|综合|3|2101"}
      - {fixmedins_code: H, level: 2, peer_key: "1|综合|3|21"}
      - {fixmedins_code: H, level: 3, peer_key: "1|综合|3"}
      - {fixmedins_code: H, level: 4, peer_key: "1|综合"}
      - {fixmedins_code: H, level: 5, peer_key: "1"}
---*/
WITH kind AS (
  SELECT
    i.fixmedins_code, COALESCE(i.fixmedins_type, '') AS type, COALESCE(i.city4, '') AS city4,
    COALESCE(CAST(i.hosp_group AS VARCHAR), '') AS lv,
    CASE
      WHEN i.fixmedins_type = '2' THEN CASE i.phac_chan_type WHEN '2' THEN '连锁' ELSE '单体' END
      WHEN starts_with(i.medins_type, 'A1') THEN '综合'
      WHEN starts_with(i.medins_type, 'A2') OR starts_with(i.medins_type, 'A3') OR starts_with(i.medins_type, 'A4') THEN '中医'
      WHEN starts_with(i.medins_type, 'A520') THEN '精神'
      WHEN starts_with(i.medins_type, 'A527') THEN '康复'
      WHEN starts_with(i.medins_type, 'A5') THEN '专科'
      WHEN starts_with(i.medins_type, 'A7') THEN '护理'
      WHEN starts_with(i.medins_type, 'B') OR starts_with(i.medins_type, 'C') THEN '基层'
      WHEN starts_with(i.medins_type, 'D') THEN '门诊'
      WHEN starts_with(i.medins_type, 'G') OR starts_with(i.medins_type, 'H') THEN '防治'
      ELSE '其他'
    END AS class
  FROM inst AS i
)
SELECT fixmedins_code, CAST(1 AS BIGINT) AS level, type || '|' || class || '|' || lv || '|' || city4 AS peer_key FROM kind
UNION ALL
SELECT fixmedins_code, CAST(2 AS BIGINT) AS level, type || '|' || class || '|' || lv || '|' || LEFT(city4, 2) AS peer_key FROM kind
UNION ALL
SELECT fixmedins_code, CAST(3 AS BIGINT) AS level, type || '|' || class || '|' || lv AS peer_key FROM kind
UNION ALL
SELECT fixmedins_code, CAST(4 AS BIGINT) AS level, type || '|' || class AS peer_key FROM kind
UNION ALL
SELECT fixmedins_code, CAST(5 AS BIGINT) AS level, type AS peer_key FROM kind
