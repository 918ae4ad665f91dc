/*---
mart: item_time
title: 手工操作的标准时长
grain: [item, kreg]
doc: >-
  Services that take the whole attention of one person while they last (item_class.std_min, not in parallel), with the
  minutes of one. therapy: of rehabilitation or physiotherapy.
  Tried in the cases of staff_day.
columns:
  item: {type: VARCHAR, zh: 国家编码, needs: [fee_list_d.med_list_codg]}
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  std_min: {type: BIGINT, zh: 一次的标准分钟数, needs: [fee_list_d.med_list_codg]}
  therapy: {type: BOOLEAN, zh: 康复、理疗, needs: [fee_list_d.med_list_codg]}
cases: []
---*/
SELECT
  f.item, f.kreg, CAST(MAX(k.std_min) AS BIGINT) AS std_min, bool_or(k.cls IN ('REHAB', 'PHYS')) AS therapy
FROM (SELECT DISTINCT item, kreg FROM item_dim) AS f
JOIN item_class AS k ON k.item_code = f.item AND k.kreg = f.kreg
WHERE k.member = 1 AND k.std_min IS NOT NULL AND coalesce(k.parallel, 1) = 1
GROUP BY f.item, f.kreg
