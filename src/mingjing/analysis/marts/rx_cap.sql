/*---
mart: rx_cap
title: 开药天数、开药量的上限
grain: [kreg, place, med_type, dise_no, item, since]
doc: >-
  The row of rx_limit that decides for each kind of prescription that occurs, by dates: the most specific one
  (item, then disease programme, then the longest med_type prefix, then scene). place is the encounter's scene, or
  TAKEHOME for inpatients. item '' and dise_no '' mean any; a row with an item goes before one without.
columns:
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  place: {type: VARCHAR, zh: 场景（OP、PH、NET，TAKEHOME 出院带药）, needs: [mdtrt_d.med_type]}
  med_type: {type: VARCHAR, zh: 医疗类别, needs: [mdtrt_d.med_type]}
  dise_no: {type: VARCHAR, zh: 病种编号（空文本为没有）}
  item: {type: VARCHAR, zh: 国家编码（空文本为不限）}
  since: {type: DATE, zh: 起始日期（含）}
  until: {type: DATE, zh: 终止日期（不含）}
  max_days: {type: BIGINT, zh: 最多天数}
  max_qty: {type: 'DECIMAL(16,4)', zh: 最多数量}
  per: {type: VARCHAR, zh: 'rx 每处方，month 每自然月，discharge 每次出院'}
  sev: {type: BIGINT, zh: 严重程度}
  rule_code: {type: VARCHAR, zh: 国家规则编码}
  kp_ref: {type: VARCHAR, zh: 依据的知识行}
cases: []
---*/
WITH visited AS (
  SELECT DISTINCT
    kreg, CASE WHEN is_ip THEN 'TAKEHOME' ELSE scene END AS place, med_type, COALESCE(dise_no, '') AS dise_no
  FROM enc
), turn AS (
  SELECT DISTINCT kreg, k_from AS since FROM rx_limit
  UNION
  SELECT DISTINCT kreg, k_to AS since FROM rx_limit WHERE k_to < DATE '9999-12-31'
), segment AS (
  SELECT kreg, since, COALESCE(LEAD(since) OVER (PARTITION BY kreg ORDER BY since), DATE '9999-12-31') AS until
  FROM turn
), fitting AS (
  SELECT
    v.kreg, v.place, v.med_type, v.dise_no, COALESCE(k.item_code, '') AS item, s.since, s.until,
    k.max_days, k.max_qty, k.per, k.sev, k.rule_code, k.kp_ref,
    ROW_NUMBER() OVER (
      PARTITION BY v.kreg, v.place, v.med_type, v.dise_no, COALESCE(k.item_code, ''), s.since
      ORDER BY
        CASE WHEN k.dise_no IS NULL THEN 0 ELSE 1 END DESC,
        LENGTH(COALESCE(k.med_type, '')) DESC,
        CASE WHEN k.scene IS NULL THEN 0 ELSE 1 END DESC
    ) AS nth
  FROM visited AS v
  JOIN segment AS s ON s.kreg = v.kreg
  JOIN rx_limit AS k
    ON k.kreg = v.kreg AND k.k_from <= s.since AND k.k_to > s.since
    AND (k.scene IS NULL OR k.scene = v.place)
    AND (k.med_type IS NULL OR starts_with(v.med_type, k.med_type))
    AND (k.dise_no IS NULL OR k.dise_no = v.dise_no)
)
SELECT kreg, place, med_type, dise_no, item, since, until, max_days, max_qty, per, sev, rule_code, kp_ref
FROM fitting
WHERE nth = 1
