/*---
mart: price_cap
title: 医疗服务限价
grain: [area, hosp_group, item_code, k_from]
doc: >-
  The price cap of an item per price area (price_area) and level of institution, for [k_from, k_to): of the rows
  of hilist_lmtpric_d that hold, the longest division wins, then the latest start, then the higher cap. cap is
  null where the winning row names no price (or zero): the price is the institution's to set.
columns:
  area: {type: VARCHAR, zh: 价格区, needs: [hilist_lmtpric_d.hilist_pric_uplmt_amt]}
  hosp_group: {type: BIGINT, zh: 等级组（3 三级，2 二级，1 一级及以下）, needs: [hilist_lmtpric_d.hilist_lmtpric_type]}
  item_code: {type: VARCHAR, zh: 医保目录编码, needs: [hilist_lmtpric_d.hilist_code]}
  k_from: {type: DATE, zh: 起（含）, needs: [hilist_lmtpric_d.begndate]}
  k_to: {type: DATE, zh: 止（不含）, needs: [hilist_lmtpric_d.begndate]}
  cap: {type: 'DECIMAL(16,6)', zh: 定价上限（元，空为没有限价）, needs: [hilist_lmtpric_d.hilist_pric_uplmt_amt]}
  begndate: {type: DATE, zh: 限价行的开始日期, needs: [hilist_lmtpric_d.begndate]}
  kp_ref: {type: VARCHAR, zh: 依据的限价行：区划和开始日期}
cases: []
---*/
WITH area AS (
  SELECT DISTINCT area FROM price_area
), priced AS (
  SELECT
    a.area,
    CASE h.hilist_lmtpric_type WHEN '01' THEN 1 WHEN '02' THEN 2 WHEN '03' THEN 3 END AS hosp_group,
    h.hilist_code AS item_code, h.begndate, add_days(h.enddate, 1) AS until, LENGTH(h.insu_admdvs) AS digits,
    '限价 ' || COALESCE(h.insu_admdvs, '全国') || ' ' || CAST(h.begndate AS VARCHAR) || ' 起' AS kp_ref,
    CASE WHEN h.hilist_pric_uplmt_amt > 0 THEN h.hilist_pric_uplmt_amt END AS cap
  FROM hilist_lmtpric_d AS h
  JOIN area AS a ON h.insu_admdvs IS NULL OR contains(a.area, '|' || h.insu_admdvs || '|')
  WHERE h.hilist_lmtpric_type IN ('01', '02', '03')
), turn AS (
  SELECT area, hosp_group, item_code, begndate AS k_from FROM priced
  UNION
  SELECT area, hosp_group, item_code, until AS k_from FROM priced WHERE until IS NOT NULL
), span_of AS (
  SELECT
    *,
    COALESCE(LEAD(k_from) OVER (PARTITION BY area, hosp_group, item_code ORDER BY k_from), DATE '9999-12-31') AS k_to
  FROM turn
), ranked AS (
  SELECT
    t.area, t.hosp_group, t.item_code, t.k_from, t.k_to, p.cap, p.begndate, p.kp_ref,
    ROW_NUMBER() OVER (
      PARTITION BY t.area, t.hosp_group, t.item_code, t.k_from
      ORDER BY COALESCE(p.digits, 0) DESC, p.begndate DESC, COALESCE(p.cap, 0) DESC
    ) AS nth
  FROM span_of AS t
  JOIN priced AS p
    ON p.area = t.area AND p.hosp_group = t.hosp_group AND p.item_code = t.item_code
    AND p.begndate <= t.k_from AND (p.until IS NULL OR p.until > t.k_from)
)
SELECT area, CAST(hosp_group AS BIGINT) AS hosp_group, item_code, k_from, k_to, CAST(cap AS DECIMAL(16,6)) AS cap, begndate, kp_ref
FROM ranked
WHERE nth = 1
