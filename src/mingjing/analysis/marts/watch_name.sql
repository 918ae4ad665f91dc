/*---
mart: watch_name
title: 关注品种的项目名称
grain: [item, item_name, kreg, kind]
doc: >-
  Items and names of the data that a row of watch_item names, by code or by words; the longest code or word decides.
  A table of its own, so that the names are searched once and not on every line. item_name is '' where lines have none.
columns:
  item: {type: VARCHAR, zh: 国家编码, needs: [fee_list_d.med_list_codg]}
  item_name: {type: VARCHAR, zh: 机构项目名称, needs: [fee_list_d.medins_list_name]}
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  kind: {type: VARCHAR, zh: 类别（key_drug 重点监控，routine 套餐检查，resale 易倒卖）}
  grp: {type: VARCHAR, zh: 品种名称}
  dept_prefix: {type: VARCHAR, zh: 以此为常规的科室前缀（'|A16|A19|'）}
  max_qty_30: {type: 'DECIMAL(16,4)', zh: 30 日数量上限}
  kp_ref: {type: VARCHAR, zh: 依据的知识行}
  k_from: {type: DATE, zh: 起始日期（含）}
  k_to: {type: DATE, zh: 终止日期（不含）}
cases: []
---*/
WITH seen AS (
  SELECT DISTINCT item, coalesce(item_name, '') AS item_name, kreg FROM fee_net
), met AS (
  SELECT
    s.item, s.item_name, s.kreg, w.kind, w.name, w.dept_prefix, w.max_qty_30, w.kp_ref, w.k_from, w.k_to,
    ROW_NUMBER() OVER (
      PARTITION BY s.item, s.item_name, s.kreg, w.kind
      ORDER BY w.item_code IS NULL, LENGTH(w.word) DESC, w.word, w.k_from DESC
    ) AS nth
  FROM seen AS s
  JOIN watch_item AS w ON w.kreg = s.kreg
  WHERE (w.item_code = s.item OR contains(s.item_name, w.word))
    AND (w.word2 IS NULL OR contains(s.item_name, w.word2))
    AND (w.unless IS NULL OR NOT contains(s.item_name, w.unless))
)
SELECT item, item_name, kreg, kind, name AS grp, '|' || dept_prefix || '|' AS dept_prefix, max_qty_30, kp_ref, k_from, k_to
FROM met
WHERE nth = 1
