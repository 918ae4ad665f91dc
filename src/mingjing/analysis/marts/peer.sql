/*---
mart: peer
title: 同组机构
grain: [fixmedins_code, level]
doc: >-
  The groups an institution may be compared in, from the narrowest: 1 type, class, level and city; 2 the same
  in the province; 3 in the whole data; 4 without the level; 5 type only. A measure takes the first level at
  which enough other members have it. Class: of hospitals by medins_type, of pharmacies single shop, chain or
  dual-channel (any encounter of med_type 15 or 18). Ownership is no key.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fixmedins_b.fixmedins_code]}
  level: {type: BIGINT, zh: 组的层级（1 最窄，5 最宽）}
  peer_key: {type: VARCHAR, zh: 组的键, needs: [fixmedins_b.fixmedins_type]}
cases:
  - name: a general hospital is compared in its city first, a dual-channel pharmacy with its like
    given:
      fixmedins_b:
        - {fixmedins_code: H, hosp_lv: "3", medins_type: A1, fix_blng_admdvs: "510104", medins_natu: "2"}
        - {fixmedins_code: D, phac_chan_type: "2", fix_blng_admdvs: "510300"}
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D, med_type: "18"}]
    gives:
      - {fixmedins_code: H, level: 1, peer_key: 1|general|3|5101}
      - {fixmedins_code: H, level: 2, peer_key: 1|general|3|51}
      - {fixmedins_code: H, level: 3, peer_key: 1|general|3}
      - {fixmedins_code: H, level: 4, peer_key: 1|general}
      - {fixmedins_code: H, level: 5, peer_key: "1"}
      - {fixmedins_code: D, level: 1, peer_key: 2|dual|-|5103}
      - {fixmedins_code: D, level: 2, peer_key: 2|dual|-|51}
      - {fixmedins_code: D, level: 3, peer_key: 2|dual|-}
      - {fixmedins_code: D, level: 4, peer_key: 2|dual}
      - {fixmedins_code: D, level: 5, peer_key: "2"}
---*/
WITH dual AS (
  SELECT DISTINCT fixmedins_code FROM mdtrt_d WHERE med_type IN ('15', '18')
), classed AS (
  SELECT
    i.fixmedins_code, i.fixmedins_type, i.admdvs, COALESCE(CAST(i.hosp_group AS VARCHAR), '-') AS hosp_group,
    CASE
      WHEN i.fixmedins_type = '2' AND d.fixmedins_code IS NOT NULL THEN 'dual'
      WHEN i.fixmedins_type = '2' THEN CASE i.phac_chan_type WHEN '1' THEN 'single' WHEN '2' THEN 'chain' ELSE 'shop' END
      WHEN starts_with(i.medins_type, 'A1') THEN 'general'
      WHEN starts_with(i.medins_type, 'A2') OR starts_with(i.medins_type, 'A3') OR starts_with(i.medins_type, 'A4') THEN 'tcm'
      WHEN starts_with(i.medins_type, 'A520') THEN 'psychiatric'
      WHEN starts_with(i.medins_type, 'A527') THEN 'rehab'
      WHEN starts_with(i.medins_type, 'A5') THEN 'special'
      WHEN starts_with(i.medins_type, 'A7') THEN 'nursing'
      WHEN starts_with(i.medins_type, 'B') OR starts_with(i.medins_type, 'C') THEN 'primary'
      WHEN starts_with(i.medins_type, 'D') THEN 'clinic'
      WHEN starts_with(i.medins_type, 'G') OR starts_with(i.medins_type, 'H') THEN 'prevention'
      ELSE 'other'
    END AS class
  FROM inst AS i
  LEFT JOIN dual AS d ON d.fixmedins_code = i.fixmedins_code
)
SELECT fixmedins_code, 1 AS level, fixmedins_type || '|' || class || '|' || hosp_group || '|' || SUBSTR(admdvs, 1, 4) AS peer_key
FROM classed
UNION ALL
SELECT fixmedins_code, 2 AS level, fixmedins_type || '|' || class || '|' || hosp_group || '|' || SUBSTR(admdvs, 1, 2) AS peer_key
FROM classed
UNION ALL
SELECT fixmedins_code, 3 AS level, fixmedins_type || '|' || class || '|' || hosp_group AS peer_key
FROM classed
UNION ALL
SELECT fixmedins_code, 4 AS level, fixmedins_type || '|' || class AS peer_key
FROM classed
UNION ALL
SELECT fixmedins_code, 5 AS level, fixmedins_type AS peer_key
FROM classed
