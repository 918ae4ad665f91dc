/*---
mart: nonmed_name
title: 含非医药用品用词的项目名称
grain: [item_name, kreg, word, k_from]
doc: >-
  Item names of the data that contain a word of nonmed_word, with the dates the word holds. A table of its own,
  so that the names are searched once and not on every line.
columns:
  item_name: {type: VARCHAR, zh: 机构项目名称, needs: [fee_list_d.medins_list_name]}
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  word: {type: VARCHAR, zh: 名称中出现的词}
  kp_ref: {type: VARCHAR, zh: 依据的知识行}
  k_from: {type: DATE, zh: 起始日期（含）}
  k_to: {type: DATE, zh: 终止日期（不含）}
cases: []
---*/
WITH name AS (
  SELECT DISTINCT item_name, kreg FROM fee_net WHERE item_name IS NOT NULL
)
SELECT n.item_name, n.kreg, w.word, w.kp_ref, w.k_from, w.k_to
FROM name AS n
JOIN nonmed_word AS w ON w.kreg = n.kreg AND contains(n.item_name, w.word)
