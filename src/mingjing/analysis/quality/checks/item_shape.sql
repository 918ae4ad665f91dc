/*---
title: 医疗目录编码不是国家编码
severity: minor
needs: [fee_list_d]
each: [{table: fee_list_d, column: med_list_codg}]
allow: 0.02
full: 0.8
advice: 国家编码为药品 X/Z 开头、饮片 T 开头、服务项目 00 开头 15 位、耗材 C 开头；本地编码请交对照表，否则按编码判断的规则不作判断
---*/
SELECT coalesce(sum(n) FILTER (WHERE local), 0) AS bad, coalesce(sum(n), 0) AS total, sum(yuan) FILTER (WHERE local) AS yuan,
  min(med_list_codg) FILTER (WHERE local) AS example
FROM (
  SELECT med_list_codg, count(*) AS n, sum(det_item_fee_sumamt) AS yuan,
    NOT regexp_matches(med_list_codg, '^([XZ][A-Z0-9]{10,}|T\d{6,}|00\d{10,}|C\d{10,})') AS local
  FROM fee_list_d GROUP BY med_list_codg
)
