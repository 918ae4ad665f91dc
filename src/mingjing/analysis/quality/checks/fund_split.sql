/*---
title: 基金支付总额与各项基金之和不符
severity: major
needs: [setl_d.hifp_pay]
each: [{table: setl_d, column: fund_pay_sumamt}]
allow: 0.005
full: 0.2
advice: 核对各项基金支出是否交全（统筹、公务员、大病、大额、救助、其他），容差 0.05 元
---*/
SELECT count(*) FILTER (WHERE differs) AS bad, count(*) AS total, sum(fund_pay_sumamt) FILTER (WHERE differs) AS yuan,
  min(setl_id) FILTER (WHERE differs) AS example
FROM (
  SELECT setl_id, fund_pay_sumamt, abs(fund_pay_sumamt - hifp_pay - coalesce(cvlserv_pay, 0) - coalesce(hifmi_pay, 0)
    - coalesce(hifob_pay, 0) - coalesce(maf_pay, 0) - coalesce(othfund_pay, 0)) > 0.05 AS differs
  FROM setl_d WHERE hifp_pay IS NOT NULL
)
