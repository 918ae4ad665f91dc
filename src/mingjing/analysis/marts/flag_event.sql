/*---
mart: flag_event
title: 政策事件影响的项目
grain: [kreg, item, kind, day]
doc: >-
  Policy events by the class of region and the items that they touch ('' all items): growth across the day is no sign.
columns:
  kreg: {type: BIGINT, zh: 知识地区类}
  item: {type: VARCHAR, zh: 国家编码（空串为全部项目）}
  kind: {type: VARCHAR, zh: 事件种类}
  day: {type: DATE, zh: 施行日}
cases: []
---*/
SELECT DISTINCT e.kreg, coalesce(e.item_code, '') AS item, e.kind, e.begndate AS day
FROM policy_event AS e
WHERE e.begndate IS NOT NULL
