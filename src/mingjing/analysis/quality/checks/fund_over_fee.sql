/*---
title: 基金支付超过医疗费总额
severity: major
needs: [setl_d]
each: [{table: setl_d, column: fund_pay_sumamt}]
allow: 0
full: 0.02
advice: 基金不可能付得比费用多；核对两列是否填反，按病组付费的核对口径
---*/
SELECT count(*) FILTER (WHERE abs(fund_pay_sumamt) > abs(medfee_sumamt) + 0.01) AS bad, count(*) AS total,
  sum(fund_pay_sumamt) FILTER (WHERE abs(fund_pay_sumamt) > abs(medfee_sumamt) + 0.01) AS yuan,
  min(setl_id) FILTER (WHERE abs(fund_pay_sumamt) > abs(medfee_sumamt) + 0.01) AS example
FROM setl_d
