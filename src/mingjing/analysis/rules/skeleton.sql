/*---
code: CODE
version: 1
title: 【待改】规则名称
status: draft
behaviour: over_quantity
severity: 2
subject: fee
amount: excess
scenes: [OP]
stages: [3]
law: [735-38-2]
params:
  most: {type: integer, default: 10, unit: 次, source: 【待改】文号或依据}
message: "{svc_date} {item_name} 计 {cnt}，限 {limit_cnt}，涉及 {checkout_amt} 元。"
verify: 【待改】现场核查什么
defence: 【待改】对方可能怎样申辩
known_gaps: 【待改】数据看不到什么；没有就删去本行
evidence: [limit_cnt]
cases:
  - name: 【待改】一次门诊计 12 次，限 10 次，超出 2 次
    given:
      fee_list_d: [{med_list_codg: "001101000010000", cnt: 12, pric: 10}]
    finds: [{checkout_amt: 20.00, checkout_cnt: 2}]
  - name: 【待改】正好 10 次，不违规
    given:
      fee_list_d: [{med_list_codg: "001101000010000", cnt: 10, pric: 10}]
    finds: []
---*/
-- 待改：把下面的编码换成要查的项目（案例用的是 001101000010000）。换好以后，第一个案例就会通过。
SELECT
  f.*,
  CAST(param('most', f.svc_date, f.admdvs) AS DECIMAL(16,4)) AS limit_cnt
FROM fee_net AS f
WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene = 'OP'
  AND f.item = '待改'
  AND f.cnt > param('most', f.svc_date, f.admdvs)
