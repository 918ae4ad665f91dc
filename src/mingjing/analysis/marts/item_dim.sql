/*---
mart: item_dim
title: 项目对照
grain: [med_list_codg, kreg]
doc: >-
  Every item code of the data at the regions where it occurs: the national code (item_map, else itself), the
  kind by the code's shape, the classes (item_class, by national or own code). Mapping and classes are taken
  as they stand latest: what a code means does not change with the service date.
columns:
  med_list_codg: {type: VARCHAR, zh: 医疗目录编码, needs: [fee_list_d.med_list_codg]}
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  item: {type: VARCHAR, zh: 国家编码（没有对照则为原编码）, needs: [fee_list_d.med_list_codg]}
  kind: {type: VARCHAR, zh: 按编码形状判断的类别（drug 药品，service 服务，cons 耗材）, needs: [fee_list_d.med_list_codg]}
  cls: {type: VARCHAR, zh: 项目类别列表（'|BED|NURS|'）, needs: [fee_list_d.med_list_codg]}
cases: []
---*/
WITH sighted AS (
  SELECT DISTINCT f.med_list_codg, i.kreg FROM fee_list_d AS f LEFT JOIN inst AS i ON i.fixmedins_code = f.fixmedins_code
  UNION
  SELECT DISTINCT p.med_list_codg, i.kreg FROM purcinfo_d AS p LEFT JOIN inst AS i ON i.fixmedins_code = p.fixmedins_code
  UNION
  SELECT DISTINCT s.med_list_codg, i.kreg FROM selinfo_d AS s LEFT JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
  UNION
  SELECT DISTINCT v.med_list_codg, i.kreg FROM invinfo_d AS v LEFT JOIN inst AS i ON i.fixmedins_code = v.fixmedins_code
), code AS (
  SELECT DISTINCT med_list_codg, COALESCE(kreg, 0) AS kreg FROM sighted WHERE med_list_codg IS NOT NULL
), mapped AS (
  SELECT local_code, kreg, nat_code, ROW_NUMBER() OVER (PARTITION BY local_code, kreg ORDER BY k_from DESC, nat_code) AS nth
  FROM item_map
), named AS (
  SELECT c.med_list_codg, c.kreg, COALESCE(m.nat_code, c.med_list_codg) AS item
  FROM code AS c
  LEFT JOIN mapped AS m ON m.local_code = c.med_list_codg AND m.kreg = c.kreg AND m.nth = 1
), classed AS (
  SELECT n.med_list_codg, n.kreg, joined(CASE WHEN k.member = 1 THEN k.cls END) AS cls
  FROM named AS n
  JOIN item_class AS k ON k.kreg = n.kreg AND (k.item_code = n.item OR k.item_code = n.med_list_codg)
  GROUP BY n.med_list_codg, n.kreg
)
SELECT
  n.med_list_codg,
  n.kreg,
  n.item,
  CASE
    WHEN matches(n.item, '^[XZ][A-Z]') OR matches(n.item, '^T[0-9]{9}') THEN 'drug'
    WHEN matches(n.item, '^C[0-9]{2}') THEN 'cons'
    WHEN matches(n.item, '^[0-9]{9,18}') THEN 'service'
  END AS kind,
  c.cls
FROM named AS n
LEFT JOIN classed AS c ON c.med_list_codg = n.med_list_codg AND c.kreg = n.kreg
